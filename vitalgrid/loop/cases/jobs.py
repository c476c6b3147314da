"""The sweep: takes the oldest due clocks, marks what is late, ends pauses that have run out."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit_many
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.retry import said_of
from vitalgrid.loop.cases.actions.moving import carry_out, event_of
from vitalgrid.loop.cases.models import Case, Clock, LaidAside, Pause, Undoable
from vitalgrid.loop.cases.workflow import State, transition

log = logging.getLogger(__name__)
BATCH = 500
REMEMBERED = timedelta(hours=1)
OVERDUE = "case.overdue"


def sweep_clocks() -> int:
    """End what waited long enough, then mark what is late, oldest first. Returns how many rows were acted on.

    After a stand-still of hours the next sweep finds every overdue clock once, in order, and marks each with the
    moment it was found (`late_at`), so that nobody mistakes a late warning for a late deed.
    """
    return _drain(_resume_batch) + _drain(_mark_batch)


def forget_passed() -> int:
    """Drop what can be taken back no more, and what is laid aside no more. Returns how many rows went."""
    now = clock.now()
    undoable, _kinds = Undoable.objects.filter(until__lt=now - REMEMBERED).delete()
    aside, _kinds = LaidAside.objects.filter(until__lt=now - REMEMBERED).delete()
    return undoable + aside


def _drain(batch: Callable[[], int]) -> int:
    total = 0
    while done := batch():
        total += done
        if done < BATCH:
            break
    return total


@transaction.atomic
def _resume_batch() -> int:
    """Pauses whose promised end has come, in the order of their ends: the clocks run again from that moment.

    A case that cannot be resumed keeps no other from it: it is left as it is and told of in the log.
    """
    now, by = clock.now(), Actor.system("sweep")
    over = Pause.objects.filter(ended_at=None, until_at__lte=now, case__state=State.PAUSED)
    due = list(over.order_by("until_at", "case").values_list("case", flat=True)[:BATCH])
    paused = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=due, state=State.PAUSED)
    cases = {case.pk: case for case in paused}
    resumed = 0
    for case in (cases[key] for key in due if key in cases):
        try:
            with transaction.atomic():
                carry_out(by=by, case=case, row=transition("resume"), data={})
            resumed += 1
        except Problem as problem:
            log.error("case %s could not be resumed: %s", case.pk, said_of(problem))
    return resumed


@transaction.atomic
def _mark_batch() -> int:
    """Clocks past their due moment: marked once, told once."""
    now, by = clock.now(), Actor.system("sweep")
    late = list(
        Clock.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(stopped_at=None, late_at=None, due_at__lt=now)
        .exclude(is_pausable=True, case__state=State.PAUSED)
        .order_by("due_at", "id")[:BATCH]
    )
    if not late:
        return 0
    cases = Case.objects.in_bulk({one.case_id for one in late})
    Clock.objects.filter(pk__in=[one.pk for one in late]).update(late_at=now)
    emit_many([_overdue(by, cases[one.case_id], one) for one in late])
    return len(late)


def _overdue(by: Actor, case: Case, late: Clock) -> Event:
    return event_of(case, OVERDUE, by=by, at=clock.now(), data={"stage": late.stage, "due": late.due_at.isoformat()})
