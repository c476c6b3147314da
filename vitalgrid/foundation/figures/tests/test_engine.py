"""The parts of the engine that every figure leans on."""

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalgrid.foundation.calendar.rules.working_time import to_micros
from vitalgrid.foundation.changes.models import Epoch
from vitalgrid.foundation.figures.compiling import Shape, compiled
from vitalgrid.foundation.figures.fact import Fact, moment, text
from vitalgrid.foundation.figures.indicator import count, quantile_hours, rate
from vitalgrid.foundation.figures.periods import Period, month_of, quarter_of, week_of
from vitalgrid.foundation.figures.queries import Scope, measure
from vitalgrid.foundation.kit.problems import Problem

NOW = datetime(2026, 3, 1, tzinfo=UTC)
# Any table with a moment and a text will do.
EPOCH = Fact("epoch", lambda: Epoch.objects.all(), {"at": moment("at"), "name": text("name")})
SMALL = count("small", "Small", "Number.", fact=EPOCH, period_on="at", measured_in="rows")
NAMED = rate("named", "Named", "a ÷ all.", fact=EPOCH, period_on="at", part=lambda rows, now: rows.name == "a'%s")
LATE = quantile_hours(
    "late",
    "Late",
    "Nine in ten.",
    fact=EPOCH,
    period_on="at",
    duration=lambda rows: rows["at"],
    share=Fraction(9, 10),
)
TABLE = {indicator.key: indicator for indicator in (SMALL, NAMED, LATE)}


@pytest.fixture(autouse=True)
def _table(settings):
    settings.INDICATORS = f"{__name__}.TABLE"


@pytest.mark.django_db
def test_moments_are_exact_to_the_microsecond():
    dice = random.Random(3)
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=m) for m in (0, 1, 999_499, 999_500, 999_999)]
    moments += [datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)]
    moments += [
        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=dice.randrange(4 * 10**15)) for _ in range(200)
    ]
    Epoch.objects.bulk_create(Epoch(name="x", at=at) for at in moments)
    assert sorted(row[0] for row in EPOCH.values()) == sorted(map(to_micros, moments))


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 10, 11, 21])
def test_a_quantile_is_that_of_numpy(size):
    dice = random.Random(size)
    moments = [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(900)) for _ in range(size)]
    Epoch.objects.bulk_create(Epoch(name="x", at=at) for at in moments)
    expected = np.quantile([at.timestamp() / 3600 for at in moments], 0.9)
    assert measure("late", now=NOW).value == pytest.approx(expected, rel=1e-12)
    assert measure("late", now=NOW).n == size


@pytest.mark.django_db
def test_signs_in_an_expression_are_data():
    Epoch.objects.bulk_create(Epoch(name=name, at=NOW) for name in ("a'%s", "a", "b"))
    figure = measure("named", now=NOW)
    assert (figure.numerator, figure.denominator) == (1, 3)


@pytest.mark.django_db
def test_what_cannot_be_asked_is_refused():
    with pytest.raises(Problem) as caught:
        measure("none", now=NOW)
    assert caught.value.kind.code == "figures.unknown_indicator"
    with pytest.raises(Problem) as caught:
        measure("small", now=NOW, unit=Scope("x", "unit", (UUID(int=1),)))
    assert caught.value.kind.code == "figures.not_by"


@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "duckdb"])
def test_a_statement_is_compiled_once_and_holds_no_value(dialect):
    shape = Shape(True, True, (("name", 2),))
    statement = compiled(SMALL, dialect, shape)
    assert compiled(SMALL, dialect, Shape(True, True, (("name", 2),))) is statement
    assert statement.names == ("from", "until", "name_0", "name_1")
    assert statement.sql.replace("%%", "").count("%s") == 4
    assert "461168" not in statement.sql
    assert "@" not in statement.sql
    values = {"from": 1, "until": 2, "name_0": "a", "name_1": "b", "now": 3}
    assert statement.bound(values) == [1, 2, "a", "b"]


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_periods_hold_their_day(day):
    for period in (week_of(day), month_of(day.year, day.month), quarter_of(day.year, (day.month + 2) // 3)):
        assert period.first <= day <= period.last
    assert week_of(day).first.weekday() == 0


def test_a_period_is_whole_days_of_the_city_also_when_the_clock_changes():
    zone = ZoneInfo("America/New_York")
    begin, end = Period(date(2026, 3, 8), date(2026, 3, 8)).bounds(zone)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=23)
    with pytest.raises(Problem):
        Period(date(2026, 3, 8), date(2026, 3, 7))
