"""The table of reactions, as named by `settings.REACTIONS`."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from vitalgrid.foundation.changes.events import Event

Reaction = Callable[[Event], object]


@lru_cache(maxsize=1024)
def function(path: str) -> Reaction:
    """The function at a dotted path."""
    found: Reaction = import_string(path)
    return found


def only_if(concerns: Callable[[Event], bool]) -> Callable[[Reaction], Reaction]:
    """Mark a function that does nothing but for some events: no worker is woken for the others.

    `concerns` looks at the event alone. Most reports are no emergency, and a row that only says so costs every one of
    them a trip through the queue.
    """

    def mark(reaction: Reaction) -> Reaction:
        reaction.concerns = concerns  # type: ignore[attr-defined]
        return reaction

    return mark


def later(event: Event) -> tuple[str, ...]:
    """The functions that a worker has to call for this event."""
    paths = table().get(event.name, ((), ()))[1]
    return tuple(path for path in paths if _concerns(function(path), event))


def _concerns(reaction: Reaction, event: Event) -> bool:
    concerns: Callable[[Event], bool] | None = getattr(reaction, "concerns", None)
    return concerns is None or concerns(event)


def table() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Event name -> (dotted paths called now, dotted paths called later)."""
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = import_string(settings.REACTIONS)
    return found
