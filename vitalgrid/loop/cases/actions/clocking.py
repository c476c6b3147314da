"""Starting, stopping and moving the clocks of a case."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from vitalgrid.foundation.calendar.queries import work_calendar
from vitalgrid.foundation.calendar.rules import parse_limit
from vitalgrid.foundation.kit.fresh import fresh
from vitalgrid.loop.cases.models import Assignment, Case, Clock, Extension, Pause
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import CONTACT, RESOLVE, STAGE_OF_STATE, Running, stage_due
from vitalgrid.loop.cases.workflow import CLOSED_STATES, State

if TYPE_CHECKING:
    from vitalgrid.loop.cases.actions.moving import Move


def limits_of(case: Case) -> tuple[str, str]:
    """The (contact, resolve) limits of a case: of its matter where that has its own, else of its category."""
    known = catalogue()
    matter, category = known.matter_by_id(case.matter_id), known.category_by_id(case.category_id)
    contact = (matter and matter.contact_limit) or (category and category.contact_limit) or ""
    resolve = (matter and matter.resolve_limit) or (category and category.resolve_limit) or ""
    return contact, resolve


def stage_clock(case: Case, state: str, at: datetime) -> Clock | None:
    """The clock of the stage that `state` begins; None when the pack gives no limit for it."""
    stage = STAGE_OF_STATE.get(State(state))
    if stage is None:
        return None
    limit = catalogue().stage_limit(stage, case.urgency, case.procedure)
    due = stage_due(at, limit, work_calendar())
    return fresh(Clock, case=case, stage=stage, limit=limit, started_at=at, due_at=due) if due else None


def next_due(case: Case, stage: Clock | None) -> datetime | None:
    """The earliest moment that somebody has to keep now."""
    moments = [m for m in (stage.due_at if stage else None, case.due_at) if m is not None]
    return min(moments, default=None)


def leave_stage(move: "Move") -> None:
    """Stop the clock of the state that is left, start that of the one that begins, and everything at an end."""
    case, at = move.case, move.at
    left = STAGE_OF_STATE.get(State(move.stage_from))
    is_over = move.to_state in CLOSED_STATES
    which = Q() if is_over else Q(stage=left)
    if is_over or left:
        Clock.objects.filter(which, case=case, stopped_at=None).update(stopped_at=at)
    if is_over:
        move.set(next_due_at=None, stage="", paused_until=None, pause_cause="", is_extension_asked=False)
        Assignment.objects.filter(case=case, ended_at=None).update(ended_at=at, end_reason="closed")
        Pause.objects.filter(case=case, ended_at=None).update(ended_at=at)
        Extension.objects.filter(case=case, decided_at=None).update(decided_at=at, is_granted=False)
        return
    begun = stage_clock(case, move.to_state, at)
    if begun:
        Clock.objects.bulk_create([begun])
    move.set(stage=begun.stage if begun else "", next_due_at=next_due(case, begun))


def stop_contact(case: Case, at: datetime) -> None:
    """The reporter has been reached."""
    Clock.objects.filter(case=case, stage=CONTACT, stopped_at=None).update(stopped_at=at)


def start_resolve(case: Case, at: datetime, limit: str) -> Clock | None:
    """Start the final clock by `limit` from `at`; sets `case.due_at`. The caller saves the case."""
    case.due_at = stage_due(at, limit, work_calendar())
    return put_clock(case, RESOLVE, at, limit, is_pausable=True)


def put_clock(case: Case, stage: str, at: datetime, limit: str, *, is_pausable: bool = False) -> Clock | None:
    """The running clock of `stage`, counted from `at`: one that counts from there already gets the new limit, another
    one is stopped first."""
    due = stage_due(at, limit, work_calendar())
    running = Clock.objects.filter(case=case, stage=stage, stopped_at=None)
    if due is None:
        running.update(stopped_at=at)
        return None
    if running.filter(started_at=at).update(limit=limit, due_at=due, late_at=None):
        return running.get()
    running.update(stopped_at=at)
    made = Clock(case=case, stage=stage, limit=limit, started_at=at, due_at=due, is_pausable=is_pausable)
    Clock.objects.bulk_create([made])
    return made


def follow_calendar(case: Case) -> bool:
    """Count every running clock of the case anew over the calendar of now; returns whether the final due moment moved.

    Sets `due_at` and `next_due_at` on the case; the caller saves it.
    """
    before, calendar = case.due_at, work_calendar()
    stage: Clock | None = None
    for running in Clock.objects.filter(case=case, stopped_at=None).exclude(stage=RESOLVE):
        due = stage_due(running.started_at, running.limit, calendar)
        if due is not None and due != running.due_at:
            Clock.objects.filter(pk=running.pk).update(due_at=due, late_at=None)
            running.due_at = due
        stage = running if running.stage != CONTACT else stage
    move_final_due(case)
    if case.state != State.PAUSED:
        case.next_due_at = next_due(case, stage)
    return case.due_at != before


def move_final_due(case: Case, pauses: Sequence[Pause] | None = None) -> datetime | None:
    """Compute the final due moment anew from its limit, pauses and granted extensions; writes clock and assignments.

    Returns the new moment and sets `case.due_at`; the caller saves the case. A case whose due moment came from an
    import has no final clock and keeps it.
    """
    running = Clock.objects.filter(case=case, stage=RESOLVE, stopped_at=None).first()
    if running is None:
        return case.due_at
    stood = pauses if pauses is not None else Pause.objects.filter(case=case)
    granted = Extension.objects.filter(case=case, is_granted=True, asked_at__gte=running.started_at)
    due = Running(
        running.started_at,
        parse_limit(running.limit),
        [(pause.from_at, pause.ended_at or pause.until_at) for pause in stood],
        [parse_limit(extension.limit) for extension in granted.order_by("decided_at")],
    ).due(work_calendar())
    Clock.objects.filter(pk=running.pk).update(due_at=due, late_at=None)
    Assignment.objects.filter(case=case, ended_at=None).update(due_at=due)
    case.due_at = due
    return due
