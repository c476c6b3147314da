"""Changing the city's working time. Each action says which days it touches, so that open clocks can be moved."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar import seeding
from vitalgrid.foundation.calendar.models import CalendarDay, CityClock
from vitalgrid.foundation.calendar.problems import BAD_ZONE, NEEDS_HOURS, NO_CITY_CLOCK, YEAR_NOT_KNOWN
from vitalgrid.foundation.calendar.queries import forget
from vitalgrid.foundation.calendar.rules.working_time import (
    Season,
    WorkCalendar,
    parse_month_day,
    parse_spans,
    parse_week,
)
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.problems import Problem

MANAGE = "calendar.manage"
Hours = Iterable[str]


def set_working_time(
    *,
    by: Actor,
    time_zone: str,
    week: Mapping[str, Hours],
    seasons: Sequence[Mapping[str, Any]] = (),
    reason: str = "",
) -> CityClock:
    """Set the city's zone and weekly hours, in the form of `CityClock`. Days by exception stay.

    Raises `calendar.bad_zone`, `calendar.bad_hours`, `calendar.bad_date`, `calendar.no_working_time`.
    """
    by.require(MANAGE)
    checked = checked_working_time(time_zone, week, seasons)
    with transaction.atomic():
        kept = CityClock.objects.select_for_update().first() or CityClock()
        for name, value in checked.items():
            setattr(kept, name, value)
        kept.stamp = new_id()
        kept.save()
        announce(by, reason, {"what": "working_time"})
    return kept


def set_day(
    *,
    by: Actor,
    day: date,
    kind: str,
    hours: Hours = (),
    name: str = "",
    source: str = "",
    reason: str = "",
) -> CalendarDay:
    """Make `day` a holiday, a make-up working day or a day with special `hours`; replaces what stood there.

    Raises `calendar.bad_hours`, and `calendar.needs_hours` when a special day has none.
    """
    by.require(MANAGE)
    made = checked_day(day=day, kind=kind, hours=hours, name=name, source=source)
    with transaction.atomic():
        CalendarDay.objects.update_or_create(
            day=day, defaults={"kind": made.kind, "hours": made.hours, "name": name, "source": source}
        )
        touch()
        announce(by, reason, {"what": "day", "first": day.isoformat(), "last": day.isoformat(), "kind": str(made.kind)})
    return made


def checked_day(*, day: date, kind: str, hours: Hours = (), name: str = "", source: str = "") -> CalendarDay:
    """The day as `set_day` would store it, unsaved. Raises what `set_day` raises."""
    made = CalendarDay(day=day, kind=CalendarDay.Kind(kind), name=name, source=source)
    if made.kind != CalendarDay.Kind.HOLIDAY:
        made.hours = ", ".join(hours)
        parse_spans(made.spans)
    if made.kind == CalendarDay.Kind.SPECIAL and not made.hours:
        raise Problem(NEEDS_HOURS, field="hours")
    return made


def clear_day(*, by: Actor, day: date, reason: str = "") -> None:
    """Let `day` be like its weekday again."""
    by.require(MANAGE)
    with transaction.atomic():
        CalendarDay.objects.filter(pk=day).delete()
        touch()
        announce(by, reason, {"what": "day", "first": day.isoformat(), "last": day.isoformat(), "kind": ""})


def confirm_year(*, by: Actor, year: int, reason: str = "") -> int:
    """Say that the holidays of `year` are known: take them from the library if it knows them and none are entered.

    Returns how many days were added. Raises `calendar.year_not_known` when there are neither.
    """
    by.require(MANAGE)
    entered = CalendarDay.objects.filter(day__year=year).exists()
    if not entered and year not in seeding.known_years():
        raise Problem(YEAR_NOT_KNOWN, year=year)
    with transaction.atomic():
        added = [] if entered else list(seeding.days_of(year))
        CalendarDay.objects.bulk_create(added)
        touch(known_years=[year])
        announce(by, reason, {"what": "year", "first": f"{year}-01-01", "last": f"{year}-12-31"})
    return len(added)


def checked_working_time(
    time_zone: str, week: Mapping[str, Hours], seasons: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The values of a `CityClock` in their stored form. Raises what `set_working_time` raises."""
    try:
        zone = ZoneInfo(time_zone)
    except (ValueError, OSError, KeyError):  # not a name, a folder, not found
        raise Problem(BAD_ZONE, field="time_zone", text=time_zone) from None
    stored_week: Any = {name: [str(span) for span in spans] for name, spans in week.items()}
    stored_seasons: Any = [
        {
            "first": str(season["first"]),
            "last": str(season["last"]),
            "week": {name: [str(span) for span in spans] for name, spans in season["week"].items()},
        }
        for season in seasons
    ]
    WorkCalendar(
        zone,
        parse_week(stored_week),
        tuple(
            Season(parse_month_day(s["first"]), parse_month_day(s["last"]), parse_week(s["week"]))
            for s in stored_seasons
        ),
    )
    return {"time_zone": time_zone, "week": stored_week, "seasons": stored_seasons}


def touch(known_years: Iterable[int] = ()) -> None:
    """Give the calendar a new stamp inside the transaction that changes it."""
    kept = CityClock.objects.select_for_update().first()
    if kept is None:
        raise Problem(NO_CITY_CLOCK)
    kept.known_years = sorted({*kept.known_years, *known_years})
    kept.stamp = new_id()
    kept.save(update_fields=["known_years", "stamp"])


def announce(by: Actor, reason: str, data: dict[str, Any]) -> None:
    """Emit `calendar.changed`: `data` has `first` and `last` (days) when only those between are touched."""
    forget()
    emit(Event("calendar.changed", "calendar", "city", by, clock.now(), reason=reason, data=data))
