"""Editing the calendar: who may, what is told, and that everybody computes with the new one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.actions import clear_day, confirm_year, set_day, set_working_time
from vitalgrid.foundation.calendar.models import CalendarDay
from vitalgrid.foundation.calendar.queries import (
    calendar_warnings,
    city_zone,
    days_for_list,
    unknown_years,
    work_calendar,
)
from vitalgrid.foundation.calendar.rules import due_at, parse_limit
from vitalgrid.foundation.calendar.tests.factories import OFFICE, keeper, make_city_clock
from vitalgrid.foundation.changes.models import Change
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 6, 5, 2, tzinfo=UTC)


def due_of_one_day() -> datetime:
    return due_at(FRIDAY, parse_limit("1 wd"), work_calendar()).astimezone(city_zone())


def test_before_a_pack_is_loaded_it_says_what_to_do():
    assert city_zone() == ZoneInfo("UTC")
    with pytest.raises(Problem) as caught:
        work_calendar()
    assert caught.value.kind.code == "calendar.no_city_clock"


def test_a_changed_day_moves_due_moments_and_is_told_once():
    make_city_clock()
    assert due_of_one_day().date() == date(2026, 6, 8)
    before = Change.objects.count()
    set_day(by=keeper(), day=date(2026, 6, 8), kind="holiday", name="flood")
    assert due_of_one_day().date() == date(2026, 6, 9)
    set_day(by=keeper(), day=date(2026, 6, 6), kind="make_up")
    assert due_of_one_day() == datetime(2026, 6, 6, 18, tzinfo=city_zone())
    set_day(by=keeper(), day=date(2026, 6, 6), kind="special", hours=["09:00-11:00"])
    assert due_of_one_day() == datetime(2026, 6, 6, 11, tzinfo=city_zone())
    clear_day(by=keeper(), day=date(2026, 6, 6))
    clear_day(by=keeper(), day=date(2026, 6, 8))
    assert due_of_one_day().date() == date(2026, 6, 8)
    told = list(Change.objects.order_by("id").values_list("event", flat=True))[before:]
    assert told == ["calendar.changed"] * 5


def test_new_hours_hold_at_once_also_in_another_zone():
    make_city_clock()
    set_working_time(by=keeper(), time_zone="America/New_York", week={"mon-sat": ["09:00-17:00"]})
    assert due_of_one_day() == datetime(2026, 6, 5, 17, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"time_zone": "Asia/Yumen"}, "calendar.bad_zone"),
        ({"time_zone": "../etc/passwd"}, "calendar.bad_zone"),
        ({"week": {"monday": ["08:30-12:00"]}}, "calendar.bad_hours"),
        ({"week": {"mon-fri": ["08:30-12:00"], "wed": ["08:30-12:00"]}}, "calendar.bad_hours"),
        ({"week": {"mon": ["14:30-12:00"]}}, "calendar.bad_hours"),
        ({"week": {"mon": []}}, "calendar.no_working_time"),
        ({"seasons": [{"first": "02-30", "last": "04-30", "week": OFFICE}]}, "calendar.bad_date"),
    ],
)
def test_working_time_that_cannot_be_is_refused(change, code):
    make_city_clock()
    before = due_of_one_day()
    with pytest.raises(Problem) as caught:
        set_working_time(by=keeper(), **{"time_zone": "Asia/Shanghai", "week": OFFICE, **change})
    assert caught.value.kind.code == code
    assert due_of_one_day() == before


def test_a_special_day_needs_hours():
    make_city_clock()
    with pytest.raises(Problem) as caught:
        set_day(by=keeper(), day=date(2026, 6, 6), kind="special")
    assert caught.value.kind.code == "calendar.needs_hours"


def test_a_stranger_changes_nothing():
    make_city_clock()
    stranger = Actor(kind="user", id="9", name="stranger", permissions=frozenset({"case.view"}))
    attempts = [
        lambda: set_day(by=stranger, day=date(2026, 6, 8), kind="holiday"),
        lambda: clear_day(by=stranger, day=date(2026, 5, 1)),
        lambda: confirm_year(by=stranger, year=2024),
        lambda: set_working_time(by=stranger, time_zone="UTC", week=OFFICE),
    ]
    for attempt in attempts:
        with pytest.raises(Problem) as caught:
            attempt()
        assert caught.value.kind.code == "kit.forbidden"
    assert due_of_one_day().date() == date(2026, 6, 8)
    assert CalendarDay.objects.filter(pk=date(2026, 5, 1)).exists()


def test_a_year_that_the_library_does_not_know_stays_unknown_until_days_are_entered():
    make_city_clock()
    november = datetime(2026, 11, 20, tzinfo=UTC)
    assert unknown_years(datetime(2026, 10, 20, tzinfo=UTC)) == []
    assert unknown_years(november) == [2027]
    assert "2027" in calendar_warnings(november)[0]
    with pytest.raises(Problem) as caught:
        confirm_year(by=keeper(), year=2100)
    assert caught.value.kind.code == "calendar.year_not_known"
    set_day(by=keeper(), day=date(2027, 1, 1), kind="holiday")
    confirm_year(by=keeper(), year=2027)
    assert unknown_years(november) == []
    assert [day.day for day in days_for_list(2027)] == [date(2027, 1, 1)]


def test_the_seeded_year_has_its_make_up_days():
    make_city_clock()
    calendar = work_calendar()
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert calendar.is_working_day(date(2026, 10, 10))  # a Saturday that is worked
    assert calendar.spans_on(date(2026, 10, 10)) == ((510, 720), (870, 1080))
