"""Which promised days a change of the working calendar would move, before it is saved."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.calendar.rules import WorkCalendar, parse_limit
from vitalgrid.foundation.calendar.rules.effects import Effect, MovedDue
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.models import Clock, Extension, Pause
from vitalgrid.loop.cases.rules import RESOLVE, Running, stage_due

AT_MOST = 20_000  # clocks that are counted; a page must not take a minute
EXAMPLES = 8


def dues_moved(by: Actor, day: date, then: WorkCalendar) -> Effect:
    """What the calendar `then`, which differs from that of now on `day` alone, would do to the clocks that run.

    Counts every case; names those that `by` may see. Five statements.
    """
    zone = city_zone()
    start = datetime.combine(day, time(), zone)
    running = Clock.objects.filter(stopped_at=None, case__is_open=True, started_at__lt=start + timedelta(days=1))
    # A new working day may bring forward what is due after it, a new holiday put off what is due on it or later.
    running = running.filter(Q(due_at__gte=start - timedelta(days=1))).exclude(limit="")
    columns = ("case", "case__code", "stage", "limit", "started_at", "due_at")
    rows: list[dict[str, Any]] = [dict(row) for row in running.order_by("due_at").values(*columns)[: AT_MOST + 1]]
    finals = [row for row in rows if row["stage"] == RESOLVE]
    pauses, extensions = _pauses(finals), _extensions(finals)
    moved, inner = [], 0
    for row in rows[:AT_MOST]:
        if row["stage"] != RESOLVE:
            inner += stage_due(row["started_at"], row["limit"], then) != row["due_at"]
            continue
        due = Running(row["started_at"], parse_limit(row["limit"]), pauses[row["case"]], extensions[row["case"]]).due(
            then
        )
        if due != row["due_at"]:
            moved.append((row["case__code"], row["due_at"], due))
    seen = set(
        visible_to(by)
        .filter(code__in=[code for code, _was, _due in moved[:AT_MOST]])
        .values_list("code", flat=True)[:500]
        if by.can("case.view")
        else ()
    )
    examples = [MovedDue(code, was, due) for code, was, due in moved if code in seen][:EXAMPLES]
    later = sum(due > was for _code, was, due in moved)
    return Effect(len(moved), later, len(moved) - later, inner, examples, is_whole=len(rows) <= AT_MOST)


def _pauses(finals: list[dict[str, Any]]) -> Mapping[UUID, list[tuple[datetime, datetime]]]:
    found: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for pause in Pause.objects.filter(case__in=[row["case"] for row in finals]):
        found[pause.case_id].append((pause.from_at, pause.ended_at or pause.until_at))
    return found


def _extensions(finals: list[dict[str, Any]]) -> Mapping[UUID, list[Any]]:
    started = {row["case"]: row["started_at"] for row in finals}
    found: dict[UUID, list[Any]] = defaultdict(list)
    for one in Extension.objects.filter(case__in=list(started), is_granted=True).order_by("decided_at"):
        if one.asked_at >= started[one.case_id]:
            found[one.case_id].append(parse_limit(one.limit))
    return found
