"""The one door through which an action tells the house what it did."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.permissions import OUTBOX_MANAGE
from vitalgrid.foundation.changes import reactions
from vitalgrid.foundation.changes.events import Event, to_plain
from vitalgrid.foundation.changes.models import Change, Epoch, PendingReaction
from vitalgrid.foundation.journal.actions import Draft, numbered
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem
from vitalgrid.foundation.kit.rows import Part, Rows, insert_together

State = PendingReaction.State
_COLUMNS = ("xid", "township", "area", "unit", "kind", "object_id", "revision", "event", "at")
_PENDING = ("event", "body", "todo", "state", "attempts", "created_at", "next_at", "last_error")


def emit(event: Event) -> None:
    """Write the event's journal entry, its row in the feed and its pending reaction; call what follows now.

    Must run inside the action's transaction.
    """
    emit_many([event])


def emit_many(events: Sequence[Event], *, rows: Sequence[Part] = ()) -> None:
    """The same for a batch of events: one statement for their numbers, one (or one a table) for all rows.

    `rows` of the change itself go in with them: they are there before anything that follows is called.
    """
    if not events:
        insert_together(rows)
        return
    xid, entries = numbered([_draft(event) for event in events])
    table = reactions.table()
    pending = [_pending(event, later) for event in events if (later := reactions.later(event))]
    changes = Rows(Change, _COLUMNS, [_change(event, xid) for event in events])
    insert_together([*rows, entries, changes, Rows(PendingReaction, _PENDING, pending)])
    for event in events:
        for path in table.get(event.name, ((), ()))[0]:
            reactions.function(path)(event)


def retry_reaction(number: int, *, by: Actor) -> None:
    """Let a reaction that was given up be tried again at once. Problems: `kit.not_found`, `kit.forbidden`."""
    by.require(OUTBOX_MANAGE)
    with transaction.atomic():
        row = PendingReaction.objects.select_for_update().filter(pk=number, state=State.GIVEN_UP).first()
        if row is None:
            raise Problem(NOT_FOUND)
        now = clock.now()
        row.state, row.attempts, row.next_at = State.WAITING, 0, now
        row.save(update_fields=["state", "attempts", "next_at"])
        data = {"event": row.event, "last_error": row.last_error}
        emit(Event("reaction.retried", "reaction", str(row.pk), by, now, data=data))


def start_epoch() -> str:
    """Begin a new life of the feed: every cursor that was given out so far must ask for everything anew.

    Called after a restore, when numbers that were given out may be given out again.
    """
    name = new_id().hex
    Epoch.objects.create(name=name, at=clock.now())
    return name


def _draft(event: Event) -> Draft:
    return Draft(
        event=event.name,
        kind=event.kind,
        object_id=event.object_id,
        by=event.by,
        at=event.at,
        code=event.code,
        township=event.township,
        area=event.area,
        unit=event.unit,
        reason=event.reason,
        data=event.data,
    )


def _change(event: Event, xid: int) -> tuple[Any, ...]:
    where = (event.township, event.area, event.unit)
    return (xid, *where, event.kind, str(event.object_id), event.revision, event.name, event.at)


def _pending(event: Event, later: tuple[str, ...]) -> tuple[Any, ...]:
    now = clock.now()
    start = event.hold_until or now
    return (event.name, to_plain(event), list(later), PendingReaction.State.WAITING.value, 0, now, start, "")
