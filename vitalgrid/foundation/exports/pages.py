"""One's own files: ask for one, see how far it is, call it off, fetch it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.foundation.accounts.requests import ActorRequest
from vitalgrid.foundation.exports.actions import ask_export, cancel_export, take_export
from vitalgrid.foundation.exports.jobs import write_at_once
from vitalgrid.foundation.exports.models import ExportJob
from vitalgrid.foundation.exports.queries import jobs_for_page, row_of
from vitalgrid.foundation.kit import city
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.tables import FORMATS

OWN_FIELDS = ("csrfmiddlewaretoken", "format")


@login_required
@require_POST
def ask(request: ActorRequest, name: str) -> HttpResponseBase:
    """Ask for a list. A short one comes at once; a long one is written while its owner goes on working."""
    asked = {key: value for key, value in request.POST.items() if key not in OWN_FIELDS}
    try:
        job = ask_export(by=request.actor, name=name, form=request.POST.get("format", ""), asked=asked)  # type: ignore[arg-type]
    except Problem as problem:
        if problem.kind.status != 409:
            raise
        messages.warning(request, problem.sentence)
        return redirect("exports:list")
    if write_at_once(job):
        return file_response(*take_export(by=request.actor, number=job.pk))
    messages.success(request, _("The list is long: it is written now. You can leave; a notice tells when it is ready."))
    return redirect("exports:list")


@login_required
@require_GET
@never_cache
def files(request: ActorRequest) -> HttpResponse:
    """One's own files, the youngest first."""
    rows = jobs_for_page(request.actor)
    context: dict[str, Any] = {"rows": rows, "is_moving": any(row.is_under_way for row in rows)}
    return render(request, "exports/list.html", context)


@login_required
@require_POST
def cancel(request: ActorRequest, number: UUID) -> HttpResponse:
    """Call it off."""
    cancel_export(by=request.actor, number=number)
    return redirect("exports:list")


@login_required
@require_GET
@never_cache
def fetch(request: ActorRequest, number: UUID) -> HttpResponseBase:
    """The file, for its owner."""
    return file_response(*take_export(by=request.actor, number=number))


def file_response(job: ExportJob, path: Path) -> HttpResponseBase:
    """The file as an attachment with a name that says what it is; no cache keeps it."""
    form = FORMATS[job.form]
    response = FileResponse(path.open("rb"), as_attachment=True, filename=_name(job), content_type=form.media_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _name(job: ExportJob) -> str:
    at = job.asked_at.astimezone(city.current().zone)
    return f"{row_of(job).label}-{at:%Y%m%d-%H%M}.{FORMATS[job.form].ending}"
