"""A time limit as packs and people write it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from vitalgrid.foundation.calendar.problems import BAD_LIMIT
from vitalgrid.foundation.kit.problems import Problem


class TimeUnit(StrEnum):
    """What a limit counts: minutes round the clock, minutes of working time, working days or calendar days."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"

    @property
    def is_days(self) -> bool:
        """Whether amounts are whole days; otherwise they are minutes."""
        return self in (TimeUnit.WORKING_DAYS, TimeUnit.CALENDAR_DAYS)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take. `amount` is in minutes for hours and working hours, in days for the day units."""

    amount: int
    unit: TimeUnit

    def __str__(self) -> str:
        """The shortest way to write it; `parse_limit(str(limit)) == limit`."""
        if self.unit.is_days:
            return f"{self.amount} {'wd' if self.unit is TimeUnit.WORKING_DAYS else 'd'}"
        mark = "w" if self.unit is TimeUnit.WORKING_HOURS else ""
        hours, minutes = divmod(self.amount, 60)
        return f"{self.amount} {mark}min" if minutes else f"{hours} {mark}h"


_FORM = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*(min|h|wmin|wh|wd|d)", re.ASCII)
_MEANINGS: dict[str, tuple[TimeUnit, int]] = {
    "min": (TimeUnit.HOURS, 1),
    "h": (TimeUnit.HOURS, 60),
    "wmin": (TimeUnit.WORKING_HOURS, 1),
    "wh": (TimeUnit.WORKING_HOURS, 60),
    "wd": (TimeUnit.WORKING_DAYS, 1),
    "d": (TimeUnit.CALENDAR_DAYS, 1),
}


@lru_cache(maxsize=512)
def parse_limit(text: str) -> Limit:
    """Read `30 min`, `24 h`, `1.5 wh`, `30 wmin`, `2 wd` or `15 d`. Raises `calendar.bad_limit` for anything else.

    The amount must be above zero and come out in whole minutes or days, so that nothing is rounded in silence. Four
    digits are enough for every limit of law and keep a slip of the finger out of the next century.
    """
    found = _FORM.fullmatch(text.strip())
    if found:
        unit, factor = _MEANINGS[found[2]]
        amount = Fraction(found[1]) * factor
        if amount > 0 and amount.denominator == 1:
            return Limit(int(amount), unit)
    raise Problem(BAD_LIMIT, text=text)
