"""Stretches of whole days, as bulletins and people name them. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vitalgrid.foundation.figures.problems import BAD_PERIOD
from vitalgrid.foundation.kit.days import day_end, day_start
from vitalgrid.foundation.kit.problems import Problem


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the city, both ends included; None leaves an end open. Raises `figures.bad_period`."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise Problem(BAD_PERIOD, field="last")

    def bounds(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """The first moment of the period and the first after it."""
        begin = day_start(self.first, zone) if self.first else None
        end = day_end(self.last, zone) if self.last else None
        return begin, end


def week_of(day: date) -> Period:
    """Monday to Sunday around `day` (ISO 8601)."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(year: int, month: int) -> Period:
    """A calendar month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(date(year, month, 1), following - timedelta(days=1))


def quarter_of(year: int, quarter: int) -> Period:
    """A quarter, 1 to 4."""
    return Period(month_of(year, quarter * 3 - 2).first, month_of(year, quarter * 3).last)
