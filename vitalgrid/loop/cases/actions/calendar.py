"""When the working calendar changes, the clocks of open cases follow."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.changes.events import Event
from vitalgrid.loop.cases.actions.clocking import follow_calendar
from vitalgrid.loop.cases.actions.moving import carry_out
from vitalgrid.loop.cases.models import Case, Clock
from vitalgrid.loop.cases.workflow import transition

BATCH = 200


def move_dues(event: Event) -> None:
    """Every open case whose running clock passes over the changed days is counted anew; those that moved get a step.

    Repeating it changes nothing: a case that has followed already does not move again.
    """
    for batch in _batches(sorted(set(_touched(event)))):
        with transaction.atomic():
            _follow(batch)


def _follow(batch: list[UUID]) -> None:
    for case in Case.objects.select_for_update(of=("self",)).filter(pk__in=batch, is_open=True).order_by("pk"):
        seen = (case.due_at, case.next_due_at)
        with transaction.atomic():
            has_moved = follow_calendar(case)
            stage_moved = (case.due_at, case.next_due_at) != seen
        if has_moved:
            case.due_at, case.next_due_at = seen
            carry_out(by=Actor.system("calendar"), case=case, row=transition("follow_calendar"), data={})
        elif stage_moved:  # only an inner stage moved: nothing was promised to anybody
            Case.objects.filter(pk=case.pk).update(next_due_at=case.next_due_at)


def _touched(event: Event) -> Iterator[UUID]:
    first, last = event.data.get("first"), event.data.get("last")
    running = Clock.objects.filter(stopped_at=None, case__is_open=True)
    if first and last:
        zone = city_zone()
        start = datetime.combine(date.fromisoformat(str(first)), time(), zone)
        end = datetime.combine(date.fromisoformat(str(last)) + timedelta(days=1), time(), zone)
        running = running.filter(Q(started_at__lt=end) & Q(due_at__gte=start - timedelta(days=1)))
    yield from running.values_list("case", flat=True).iterator(chunk_size=2000)


def _batches(keys: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
