"""When the city works: hours of each weekday, seasons, and days that are otherwise than their weekday."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from vitalgrid.foundation.calendar.problems import BAD_DATE, BAD_HOURS, NO_WORKING_TIME
from vitalgrid.foundation.kit.problems import Problem

Spans = tuple[tuple[int, int], ...]  # (from, until) in minutes after local midnight, in order, apart; () = no work
Week = tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]  # Monday first, as date.weekday() counts

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_MINUTE = 60_000_000  # microseconds


class DayKind(StrEnum):
    """How a day differs from its weekday: nobody works, a free day is worked, or the hours are its own."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    SPECIAL = "special"


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC: whole numbers, so that no limit is ever off by a rounding."""
    return (moment - _EPOCH) // _MICRO


def from_micros(micros: int) -> datetime:
    """The moment in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def parse_spans(texts: Iterable[str], field: str = "hours") -> Spans:
    """Read `["08:30-12:00", "14:30-18:00"]`; `24:00` may end a day. Raises `calendar.bad_hours` at `field`."""
    spans: list[tuple[int, int]] = []
    for text in texts:
        found = _SPAN.fullmatch(str(text).strip())
        if not found or int(found[2]) > 59 or int(found[4]) > 59:
            raise Problem(BAD_HOURS, field=field, text=text)
        start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if not (spans[-1][1] if spans else 0) <= start < end <= 24 * 60:
            raise Problem(BAD_HOURS, field=field, text=text)
        spans.append((start, end))
    return tuple(spans)


def parse_week(texts: Mapping[str, Iterable[str]]) -> Week:
    """Read `{"mon-fri": ["08:30-12:00"], "sat": […]}`; a weekday that is left out is free.

    Raises `calendar.bad_hours` for a name that is none and for a weekday that stands twice.
    """
    spans: dict[str, Spans] = {}
    for name, hours in texts.items():
        first, _, last = str(name).partition("-")
        if first not in WEEKDAYS or (last and last not in WEEKDAYS):
            raise Problem(BAD_HOURS, field="week", text=name)
        for weekday in WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]:
            if weekday in spans:
                raise Problem(BAD_HOURS, field="week", text=name)
            spans[weekday] = parse_spans(hours, "week")
    mon, tue, wed, thu, fri, sat, sun = (spans.get(name, ()) for name in WEEKDAYS)
    return (mon, tue, wed, thu, fri, sat, sun)


def parse_month_day(text: str) -> tuple[int, int]:
    """Read `05-01` as (5, 1). Raises `calendar.bad_date`."""
    try:
        day = date.fromisoformat(f"2024-{text}")  # a leap year, so that 02-29 can be written
    except ValueError:
        raise Problem(BAD_DATE, field="seasons", text=text) from None
    return day.month, day.day


@dataclass(frozen=True, slots=True)
class Season:
    """A part of every year with a week of its own, first and last day included; it may run over New Year."""

    first: tuple[int, int]  # month, day
    last: tuple[int, int]
    week: Week

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the season."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class WorkDay:
    """A day that is otherwise than its weekday. `spans` is None where the kind already says the hours."""

    kind: DayKind
    spans: Spans | None = None
    name: str = ""


@dataclass(frozen=True)
class _Year:
    """One year made ready for bisection, in microseconds. A working day's closing is the end of its last span."""

    starts: list[int]
    ends: list[int]
    before: list[int]  # working time of the year before each span, and one more entry with all of it
    closings: list[int]


@dataclass(frozen=True)
class WorkCalendar:
    """Time zone, weekly hours, seasons (the first that holds a day wins) and days by exception.

    `known_years` are the years whose exceptions are known. Another year follows the week alone, and whoever shows a
    promise reaching into it should say so (`knows`). Years are made ready when first asked for and kept.
    """

    zone: ZoneInfo
    week: Week
    seasons: tuple[Season, ...] = ()
    days: Mapping[date, WorkDay] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not any(self.week) and not any(any(season.week) for season in self.seasons):
            raise Problem(NO_WORKING_TIME)

    def knows(self, day: date) -> bool:
        """Whether the exceptions of the day's year are known."""
        return day.year in self.known_years

    def spans_on(self, day: date) -> Spans:
        """The working hours of `day` in minutes after local midnight.

        A make-up day without hours of its own has those of the first weekday that works: it stands in for a working
        day, and its own weekday (Saturday or Sunday) has none.
        """
        week = next((season.week for season in self.seasons if season.holds(day)), self.week)
        exception = self.days.get(day)
        if exception is None:
            return week[day.weekday()]
        if exception.spans is not None:
            return exception.spans
        if exception.kind is DayKind.MAKE_UP:
            return next((spans for spans in week if spans), ())
        return ()

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works on `day`."""
        return bool(self.spans_on(day))

    def local_day(self, micros: int) -> date:
        """The date on the city's wall at that moment."""
        return from_micros(micros).astimezone(self.zone).date()

    def day_start(self, day: date) -> int:
        """The first moment of `day` in microseconds; where the clock skips midnight, the moment of the skip."""
        return to_micros(datetime(day.year, day.month, day.day, tzinfo=self.zone))

    def year(self, number: int) -> _Year:
        """The year's spans and closings as moments."""
        if number not in self._years:
            self._years[number] = self._make_year(number)
        return self._years[number]

    @cached_property
    def _years(self) -> dict[int, _Year]:
        return {}

    def _make_year(self, number: int) -> _Year:
        starts: list[int] = []
        ends: list[int] = []
        closings: list[int] = []
        day = date(number, 1, 1)
        while day.year == number:
            for start, end in self._moments_on(day):
                starts.append(start)
                ends.append(end)
            if ends and (not closings or ends[-1] > closings[-1]):
                closings.append(ends[-1])
            day += timedelta(days=1)
        spent = accumulate((end - start for start, end in zip(starts, ends, strict=True)), initial=0)
        return _Year(starts, ends, list(spent), closings)

    def _moments_on(self, day: date) -> Iterator[tuple[int, int]]:
        """The day's spans as moments: a minute works when the wall clock says so, also when it says it twice."""
        spans = self.spans_on(day)
        if not spans:
            return
        first, last = self.day_start(day), self.day_start(day + timedelta(days=1))
        midnight = (datetime(day.year, day.month, day.day, tzinfo=UTC) - _EPOCH) // _MICRO
        for begin, finish, offset in self._steady_parts(first, last):
            for start, end in spans:
                moment_from = max(begin, midnight + start * _MINUTE - offset)
                moment_until = min(finish, midnight + end * _MINUTE - offset)
                if moment_from < moment_until:
                    yield moment_from, moment_until

    def _offset(self, micros: int) -> int:
        offset = from_micros(micros).astimezone(self.zone).utcoffset()
        return 0 if offset is None else offset // _MICRO

    def _steady_parts(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """Cut a day where the zone's offset changes (at most once a day), so that each part has one offset."""
        before, after = self._offset(first), self._offset(last - 1)
        if before == after:
            yield first, last, before
            return
        low, high = first, last - 1  # offset(low) is `before`, offset(high) is not
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        yield first, high, before
        yield high, last, after
