"""The clerk's desk: a call is taken down on somebody's behalf, and the caller is told the code and the day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.kit import ids
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.idempotency import body_of, once
from vitalgrid.foundation.kit.problems import SIGN_IN, Problem
from vitalgrid.loop.cases.actions import NewReport, receive_report
from vitalgrid.loop.cases.forms import ReportForm
from vitalgrid.loop.cases.workflow import Source


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """One call after the other: the form is empty again as soon as a report is filed."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.kind != "user":
        raise Problem(SIGN_IN)
    by.require("report.file_on_behalf")
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    filed, status = "", 200
    if request.method == "POST":
        form.is_valid()
        try:
            filed = _file(by, form)
            form = ReportForm()
        except Problem as problem:
            attach(form, problem)
            status = problem.kind.status
    key = form.data.get("key") or ids.secret()
    return render(request, "hotline/desk.html", {"form": form, "key": key, "filed": filed}, status=status)


def _file(by: Actor, form: ReportForm) -> str:
    files = form.cleaned_data.get("photos") or []
    photos = tuple(store_photo(by=by, data=one.read(), name=one.name).sha256 for one in files)
    given = {"description": "", **form.answers(), "photos": photos}

    def work() -> tuple[int, Any]:
        new = NewReport(**given, source=Source.HOTLINE, is_on_behalf=True)
        return 201, receive_report(by=by, report=new).code

    key = form.data.get("key", "")[:64]
    return str(once(key=key, scope=f"hotline:{by.id}", body=body_of(given), work=work).response)
