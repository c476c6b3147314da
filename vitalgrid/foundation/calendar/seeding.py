"""Holidays and make-up working days of mainland China, from the chinesecalendar library, for the years it knows.

The library follows the yearly notices of the State Council and knows a year only once it was announced; it is a seed
for the table and never asked at run time, because a city may move a day.
"""

from collections.abc import Iterator
from datetime import date

from chinese_calendar import Holiday, constants

from vitalgrid.foundation.calendar.models import CalendarDay

LIBRARY = "chinesecalendar"
SOURCE = "国务院办公厅放假通知（据 chinesecalendar）"
_NAMES = {holiday.value: holiday.chinese for holiday in Holiday}


def known_years() -> frozenset[int]:
    """The years that the installed library knows."""
    return frozenset(day.year for day in constants.holidays)


def days_of(year: int) -> Iterator[CalendarDay]:
    """The exceptional days of `year`, not stored. Nothing for a year that is not known: ask `known_years` first."""
    yield from _days(constants.holidays, year, CalendarDay.Kind.HOLIDAY)
    yield from _days(constants.workdays, year, CalendarDay.Kind.MAKE_UP)


def _days(table: dict[date, str], year: int, kind: CalendarDay.Kind) -> Iterator[CalendarDay]:
    for day, name in table.items():
        if day.year == year:
            yield CalendarDay(day=day, kind=kind, name=_NAMES.get(name, name), source=SOURCE)
