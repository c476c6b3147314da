"""What the city's calendar says, as pure objects for `rules`.

A process asks at most once a second whether the calendar's stamp has changed, and always after changing it itself.
What it read is kept by thread, so that nobody sees a change that another thread has not committed.
"""

import threading
import time
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.models import CalendarDay, CityClock
from vitalgrid.foundation.calendar.problems import NO_CITY_CLOCK
from vitalgrid.foundation.calendar.rules.effects import Effect
from vitalgrid.foundation.calendar.rules.working_time import (
    DayKind,
    Season,
    Week,
    WorkCalendar,
    WorkDay,
    parse_month_day,
    parse_spans,
    parse_week,
)
from vitalgrid.foundation.kit.problems import Problem

MONTH_OF_NOTICE = 11  # the State Council announces next year's holidays in November
_WATCHFUL = 5.0  # seconds after an own change (which may yet be rolled back) in which every call asks again


class _Kept(threading.local):
    stamp: UUID | None = None
    clock: CityClock | None = None
    calendar: WorkCalendar | None = None
    asked_at: float = float("-inf")
    watchful_until: float = float("-inf")


_kept = _Kept()


def forget() -> None:
    """Say that this thread changes the calendar."""
    _kept.asked_at = float("-inf")
    _kept.watchful_until = time.monotonic() + _WATCHFUL


def _refresh() -> None:
    now = time.monotonic()
    fresh = float(getattr(settings, "CALENDAR_FRESH_SECONDS", 1.0))
    if now - _kept.asked_at < fresh and now > _kept.watchful_until and _kept.stamp is not None:
        return
    stamp = CityClock.objects.values_list("stamp", flat=True).first()
    if stamp != _kept.stamp or stamp is None:
        clock = CityClock.objects.first() if stamp else None
        _kept.clock, _kept.calendar = clock, _build(clock) if clock else None
        _kept.stamp = clock.stamp if clock else None
    _kept.asked_at = now


def work_calendar() -> WorkCalendar:
    """The working calendar of now, for `rules`. Raises `calendar.no_city_clock` before a pack was loaded."""
    _refresh()
    if _kept.calendar is None:
        raise Problem(NO_CITY_CLOCK)
    return _kept.calendar


def city_clock() -> CityClock | None:
    """Time zone and weekly hours as stored; None before a pack was loaded."""
    _refresh()
    return _kept.clock


def city_zone() -> ZoneInfo:
    """The city's time zone; UTC before a pack was loaded, so that pages can be shown."""
    _refresh()
    return _kept.calendar.zone if _kept.calendar else ZoneInfo("UTC")


def days_for_list(year: int) -> list[CalendarDay]:
    """The exceptional days of a year in order."""
    return list(CalendarDay.objects.filter(day__year=year).order_by("day"))


def week_in_words(kept: CityClock) -> list[tuple[str, list[tuple[str, str]]]]:
    """(from when, [(weekday, hours)]) of each season and of the rest of the year, for people to read."""
    parts = [(f"{season['first']} – {season['last']}", parse_week(season["week"])) for season in kept.seasons]
    return [(name, _hours_in_words(week)) for name, week in [*parts, ("", parse_week(kept.week))]]


def _hours_in_words(week: Week) -> list[tuple[str, str]]:
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    hours = [" · ".join(f"{clock_form(start)}–{clock_form(end)}" for start, end in spans) for spans in week]
    return [(name, text or _("free")) for name, text in zip(names, hours, strict=True)]


def clock_form(minute: int) -> str:
    """A minute of the day as 08:30; 1440 is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def unknown_years(now: datetime) -> list[int]:
    """Years that promises reach into although their holidays are not known: this one, from November on also the next.

    In such a year the week alone decides, so a promised day may turn out to be a holiday.
    """
    today = now.astimezone(city_zone()).date()
    years = [today.year] + ([today.year + 1] if today.month >= MONTH_OF_NOTICE else [])
    known = set(city_clock().known_years) if city_clock() else set()  # type: ignore[union-attr]
    return [year for year in years if year not in known]


def calendar_warnings(now: datetime) -> list[str]:
    """What whoever keeps the calendar should know, in sentences."""
    return [
        _("The holidays of %(year)s are not known yet. Enter them when they are announced.") % {"year": year}
        for year in unknown_years(now)
    ]


def _build(clock: CityClock) -> WorkCalendar:
    return WorkCalendar(
        ZoneInfo(clock.time_zone),
        parse_week(clock.week),
        tuple(
            Season(parse_month_day(season["first"]), parse_month_day(season["last"]), parse_week(season["week"]))
            for season in clock.seasons
        ),
        {day.day: _work_day(day) for day in CalendarDay.objects.all()},
        frozenset(clock.known_years),
    )


def _work_day(day: CalendarDay) -> WorkDay:
    return WorkDay(DayKind(day.kind), parse_spans(day.spans) if day.hours else None, day.name)


def calendar_with(day: date, made: CalendarDay | None) -> WorkCalendar:
    """The working calendar as it would be with `made` on the day, or with the day like its weekday (None)."""
    kept = work_calendar()
    days = {**kept.days}
    days.pop(day, None)
    if made is not None:
        days[day] = _work_day(made)
    return WorkCalendar(kept.zone, kept.week, kept.seasons, days, kept.known_years)


def effect_of(by: Actor, day: date, made: CalendarDay | None) -> Effect:
    """What the change would do to promises; they are kept in a higher room, which the setting names."""
    path = getattr(settings, "CALENDAR_EFFECT", "")
    found: Effect = import_string(path)(by, day, calendar_with(day, made)) if path else Effect()
    return found


@dataclass(frozen=True)
class DayCell:
    """A day in the year's picture: its number, how it is worked, in a word that is no colour."""

    day: date
    kind: str
    name: str = ""


def year_for_page(year: int) -> list[tuple[date, list[list[DayCell | None]]]]:
    """The twelve months, each in weeks of seven places from Monday on."""
    kept = work_calendar()
    months = []
    for month in range(1, 13):
        first = date(year, month, 1)
        days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
        cells: list[DayCell | None] = [None] * first.weekday() + [_cell(kept, day) for day in days]
        cells += [None] * (-len(cells) % 7)
        months.append((first, [cells[n : n + 7] for n in range(0, len(cells), 7)]))
    return months


def _cell(kept: WorkCalendar, day: date) -> DayCell:
    told = kept.days.get(day)
    if told is not None:
        return DayCell(day, str(told.kind.value), told.name)
    week = next((season.week for season in kept.seasons if season.holds(day)), kept.week)
    return DayCell(day, "work" if week[day.weekday()] else "free")


def day_named(day: date) -> CalendarDay | None:
    """The exception on that day, if there is one."""
    return CalendarDay.objects.filter(pk=day).first()
