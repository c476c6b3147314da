"""The worker's phone pages: today, report, tasks and checks, handle on the spot, and what became of my reports."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalgrid.clients.staff.forms import CheckForm, WorkerReportForm, own_areas
from vitalgrid.clients.staff.queries import news_for
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import ids, limits
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.pages import say_when
from vitalgrid.foundation.kit.problems import SIGN_IN, Problem
from vitalgrid.foundation.outbox.actions import read_notices
from vitalgrid.loop.cases.access import visible_codes, visible_to
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.filing import KEY, file_report, photos_had, photos_new, store_photos
from vitalgrid.loop.cases.forms import VerbForm
from vitalgrid.loop.cases.queries.desk import desk_case
from vitalgrid.loop.cases.queries.following import coming_steps
from vitalgrid.loop.cases.queries.kinds import kinds_for
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.queries.nearby import around
from vitalgrid.loop.cases.workflow import Source, transition
from vitalgrid.loop.tasks.access import access_task, for_me
from vitalgrid.loop.tasks.actions import finish_task
from vitalgrid.loop.tasks.models import Task

SHOWN = 20
NEWS = 5


def worker(request: HttpRequest) -> Actor:
    """Who acts. Raises `kit.sign_in`."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.kind != "user":
        raise Problem(SIGN_IN)
    return by


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What is to be done now: checks first, then news, then open cases of my area, then what I reported."""
    by = worker(request)
    news = list(news_for(by)[:NEWS])
    context = {
        "tasks": list(for_me(by).order_by("due_at", "id")[:SHOWN]),
        "area": list_cases(by, CaseFilter(view="open"), limit=SHOWN).rows if by.can("case.view") else [],
        "mine": list_cases(by, CaseFilter(view="mine"), limit=5).rows,
        "news": news,
        "readable": visible_codes(by, [one.code for one in news]),
        "places": [label for _code, label in own_areas(by)][:2],
    }
    return render(request, "staff/today.html", context)


@require_POST
def read_news(request: HttpRequest) -> HttpResponse:
    """The news of today are read."""
    read_notices(by=worker(request))
    return redirect("staff:today")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A report in a few taps. Sent once, however often the button is pressed."""
    by = worker(request)
    by.require("report.file")
    if request.method != "POST":
        return _ask(request, WorkerReportForm(by=by))
    form = WorkerReportForm(request.POST, request.FILES, by=by)
    form.is_valid()
    try:
        limits.spend(request, limits.REPORT)
        limits.spend(request, limits.PHOTO, photos_new(form))
        told = form.told_for() | _same(by, form)
        code, _word = file_report(by=by, form=form, scope=f"field:{by.id}", source=Source.WORKER, **told)
    except Problem as problem:
        attach(form, problem)
        return say_when(_ask(request, form, status=problem.kind.status), problem)
    messages.success(request, _("Received: %(code)s") % {"code": code})
    return redirect("staff:case", code)


def _ask(request: HttpRequest, form: WorkerReportForm, status: int = 200) -> HttpResponse:
    words, chosen = str(form["description"].value() or ""), str(form["category"].value() or "")
    context = {
        "form": form,
        "key": form.data.get(KEY) or ids.secret(),
        "kept": photos_had(form),
        "kinds": kinds_for(words, chosen, is_settled=form.is_bound, is_public=False),
        "around": around(form.data, by=worker(request)),
    }
    return render(request, "staff/report.html", context, status=status)


def _same(by: Actor, form: WorkerReportForm) -> dict[str, Any]:
    """The matter nearby that the worker says this is: only one that was offered. Words may then be left out."""
    code = form.data.get("joins", "")
    if not code or code not in [one.code for one in around(form.data, by=by).cases]:
        return {}
    return {"joins": code, "description": form.data.get("description", "").strip() or _("It is the same matter.")}


@require_POST
def nearby(request: HttpRequest) -> HttpResponse:
    """Asked when the place is there: where it is in words, and what is open around it."""
    by = worker(request)
    by.require("report.file")
    return render(request, "cases/_around.html", {"around": around(request.POST, by=by)})


@require_POST
def kinds(request: HttpRequest) -> HttpResponse:
    """Asked while somebody writes: what kind of matter is it, by the words?"""
    worker(request).require("report.file")
    found = kinds_for(request.POST.get("description", ""), request.POST.get("category", ""), is_public=False)
    return render(request, "cases/_kinds.html", {"kinds": found})


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
    return {"task": found, "form": form, "may_see": may_see, "kept": photos_had(form)}


@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a matter, to its end (R13)."""
    seen = desk_case(worker(request), code)
    on_spot = any(row.verb == "handle_on_spot" for row in seen.next_verbs)
    coming = coming_steps(seen.case, seen.lead_unit, is_late=seen.is_overdue)
    return render(request, "staff/case.html", {"seen": seen, "on_spot": on_spot, "coming": coming})


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
        context = {"seen": now, "form": form, "kept": photos_had(form)}
        return render(request, "staff/spot.html", context, status=problem.kind.status)
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
