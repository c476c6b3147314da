"""The decided meanings, one example each, in a place and a week that anybody can check on a wall calendar."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vitalgrid.foundation.calendar.rules import (
    DayKind,
    Limit,
    Season,
    TimeUnit,
    WorkCalendar,
    WorkDay,
    due_at,
    next_working_moment,
    parse_limit,
    parse_week,
    remaining,
)
from vitalgrid.foundation.kit.problems import Problem

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = ["08:30-12:00", "14:30-18:00"]
WINTER = ["08:30-12:00", "14:00-17:30"]
DAYS = ("mon", "tue", "wed", "thu", "fri")
CALENDAR = WorkCalendar(
    ZONE,
    parse_week(dict.fromkeys(DAYS, OFFICE)),
    seasons=(Season((10, 8), (4, 30), parse_week(dict.fromkeys(DAYS, WINTER))),),
    days={
        date(2026, 5, 1): WorkDay(DayKind.HOLIDAY),
        date(2026, 5, 4): WorkDay(DayKind.HOLIDAY),
        date(2026, 5, 5): WorkDay(DayKind.HOLIDAY),
        date(2026, 5, 9): WorkDay(DayKind.MAKE_UP),  # a Saturday
        date(2026, 5, 12): WorkDay(DayKind.SPECIAL, ((540, 660),)),
    },
    known_years=frozenset({2026}),
)


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("06-01 09:00", "24 h", "06-02 09:00"),
        ("06-01 09:00", "30 min", "06-01 09:30"),
        ("06-01 17:30", "4 wh", "06-02 12:00"),  # half an hour, then exactly the morning: due at noon, not at 14:30
        ("06-01 17:30", "241 wmin", "06-02 14:31"),
        ("06-06 10:00", "1 wh", "06-08 09:30"),  # received on a Saturday
        ("06-01 09:00", "1 wd", "06-02 18:00"),
        ("06-01 23:59", "1 wd", "06-02 18:00"),  # the day of the start is not counted, however late
        ("06-05 17:59", "2 wd", "06-09 18:00"),
        ("06-06 10:00", "2 wd", "06-09 18:00"),  # a start on Saturday: Monday is the first day
        ("04-30 10:00", "1 wd", "05-06 18:00"),  # three days of holiday and a weekend
        ("05-08 10:00", "1 wd", "05-09 18:00"),  # the Saturday that is worked for it
        ("05-11 10:00", "1 wd", "05-12 11:00"),  # special hours close early
        ("04-29 10:00", "1 wd", "04-30 17:30"),  # winter hours
        ("04-30 17:00", "1 wh", "05-06 09:00"),
        ("06-01 09:00", "15 d", "06-17 00:00"),  # the end of the 16th
        ("06-01 00:00", "1 d", "06-03 00:00"),
        ("05-31 23:59", "1 d", "06-02 00:00"),
    ],
)
def test_a_limit_is_due(start, limit, due):
    assert due_at(at(start), parse_limit(limit), CALENDAR) == at(due)


@pytest.mark.parametrize(
    ("limit", "pauses", "due"),
    [
        ("24 h", [("06-01 10:00", "06-01 15:00")], "06-02 14:00"),
        ("2 wh", [("06-01 09:30", "06-02 09:30")], "06-02 11:00"),
        ("1 wd", [("06-01 10:00", "06-01 20:00")], "06-02 18:00"),  # the day of the start was not counted anyway
        ("1 wd", [("06-02 10:00", "06-02 17:00")], "06-02 18:00"),  # lifted before closing: nothing is lost
        ("1 wd", [("06-02 10:00", "06-02 18:00")], "06-03 18:00"),  # lifted at closing: that day is lost
        ("1 wd", [("06-02 18:00", "06-05 10:00")], "06-02 18:00"),  # begun when it was due
        ("2 wd", [("06-02 10:00", "06-04 10:00")], "06-05 18:00"),  # over two closings
        ("2 d", [("06-02 10:00", "06-04 10:00")], "06-06 00:00"),
        ("2 d", [("06-02 10:00", "06-03 10:00"), ("06-02 20:00", "06-04 10:00")], "06-06 00:00"),  # overlapping
    ],
)
def test_a_pause_moves_it(limit, pauses, due):
    moments = [(at(start), at(end)) for start, end in pauses]
    assert due_at(at("06-01 09:00"), parse_limit(limit), CALENDAR, moments) == at(due)


@pytest.mark.parametrize(
    ("limit", "extensions", "due"),
    [
        ("15 d", ["15 d"], "07-02 00:00"),
        ("1 d", ["1 wd"], "06-03 18:00"),  # the day in which the limit ended is not counted again
        ("1 wd", ["24 h"], "06-03 18:00"),
        ("4 wh", ["1 wd", "1 wh"], "06-03 09:30"),
    ],
)
def test_an_extension_runs_on_from_where_the_limit_ends(limit, extensions, due):
    parts = [parse_limit(text) for text in extensions]
    assert due_at(at("06-01 09:00"), parse_limit(limit), CALENDAR, extensions=parts) == at(due)


@pytest.mark.parametrize(
    ("now", "due", "unit", "left"),
    [
        ("06-01 10:00", "06-02 18:00", TimeUnit.WORKING_DAYS, 1),
        ("06-02 10:00", "06-02 18:00", TimeUnit.WORKING_DAYS, 0),
        ("06-03 17:59", "06-02 18:00", TimeUnit.WORKING_DAYS, 0),
        ("06-03 18:00", "06-02 18:00", TimeUnit.WORKING_DAYS, -1),
        ("06-01 10:00", "06-03 00:00", TimeUnit.CALENDAR_DAYS, 1),
        ("06-04 00:00", "06-03 00:00", TimeUnit.CALENDAR_DAYS, -1),
        ("06-01 17:00", "06-02 09:30", TimeUnit.WORKING_HOURS, 120),
        ("06-02 09:30", "06-01 17:00", TimeUnit.WORKING_HOURS, -120),
        ("06-01 17:00", "06-02 09:30", TimeUnit.HOURS, 990),
    ],
)
def test_what_remains(now, due, unit, left):
    assert remaining(at(now), at(due), unit, CALENDAR) == left


def test_the_next_working_moment_is_now_or_the_next_opening():
    assert next_working_moment(at("06-01 09:00"), CALENDAR) == at("06-01 09:00")
    assert next_working_moment(at("06-01 12:00"), CALENDAR) == at("06-01 14:30")
    assert next_working_moment(at("04-30 17:30"), CALENDAR) == at("05-06 08:30")


@pytest.mark.parametrize("text", ["30 min", "24 h", "4 wh", "30 wmin", "2 wd", "15 d"])
def test_a_limit_reads_back_as_written(text):
    assert str(parse_limit(text)) == text


def test_a_limit_may_have_a_fraction_that_comes_out_even():
    assert parse_limit("1.5wh") == Limit(90, TimeUnit.WORKING_HOURS)


@pytest.mark.parametrize(
    "text", ["", "4", "wh", "4 weeks", "-1 d", "0 d", "1.5 d", "0.001 h", "４ wh", "4 wh 2", "1e3 h", "99999 d"]
)
def test_anything_else_is_no_limit(text):
    with pytest.raises(Problem) as caught:
        parse_limit(text)
    assert caught.value.kind.code == "calendar.bad_limit"


@pytest.mark.parametrize(
    "spans", [["8:30-12:00"], ["12:00-08:30"], ["08:30-12:00", "11:00-13:00"], ["08:30-24:30"], ["08:60-09:00"], [""]]
)
def test_hours_out_of_order_are_refused(spans):
    with pytest.raises(Problem) as caught:
        parse_week({"mon": spans})
    assert caught.value.kind.code == "calendar.bad_hours"


def test_a_calendar_without_working_time_is_refused():
    with pytest.raises(Problem) as caught:
        WorkCalendar(ZONE, parse_week({}))
    assert caught.value.kind.code == "calendar.no_working_time"


def test_a_calendar_whose_days_are_all_free_ends_with_a_problem_and_not_in_a_loop():
    first = date(2026, 1, 1)
    free = {first + timedelta(days=n): WorkDay(DayKind.HOLIDAY) for n in range(366 * 8)}
    calendar = WorkCalendar(ZONE, CALENDAR.week, days=free)
    for limit in ("1 wh", "1 wd"):
        with pytest.raises(Problem) as caught:
            due_at(at("06-01 09:00"), parse_limit(limit), calendar)
        assert caught.value.kind.code == "calendar.no_working_time"


def test_a_year_that_nobody_announced_is_not_known():
    assert CALENDAR.knows(date(2026, 12, 31))
    assert not CALENDAR.knows(date(2027, 1, 1))
