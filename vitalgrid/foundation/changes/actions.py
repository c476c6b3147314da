"""The one door through which an action tells the house what it did."""

from collections.abc import Sequence

from vitalgrid.foundation.changes import reactions
from vitalgrid.foundation.changes.events import Event, to_plain
from vitalgrid.foundation.changes.models import Change, PendingReaction
from vitalgrid.foundation.journal.actions import Draft, append
from vitalgrid.foundation.kit import clock


def emit(event: Event) -> None:
    """Write the event's journal entry, its row in the feed and its pending reaction; call what follows now.

    Must run inside the action's transaction.
    """
    emit_many([event])


def emit_many(events: Sequence[Event]) -> None:
    """The same for a batch of events, with one statement a table."""
    if not events:
        return
    xid = append([_draft(event) for event in events])
    Change.objects.bulk_create([_change(event, xid) for event in events], batch_size=1000)
    table = reactions.table()
    later = {name: functions for name, (_, functions) in table.items() if functions}
    pending = [_pending(event, later[event.name]) for event in events if event.name in later]
    if pending:
        PendingReaction.objects.bulk_create(pending, batch_size=1000)
    for event in events:
        for path in table.get(event.name, ((), ()))[0]:
            reactions.function(path)(event)


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


def _change(event: Event, xid: int) -> Change:
    return Change(
        xid=xid,
        township=event.township,
        area=event.area,
        unit=event.unit,
        kind=event.kind,
        object_id=event.object_id,
        revision=event.revision,
        event=event.name,
        at=event.at,
    )


def _pending(event: Event, later: tuple[str, ...]) -> PendingReaction:
    now = clock.now()
    return PendingReaction(event=event.name, body=to_plain(event), todo=list(later), created_at=now, next_at=now)
