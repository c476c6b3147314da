"""What comes after an act at the desk: the next case of the list by itself, and some seconds to take it back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vitalgrid.centre.console.moments import UNTIL
from vitalgrid.centre.console.pages import list_beside, staff
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.kit import clock, moments
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import lay_aside, take_up, undo_step
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.desk import next_verbs
from vitalgrid.loop.cases.queries.undoing import can_undo
from vitalgrid.loop.cases.workflow import transition

# What the same person usually does next on the same case: accept and assign, take and handle, verify and close.
STAY_FOR = frozenset({"assign", "handle", "close"})
OF_ONE_CASE = ("do", "after", "reply")  # in the address for the open case alone, not for its list
LEAVES_DESK = frozenset({"send_up", "send_down"})


def below(request: HttpRequest, by: Actor, code: str) -> str:
    """The code of the row below `code` in the list beside it (above it, on the last one); "" without one."""
    if "view" not in request.GET:
        return ""
    codes = [row.code for group in list_beside(request, by)["groups"] for row in group.rows]
    if code not in codes:
        return codes[0] if codes else ""
    at = codes.index(code)
    rest = codes[at + 1 :] or codes[:at][-1:]
    return rest[0] if rest else ""


def where_next(request: HttpRequest, by: Actor, case: Case, verb: str, following: str) -> str:
    """Where to go on after `verb`: the same case where its next step is one's own, else the next of the list."""
    query = request.GET.copy()
    for name in OF_ONE_CASE:
        query.pop(name, None)
    tail = f"?{query.urlencode()}" if query else ""
    same = reverse("console:case", args=[case.code]) + tail
    is_gone = transition(verb).to_state is not None or verb in LEAVES_DESK
    if "view" not in query or not is_gone or {row.verb for row in next_verbs(by, case)} & STAY_FOR:
        return same
    return (reverse("console:case", args=[following]) if following else reverse("console:queue")) + tail


def tell_done(request: HttpRequest, by: Actor, case: Case, verb: str) -> None:
    """Say what happened, with its undo where there is one."""
    undo = ""
    if can_undo(by, case):
        query = {name: value for name, value in request.GET.items() if name not in OF_ONE_CASE}
        undo = reverse("console:undo", args=[case.code, case.revision]) + (f"?{urlencode(query)}" if query else "")
    words = _("%(what)s: %(code)s") % {"what": transition(verb).past, "code": case.code}
    messages.success(request, words, extra_tags=undo)


@require_POST
def undo(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take the step back; the answer says where the case stands open again."""
    back = undo_step(by=staff(request), code=code, number=number)
    messages.success(request, _("Taken back: %(code)s") % {"code": back.code})
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return JsonResponse({"to": reverse("console:case", args=[back.code]) + query})


@require_POST
def aside(request: HttpRequest, code: str) -> HttpResponse:
    """Lay a case aside for oneself and go on with the next."""
    by = staff(request)
    following, now = below(request, by, code), clock.now()
    address = reverse("console:case", args=[code]) + f"?{request.GET.urlencode()}"
    try:
        _label, moment = UNTIL.get(request.POST.get("until", ""), UNTIL["1"])
        back = lay_aside(by=by, code=code, until=moment(now))
    except Problem as problem:
        if problem.kind.status == 404:
            raise
        messages.error(request, problem.sentence)
        return redirect(address)
    shown = moments.by(back, now, city_zone(), get_language() or "")
    words = _("%(code)s is aside; you have it back %(when)s.") % {"code": code, "when": shown}
    messages.success(request, words, extra_tags=reverse("console:take_up", args=[code]))
    if following:
        address = reverse("console:case", args=[following]) + f"?{request.GET.urlencode()}"
    return redirect(address if following else reverse("console:queue") + f"?{request.GET.urlencode()}")


@require_POST
def up(request: HttpRequest, code: str) -> HttpResponse:
    """Have a case on one's desk again."""
    take_up(by=staff(request), code=code)
    return JsonResponse({"to": reverse("console:case", args=[code]) + f"?{request.GET.urlencode()}"})
