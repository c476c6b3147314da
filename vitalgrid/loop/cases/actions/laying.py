"""Laying a case aside for oneself: out of one's own way for a while, in nobody else's list, and never past its time."""

from datetime import datetime

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import SIGN_IN, Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.access import access_case
from vitalgrid.loop.cases.models import Case, LaidAside
from vitalgrid.loop.cases.rules import aside_until


@transaction.atomic
def lay_aside(*, by: Actor, code: str, until: datetime) -> datetime:
    """Take the case off one's own desk until a moment; returns when it really comes back (when it falls due, at most).

    What is overdue, paused or over is not laid aside. Raises `kit.not_found`, `cases.past_moment`,
    `cases.aside_too_far`, `cases.aside_overdue`.
    """
    case = access_case(by, code)
    if by.user_id is None:
        raise Problem(SIGN_IN)
    now = clock.now()
    back = aside_until(now, until, case.next_due_at)
    if not case.is_open or (case.next_due_at is not None and case.next_due_at <= now):
        raise Problem(p.ASIDE_OVERDUE)
    if back is None:
        raise Problem(p.PAST_MOMENT if until <= now else p.ASIDE_TOO_FAR, field="until")
    values = {"revision": case.revision, "at": now, "until": back}
    LaidAside.objects.update_or_create(user_id=by.user_id, case=case, defaults=values)
    emit(_event("case.laid_aside", by, case, now, {"until": back.isoformat()}))
    return back


@transaction.atomic
def take_up(*, by: Actor, code: str) -> None:
    """Have it on one's desk again now. Raises `kit.not_found`."""
    case = access_case(by, code)
    if LaidAside.objects.filter(user_id=by.user_id or 0, case=case).delete()[0]:
        emit(_event("case.taken_up", by, case, clock.now(), {}))


def _event(name: str, by: Actor, case: Case, at: datetime, data: dict[str, str]) -> Event:
    # Of kind "aside": the case itself did not change, so nobody's list has to hear of it.
    return Event(name, "aside", str(case.pk), by, at, code=case.code, revision=case.revision, data=data)
