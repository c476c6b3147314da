"""The working calendar by API. Reading is for everybody: the promised day of a case rests on it."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from vitalgrid.foundation.accounts.requests import signed_in
from vitalgrid.foundation.calendar import actions, queries
from vitalgrid.foundation.calendar.models import CalendarDay, CityClock
from vitalgrid.foundation.calendar.problems import NO_CITY_CLOCK
from vitalgrid.foundation.calendar.schemas import (
    DayIn,
    DayOut,
    WorkingTimeIn,
    WorkingTimeOut,
    YearIn,
    YearKnownOut,
    YearOut,
)
from vitalgrid.foundation.kit.api import answers, repeatable
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

router = Router()


def _day(day: CalendarDay) -> dict[str, Any]:
    return {"day": day.day, "kind": str(day.kind), "hours": day.spans, "name": day.name, "source": day.source}


@router.get("/calendar/{int:year}", response=answers((200, YearOut)), summary="Working days of a year")
def year(request: HttpRequest, year: int) -> Any:
    """The usual week, and the days of the year that are unlike it."""
    if not 1970 <= year <= 2200:
        raise Problem(NOT_FOUND)
    kept = queries.city_clock()
    if kept is None:
        raise Problem(NO_CITY_CLOCK)
    week = {name: getattr(kept, name) for name in ("time_zone", "week", "seasons", "known_years")}
    return {**week, "days": [_day(day) for day in queries.days_for_list(year)]}


@router.post("/calendar/days", response=answers((200, DayOut)), summary="Set a day, or take it back")
def set_day(request: HttpRequest, given: DayIn) -> Any:
    """Make a day a holiday, a make-up working day or one with hours of its own."""

    by = signed_in(request)

    def work() -> tuple[int, Any]:
        plain = given.dict()
        if given.kind:
            return 200, _day(actions.set_day(by=by, **plain))
        actions.clear_day(by=by, day=given.day, reason=given.reason)
        return 200, _day(CalendarDay(day=given.day))

    return repeatable(request, work, out=DayOut)


@router.post("/calendar/years", response=answers((200, YearKnownOut)), summary="Confirm a year")
def confirm_year(request: HttpRequest, given: YearIn) -> Any:
    """Say that the holidays of a year are known; those that the library knows are taken over when none are entered."""

    by = signed_in(request)

    def work() -> tuple[int, Any]:
        added = actions.confirm_year(by=by, year=given.year)
        return 200, {"year": given.year, "added": added}

    return repeatable(request, work, out=YearKnownOut)


@router.post("/calendar/working-time", response=answers((200, WorkingTimeOut)), summary="Set the usual week")
def set_working_time(request: HttpRequest, given: WorkingTimeIn) -> Any:
    """Time zone, weekly hours and seasons of the city."""

    by = signed_in(request)

    def work() -> tuple[int, Any]:
        kept: CityClock = actions.set_working_time(by=by, **given.dict())
        return 200, {name: getattr(kept, name) for name in ("time_zone", "week", "seasons", "known_years")}

    return repeatable(request, work, out=WorkingTimeOut)
