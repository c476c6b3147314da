"""The one door through which an action tells the house what it did."""

from collections.abc import Sequence

from vitalgrid.foundation.changes.events import Event


def emit(event: Event) -> None:
    """Write the event's journal entry, its row in the feed and its pending reaction; call what follows now.

    Must run inside the action's transaction.
    """
    emit_many([event])


def emit_many(events: Sequence[Event]) -> None:
    """The same for a batch of events, with one statement a table."""
    raise NotImplementedError
