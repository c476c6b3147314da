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


def table() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Event name -> (dotted paths called now, dotted paths called later)."""
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = import_string(settings.REACTIONS)
    return found
