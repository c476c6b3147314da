"""The clerk's desk: a call is taken down on somebody's behalf, and the caller is told the code and the day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import ids
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.problems import SIGN_IN, Problem
from vitalgrid.loop.cases.filing import KEY, file_report, photos_had
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
            scope = f"hotline:{by.id}"
            filed, _word = file_report(by=by, form=form, scope=scope, source=Source.HOTLINE, is_on_behalf=True)
            form = ReportForm()
        except Problem as problem:
            attach(form, problem)
            status = problem.kind.status
    context = {"form": form, "key": form.data.get(KEY) or ids.secret(), "kept": photos_had(form), "filed": filed}
    return render(request, "hotline/desk.html", context, status=status)
