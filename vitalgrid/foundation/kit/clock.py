"""The only place that knows what time it is.

Every moment in the product comes from `now()`. The demonstration and the tests set it; a lint forbids every other
source (`timezone.now`, `auto_now`, database defaults), because one stray clock makes a played city lie about itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_given: ContextVar[datetime | None] = ContextVar("vitalgrid_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC, or the moment that was given in by `set_to`."""
    return _given.get() or datetime.now(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` (aware) inside the block. For the demonstration, the tests and `kit.kept` only."""
    if moment.tzinfo is None:
        raise ValueError("the clock takes a moment with a time zone")
    token = _given.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _given.reset(token)
