"""The arithmetic of time limits against walking minute by minute: holidays, make-up weekends, midnight, DST, pauses."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vitalgrid.foundation.calendar.rules import (
    DayKind,
    Limit,
    TimeUnit,
    WorkCalendar,
    WorkDay,
    due_at,
    elapsed,
    next_working_moment,
    remaining,
)
from vitalgrid.foundation.calendar.tests.oracle import Walker

OFFICE = ((510, 720), (870, 1080))
WEEKEND_FREE = (OFFICE,) * 5 + ((), ())
NIGHTS = (((0, 390), (1200, 1440)),) * 7  # a duty desk at night, so that every change of the clock falls into it
ODD = (((480, 481),), (), ((0, 1440),), ((61, 1439),), (), (), ((90, 150), (150, 240)))
# Zone, a day near which the clock changes there (or near which nothing does).
PLACES = [
    ("Asia/Shanghai", "2025-01-28"),
    ("Asia/Shanghai", "2026-12-31"),
    ("Asia/Kathmandu", "2025-06-01"),
    ("America/New_York", "2025-03-09"),
    ("America/New_York", "2025-11-02"),
    ("Europe/London", "2025-10-26"),
    ("Australia/Lord_Howe", "2025-04-06"),  # by half an hour
    ("Australia/Lord_Howe", "2025-10-05"),
    ("Africa/Cairo", "2025-04-25"),  # midnight does not exist
    ("America/Havana", "2025-11-02"),  # midnight comes twice
    ("America/Sao_Paulo", "2018-02-18"),  # the last hour of the day comes twice
    ("America/Sao_Paulo", "2018-11-04"),
]


@st.composite
def cities(draw):
    """A calendar, the same for the oracle, and a moment near the interesting day."""
    zone, near = draw(st.sampled_from(PLACES))
    week = draw(st.sampled_from([WEEKEND_FREE, NIGHTS, ODD]))
    midnight = datetime.fromisoformat(near).replace(tzinfo=ZoneInfo(zone))
    offsets = draw(st.dictionaries(st.integers(-4, 20), st.sampled_from(list(DayKind)), max_size=8))
    days, plain = {}, {}
    for offset, kind in offsets.items():
        day = (midnight + timedelta(days=offset)).date()
        first_working = next(spans for spans in week if spans)
        plain[day] = {DayKind.HOLIDAY: (), DayKind.MAKE_UP: first_working, DayKind.SPECIAL: ((540, 660),)}[kind]
        days[day] = WorkDay(kind, plain[day] if kind is DayKind.SPECIAL else None)
    start = (midnight + timedelta(minutes=draw(st.integers(-3 * 1440, 3 * 1440)))).astimezone(UTC)
    return WorkCalendar(ZoneInfo(zone), week, days=days), Walker(zone, list(week), plain), start


def limits(unit=None):
    def of(unit):
        return st.builds(Limit, st.integers(1, 8 if unit.is_days else 2500), st.just(unit))

    return st.sampled_from(list(TimeUnit)).flatmap(of) if unit is None else of(unit)


pauses_in_minutes = st.lists(st.tuples(st.integers(-2000, 12000), st.integers(0, 6000)), max_size=4)


def _moments(start, pauses):
    return [(start + timedelta(minutes=a), start + timedelta(minutes=a + length)) for a, length in pauses]


def check_due(city, limit, extensions, pauses):
    calendar, walker, start = city
    pauses = _moments(start, pauses)
    due = due_at(start, limit, calendar, pauses, extensions)
    assert due == walker.due(start, [(part.amount, part.unit.value) for part in (limit, *extensions)], pauses)
    if not extensions:
        assert elapsed(start, due, limit.unit, calendar, pauses) == limit.amount


def check_elapsed(city, unit, minutes, pauses):
    calendar, walker, start = city
    pauses = _moments(start, pauses)
    end = start + timedelta(minutes=minutes)
    assert elapsed(start, end, unit, calendar, pauses) == walker.elapsed(start, end, unit.value, pauses)
    if minutes >= 0:
        assert remaining(start, end, unit, calendar) == walker.elapsed(start, end, unit.value, [])


ordinary = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
long = settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
dues = given(cities(), limits(), st.lists(limits(), max_size=2), pauses_in_minutes)
spans = given(cities(), st.sampled_from(list(TimeUnit)), st.integers(-100, 15000), pauses_in_minutes)


@ordinary
@dues
def test_due_at_equals_walking(city, limit, extensions, pauses):
    check_due(city, limit, extensions, pauses)


@ordinary
@spans
def test_elapsed_equals_walking(city, unit, minutes, pauses):
    check_elapsed(city, unit, minutes, pauses)


@pytest.mark.soak
@long
@dues
def test_due_at_equals_walking_long(city, limit, extensions, pauses):
    check_due(city, limit, extensions, pauses)


@pytest.mark.soak
@long
@spans
def test_elapsed_equals_walking_long(city, unit, minutes, pauses):
    check_elapsed(city, unit, minutes, pauses)


@ordinary
@given(cities())
def test_next_working_moment_equals_walking(city):
    calendar, walker, start = city
    moment = start
    while not walker.works(moment):
        moment += timedelta(minutes=1)
    assert next_working_moment(start, calendar) == moment


@settings(max_examples=200, deadline=None)
@given(cities(), limits(), limits())
def test_two_extensions_of_one_unit_are_one_of_the_sum(city, limit, other):
    calendar, _, start = city
    one, two = Limit(limit.amount, limit.unit), Limit(min(other.amount, 8), limit.unit)
    both = Limit(one.amount + two.amount, limit.unit)
    assert due_at(start, one, calendar, extensions=[two]) == due_at(start, both, calendar)


@settings(max_examples=200, deadline=None)
@given(cities(), limits(), st.integers(0, 60_000_000 - 1))
def test_seconds_are_kept_and_never_round_a_limit(city, limit, micros):
    calendar, _, start = city
    shift = timedelta(microseconds=micros)
    due, later = due_at(start, limit, calendar), due_at(start + shift, limit, calendar)
    assert due <= later
    assert elapsed(start + shift, later, limit.unit, calendar) == limit.amount
    if limit.unit is TimeUnit.HOURS:
        assert later == due + shift
