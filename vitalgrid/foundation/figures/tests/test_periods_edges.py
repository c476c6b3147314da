"""Periods that reach to the ends of the calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from vitalgrid.foundation.figures.periods import Period


def test_the_first_and_the_last_day_of_the_calendar_have_bounds_that_a_database_holds() -> None:
    begin, end = Period(date.min, date.max).bounds(ZoneInfo("Asia/Shanghai"))
    assert begin is not None and end is not None
    assert begin.astimezone(UTC) < datetime(1950, 1, 1, tzinfo=UTC)
    assert end.astimezone(UTC) > datetime(2200, 1, 1, tzinfo=UTC)
