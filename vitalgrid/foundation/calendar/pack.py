"""The calendar's part of a city pack: `calendar.yaml` with the keys `working_time`, `seed` and `days`.

The time zone is the city's own (`city.yaml`); this room keeps a copy, because it stands below the city's tables.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar import seeding
from vitalgrid.foundation.calendar.actions import announce, checked_working_time, touch
from vitalgrid.foundation.calendar.models import CalendarDay, CityClock
from vitalgrid.foundation.calendar.rules.working_time import parse_spans
from vitalgrid.foundation.kit.parts import Finding, PackData, Part, Row, put_rows
from vitalgrid.foundation.kit.problems import Problem

FILE = "calendar.yaml"
_SPANS = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^\d\d:\d\d ?- ?\d\d:\d\d$", "description": "08:30-12:00"},
}
_WEEK = {"type": "object", "minProperties": 1, "additionalProperties": _SPANS}
_MONTH_DAY = {"type": "string", "pattern": r"^\d\d-\d\d$", "description": "10-08"}
WORKING_TIME: dict[str, Any] = {
    "type": "object",
    "required": ["week"],
    "additionalProperties": False,
    "properties": {
        "week": _WEEK,
        "seasons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["first", "last", "week"],
                "additionalProperties": False,
                "properties": {"first": _MONTH_DAY, "last": _MONTH_DAY, "week": _WEEK},
            },
        },
        "known_years": {"type": "array", "items": {"type": "integer", "minimum": 1970, "maximum": 2200}},
    },
}
SEED: dict[str, Any] = {
    "type": "object",
    "required": ["library", "years"],
    "additionalProperties": False,
    "properties": {
        "library": {"enum": [seeding.LIBRARY]},
        "years": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 1970, "maximum": 2200}},
    },
}
DAY: dict[str, Any] = {
    "type": "object",
    "required": ["day", "kind"],
    "additionalProperties": False,
    "properties": {
        "day": {"type": "string", "format": "date"},
        "kind": {"enum": list(CalendarDay.Kind.values)},
        "hours": _SPANS,
        "name": {"type": "string", "maxLength": 80},
        "source": {"type": "string", "maxLength": 200},
    },
}


def _zone(data: PackData) -> str:
    city = data.of("city")
    return str(city[0].get("time_zone", "")) if city else ""


def check_working_time(data: PackData) -> list[Finding]:
    """Hours in order, dates that exist, a time zone that is one."""
    findings = []
    for row in data.of("working_time"):
        try:
            checked_working_time(_zone(data), row.values["week"], row.get("seasons", []))
        except Problem as problem:
            key = "seasons" if problem.kind.code == "calendar.bad_date" else "week"
            if problem.field == "time_zone":
                city = data.of("city")
                findings.append(data.finding("city", city[0] if city else 1, problem.sentence, _("write such a name")))
                continue
            findings.append(data.finding("working_time", row, problem.sentence, _("write it like that"), key=key))
    for extra in data.of("working_time")[1:]:
        findings.append(data.finding("working_time", extra, _("the city has one week"), _("keep one of them")))
    return findings


def check_seed(data: PackData) -> list[Finding]:
    """A year that the library does not know is a warning: it is announced late every year."""
    findings = []
    for row in data.of("calendar_seed"):
        for year in row.values["years"]:
            if year not in seeding.known_years():
                what = _("the holidays of %(year)s are not known yet") % {"year": year}
                mend = _("list them under days when they are announced; until then the week alone decides")
                findings.append(data.finding("calendar_seed", row, what, mend, key="years", is_warning=True))
    return findings


def check_days(data: PackData) -> list[Finding]:
    """Special days with hours, holidays without, no day twice."""
    findings, seen = [], set()
    for row in data.of("calendar_days"):
        kind, hours = row.values["kind"], row.get("hours")
        if (kind == CalendarDay.Kind.SPECIAL and not hours) or (kind == CalendarDay.Kind.HOLIDAY and hours):
            what = _("a special day needs hours, a holiday has none")
            findings.append(data.finding("calendar_days", row, what, _("mend kind or hours"), key="hours"))
        try:
            parse_spans(hours or ())
        except Problem as problem:
            findings.append(data.finding("calendar_days", row, problem.sentence, _("write it like that"), key="hours"))
        if row.values["day"] in seen:
            findings.append(
                data.finding("calendar_days", row, _("the day stands twice"), _("keep one of them"), key="day")
            )
        seen.add(row.values["day"])
    return findings


def load_working_time(data: PackData) -> int:
    """Zone and week. Years that the pack says are known are added to those that are."""
    row = data.of("working_time")[0]
    values = checked_working_time(_zone(data), row.values["week"], row.get("seasons", []))
    kept = CityClock.objects.first()
    years = {*(kept.known_years if kept else ()), *row.get("known_years", [])}
    changed = put_rows(data, "working_time", CityClock, ["id"], [{"id": 1, **values, "known_years": sorted(years)}])
    return _announced(changed)


def load_seed(data: PackData) -> int:
    """The library's days of the years asked for, save where the pack has a day of its own."""
    years = {year for row in data.of("calendar_seed") for year in row.values["years"]} & seeding.known_years()
    own = {date.fromisoformat(row.values["day"]) for row in data.of("calendar_days")}
    kept = set(CityClock.objects.get().known_years)
    # A year that is known already may have been edited here since; the pack's own days still win over both.
    days = [day for year in sorted(years - kept) for day in seeding.days_of(year) if day.day not in own]
    changed = put_rows(data, "calendar_seed", CalendarDay, ["day"], [_values(day) for day in days])
    return _announced(changed, sorted(years - kept))


def load_days(data: PackData) -> int:
    """The pack's own days."""
    rows = [_values(_day(row)) for row in data.of("calendar_days")]
    return _announced(put_rows(data, "calendar_days", CalendarDay, ["day"], rows))


def _day(row: Row) -> CalendarDay:
    return CalendarDay(
        day=date.fromisoformat(row.values["day"]),
        kind=row.values["kind"],
        hours=", ".join(row.get("hours", [])),
        name=row.get("name", ""),
        source=row.get("source", ""),
    )


def _values(day: CalendarDay) -> dict[str, Any]:
    return {"day": day.day, "kind": str(day.kind), "hours": day.hours, "name": day.name, "source": day.source}


def _announced(changed: int, years: list[int] | None = None) -> int:
    if changed or years:
        touch(known_years=years or ())
        announce(Actor.system("pack"), "", {"what": "pack"})
    return changed


PARTS = (
    Part("working_time", FILE, WORKING_TIME, load_working_time, check_working_time, key="working_time"),
    Part("calendar_seed", FILE, SEED, load_seed, check_seed, is_required=False, key="seed"),
    Part("calendar_days", FILE, DAY, load_days, check_days, is_required=False, key="days"),
)
