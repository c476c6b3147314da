"""The case desk: the whole story of one case beside the list, and every act on it. A view parses, acts, renders."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.centre.console.after import below, tell_done, where_next
from vitalgrid.centre.console.pages import list_beside, staff
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.stepup import require_fresh
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.marks import mark_of
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import drop_draft, move_case, reveal_contact
from vitalgrid.loop.cases.forms import VerbForm
from vitalgrid.loop.cases.queries.around import Around, around_case
from vitalgrid.loop.cases.queries.desk import DeskCase, desk_case
from vitalgrid.loop.cases.queries.drafts import kept_draft
from vitalgrid.loop.cases.queries.live import moved_after
from vitalgrid.loop.cases.queries.replies import Offered, replies_for
from vitalgrid.loop.cases.ring import stage_words
from vitalgrid.loop.cases.workflow import TRANSITIONS, answering_verbs

STEPS = {row.verb: row for row in TRANSITIONS}


@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    """The case desk beside the list. `do` opens the form of one verb, `after` unfolds more of a long story."""
    by = staff(request)
    return _desk(request, by, code, request.GET.get("do", ""))


def _desk(
    request: HttpRequest, by: Actor, code: str, verb: str, form: VerbForm | None = None, status: int = 200
) -> HttpResponse:
    seen = desk_case(by, code, is_whole=False, after=_number(request.GET.get("after", "")))
    verb = verb or seen.decision.verb
    row = next((one for one in seen.next_verbs if one.verb == verb), None)
    replies = replies_for(seen.case, verb) if verb in answering_verbs() and row is not None else []
    if form is None and row is not None:
        form = VerbForm(row=row, case=seen.case, initial=_proposed(request, seen, replies))
    if form is not None and verb == "rule" and seen.decision.dispute:
        form.put_first(seen.decision.dispute.choices)
    meanwhile = []
    if form is not None and form.is_bound:
        saw = form.cleaned_data.get("expected_revision") or seen.case.revision
        meanwhile = [one for one in seen.steps if one.step.number > saw]
        form.shown_with(seen.case)
    missed = STEPS.get(verb) if form is None and row is None and request.GET.get("do") else None
    if form is not None and row is None:
        row = STEPS.get(verb)  # refused because somebody moved it meanwhile: the words stay on the page
    key = f"{code}/{verb}"
    context = list_beside(request, by) | _shown(request, by, seen)
    context |= {"row": row, "form": form, "replies": replies, "code": code, "now": clock.now()}
    context |= {"missed": missed}
    context |= {"meanwhile": meanwhile, "draft_key": key, "kept": kept_draft(by, key) if form is not None else ""}
    return render(request, "console/case.html", context, status=status)


def _shown(request: HttpRequest, by: Actor, seen: DeskCase) -> dict[str, Any]:
    """The case with what stands around it, and the addresses that its page leads to."""
    words = seen.reports[0].report.description if seen.reports else seen.case.title
    query = request.GET.copy()
    for name in ("do", "after", "reply"):
        query.pop(name, None)
    here = reverse("console:case", args=[seen.case.code])
    rest = f"{query.urlencode()}&" if query else ""
    verbs = {row.verb: row for row in seen.next_verbs}
    return {
        "seen": seen,
        "around": Around() if seen.is_own_story else around_case(by, seen.case, words),
        "stage": stage_words(seen.ring),
        "address": request.get_full_path() if request.method == "GET" else here,
        "verb_address": f"{here}?{rest}do=",
        "story_address": f"{here}?{rest}",
        "may_note": "note" in verbs,
        "may_join": "join" in verbs,
        "may_hide_photos": "show_photos" in verbs,
        "near_key": "0" if any(row.key == "l" for row in seen.next_verbs) else "l",
    }


def _proposed(request: HttpRequest, seen: DeskCase, replies: list[Offered]) -> dict[str, str]:
    """What stands in the form before anybody types: a standard answer that was chosen, the unit proposed last."""
    said = next((one.text for one in replies if one.code == request.GET.get("reply")), "")
    units = seen.decision.dispute.choices if seen.decision.dispute else []
    return ({"answer": said} if said else {}) | ({"unit": units[0]} if units else {})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


@require_GET
def moved(request: HttpRequest, code: str) -> HttpResponse:
    """What an open case asks: has somebody moved it since I read it? 204 while nobody did; else who did what."""
    found = moved_after(staff(request), code, _number(request.GET.get("revision", "")))
    if found is None:
        return HttpResponse(status=204)
    what = {"when": formats.time_format(timezone.localtime(found.at), "H:i"), "who": found.who, "what": found.what}
    return JsonResponse({"text": _("%(who)s: %(what)s, %(when)s") % what, "count": found.count})


@require_POST
def move(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Do one verb. A refusal comes back with the words kept and what to do; a success says what happened."""
    by = staff(request)
    if verb not in STEPS:
        raise Http404
    seen = desk_case(by, code)
    form = VerbForm(request.POST, request.FILES, row=STEPS[verb], case=seen.case)
    form.is_valid()
    try:
        following = below(request, by, code)
        data = form.answers() | _stored(by, form)
        revision = form.cleaned_data.get("expected_revision")
        moved = move_case(by=by, code=code, verb=verb, data=data, expected_revision=revision)
    except Problem as problem:
        if problem.kind.status == 404:
            raise
        attach(form, problem)
        return _desk(request, by, code, verb, form, status=problem.kind.status)
    drop_draft(by=by, key=f"{code}/{verb}")
    tell_done(request, by, moved, verb)
    if moved.is_integrity and not by.can("case.view_integrity"):
        return redirect("console:queue")
    return redirect(where_next(request, by, moved, verb, following))


def _stored(by: Actor, form: VerbForm) -> dict[str, list[str]]:
    """Photos are stored before the move: decoding must not hold a lock."""
    files = form.cleaned_data.get("photos") or []
    if not files:
        return {}
    return {"photos": [mark_of(store_photo(by=by, data=one.read(), name=one.name).sha256) for one in files]}


@require_POST
def reveal(request: HttpRequest, code: str, report_id: UUID) -> HttpResponse:
    """Show a contact for a reason; the page is not kept by any cache."""
    by = staff(request)
    reason = request.POST.get("reason", "")
    try:
        require_fresh(request)
        contact = reveal_contact(by=by, code=code, report_id=report_id, reason=reason)
    except Problem as problem:
        if problem.kind.status == 404:
            raise
        return render(
            request, "console/_contact.html", {"problem": problem, "code": code, "report_id": report_id}, status=422
        )
    response = render(request, "console/_contact.html", {"contact": contact, "code": code})
    response["Cache-Control"] = "no-store"
    return response
