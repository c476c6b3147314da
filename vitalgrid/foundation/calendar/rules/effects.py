"""What a change of the working calendar would do to promises, in the form in which its page shows it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class MovedDue:
    """A promise that would move."""

    code: str
    was: datetime
    becomes: datetime


@dataclass(frozen=True)
class Effect:
    """How many promised days move, later and earlier; how many inner stages; and some of them by name.

    `is_whole` is false when there were too many to count them all.
    """

    count: int = 0
    later: int = 0
    earlier: int = 0
    inner: int = 0
    examples: Sequence[MovedDue] = field(default_factory=tuple)
    is_whole: bool = True
