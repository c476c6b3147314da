"""The days unlike their weekday as a file."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar import actions, queries
from vitalgrid.foundation.calendar.forms import KINDS
from vitalgrid.foundation.calendar.models import CalendarDay
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.tables import Column, Export, Kind, Rows, from_list


def _days(by: Actor, asked: Mapping[str, str]) -> Rows:
    by.require(actions.MANAGE)
    this_year = clock.now().astimezone(queries.city_zone()).year
    year = asked.get("year", "")
    number = int(year) if year.isascii() and year.isdigit() and 1970 <= int(year) <= 2200 else this_year
    return from_list(queries.days_for_list(number))


def _kind(day: CalendarDay) -> str:
    return str(dict(KINDS)[CalendarDay.Kind(day.kind)])


CALENDAR = Export(
    "calendar",
    _("Working days"),
    (
        Column("day", _("Day"), lambda day: day.day, Kind.DAY),
        Column("kind", _("What is different"), _kind),
        Column("hours", _("Hours"), lambda day: day.hours, Kind.CODE),
        Column("name", _("What for"), lambda day: day.name),
        Column("source", _("Source"), lambda day: day.source),
    ),
    _days,
)
