"""The worker's phone pages: today, report, tasks and checks, handle on the spot, and what became of my reports."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vitalgrid.clients.staff.forms import CheckForm, WorkerReportForm
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import ids
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.problems import SIGN_IN, Problem
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.filing import KEY, file_report, photos_had, store_photos
from vitalgrid.loop.cases.forms import VerbForm
from vitalgrid.loop.cases.queries.desk import desk_case
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.workflow import Source, transition
from vitalgrid.loop.tasks.access import access_task, for_me
from vitalgrid.loop.tasks.actions import finish_task
from vitalgrid.loop.tasks.models import Task

SHOWN = 20


def worker(request: HttpRequest) -> Actor:
    """Who acts. Raises `kit.sign_in`."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.kind != "user":
        raise Problem(SIGN_IN)
    return by


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What is to be done now: checks first, then open cases of my area, then what I reported."""
    by = worker(request)
    mine = list_cases(by, CaseFilter(view="mine"), limit=5).rows
    area = list_cases(by, CaseFilter(view="open"), limit=SHOWN).rows if by.can("case.view") else []
    tasks = list(for_me(by).order_by("due_at", "id")[:SHOWN])
    return render(request, "staff/today.html", {"tasks": tasks, "area": area, "mine": mine})


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A report in a few taps. Sent once, however often the button is pressed."""
    by = worker(request)
    by.require("report.file")
    if request.method != "POST":
        return render(request, "staff/report.html", {"form": WorkerReportForm(by=by), "key": ids.secret()})
    form = WorkerReportForm(request.POST, request.FILES, by=by)
    form.is_valid()
    try:
        code, _word = file_report(by=by, form=form, scope=f"field:{by.id}", source=Source.WORKER, **form.told_for())
    except Problem as problem:
        attach(form, problem)
        context = {"form": form, "key": form.data.get(KEY, ""), "kept": photos_had(form)}
        return render(request, "staff/report.html", context, status=problem.kind.status)
    messages.success(request, _("Received: %(code)s") % {"code": code})
    return redirect("staff:case", code)


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """My tasks, due first."""
    by = worker(request)
    return render(request, "staff/tasks.html", {"tasks": list(for_me(by).order_by("due_at", "id")[:100])})


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task: what to look at, and what was seen."""
    by = worker(request)
    found = access_task(by, task_id)
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    if request.method == "POST":
        form.is_valid()
        try:
            given = form.cleaned_data
            finish_task(
                by=by,
                task_id=task_id,
                result=given.get("result", ""),
                text=given.get("text", ""),
                photos=store_photos(by, form),
            )
        except Problem as problem:
            attach(form, problem)
            return render(request, "staff/task.html", _task(by, found, form), status=problem.kind.status)
        messages.success(request, _("Thank you. It is recorded."))
        return redirect("staff:tasks")
    return render(request, "staff/task.html", _task(by, found, form))


def _task(by: Actor, found: Task, form: CheckForm) -> dict[str, Any]:
    may_see = found.object_kind == "case" and visible_to(by).filter(code=found.object_code).exists()
    return {"task": found, "form": form, "may_see": may_see}


@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a matter, to its end (R13)."""
    seen = desk_case(worker(request), code)
    on_spot = any(row.verb == "handle_on_spot" for row in seen.next_verbs)
    return render(request, "staff/case.html", {"seen": seen, "on_spot": on_spot})


@require_http_methods(["GET", "HEAD", "POST"])
def spot(request: HttpRequest, code: str) -> HttpResponse:
    """Handled on the spot, with a photo; somebody else verifies."""
    by = worker(request)
    seen = desk_case(by, code)
    row = transition("handle_on_spot")
    if request.method != "POST":
        return render(request, "staff/spot.html", {"seen": seen, "form": VerbForm(row=row, case=seen.case)})
    form = VerbForm(request.POST, request.FILES, row=row, case=seen.case)
    form.is_valid()
    try:
        data = form.answers() | {"photos": store_photos(by, form)}
        revision = form.cleaned_data.get("expected_revision")
        move_case(by=by, code=code, verb=row.verb, data=data, expected_revision=revision)
    except Problem as problem:
        attach(form, problem)
        now = desk_case(by, code)
        form.shown_with(now.case)
        return render(request, "staff/spot.html", {"seen": now, "form": form}, status=problem.kind.status)
    messages.success(request, _("Recorded. Somebody else will verify it."))
    return redirect("staff:case", code)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I reported, newest first, and where it stands."""
    by = worker(request)
    page = list_cases(
        by, CaseFilter(view="mine"), before=request.GET.get("before", ""), after=request.GET.get("after", ""), limit=30
    )
    return render(request, "staff/mine.html", {"page": page})
