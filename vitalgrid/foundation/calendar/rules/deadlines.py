"""How a time limit runs over the city's calendar.

**When it is due.** A clock has a *count* that grows with time, and it is due at the first moment when the count has
reached the limit.

* `hours`: every minute counts.
* `working_hours`: every minute of working time counts. Four working hours from half an hour before closing end three
  and a half hours into the next working day; a limit that fits exactly ends at closing, not at the next opening.
* `working_days`: every closing of a working day after the day of the start counts one, so a limit of n ends with
  working time on the n-th working day after it.
* `calendar_days`: every midnight that ends a day after the day of the start counts one. 24:00 is written as the
  midnight that begins the next day.

The day of the start is never counted, whether the start lies in working time, after it, or on a free day: "the day on
which a period begins is not counted" (Civil Code of the PRC, art. 201; the same for deadlines before administrative
bodies), and the last day ends when business closes, else at 24:00 (art. 203). A report on Saturday with two working
days is thus due at Tuesday's closing, like one on the Friday before with the same Monday and Tuesday in front of it;
no resident gains or loses by the hour of the day. That a last day on a holiday moves on (art. 203) is what
`working_days` is for; `calendar_days` counts as it says.

**Pauses.** While a clock is paused its count stands still. Minutes of a pause do not count. For the day units a
closing (or midnight) is lost when the clock stood still in the moment just before it: `from < closing <= until`. So a
pause over k closings moves the due moment by k working days, one that is lifted before closing costs nothing, and
nothing falls due while it is paused. A pause that is still open is passed with `until` = now, which gives the moment
"if it went on now".

**Extensions** run one after the other from where the limit so far ends; the day in which that moment ends is not
counted again, so two extensions of the same unit are one of the sum.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from vitalgrid.foundation.calendar.problems import NO_WORKING_TIME
from vitalgrid.foundation.calendar.rules.limits import Limit, TimeUnit
from vitalgrid.foundation.calendar.rules.working_time import WorkCalendar, from_micros, to_micros
from vitalgrid.foundation.kit.problems import Problem

Pause = tuple[datetime, datetime]  # from (included), until
_MINUTE = 60_000_000  # microseconds
_IDLE_YEARS = 3  # a calendar without working time for that long has a mistake in it


def due_at(
    start: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
) -> datetime:
    """The moment (UTC) at which `limit` from `start` is used up, after pauses and extensions; see above for meanings.

    All moments are aware. Pauses may overlap and come in any order; those before the start or after the due moment
    change nothing. Raises `calendar.no_working_time` when the calendar has none left.
    """
    still = _merged(pauses)
    moment, is_continued = to_micros(start), False
    for part in (limit, *extensions):
        moment = _run(moment, part, calendar, still, is_continued=is_continued)
        is_continued = True
    return from_micros(moment)


def elapsed(
    start: datetime, end: datetime, unit: TimeUnit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> int:
    """What a clock in `unit` counted from `start` to `end`: whole minutes, or days. Zero when `end` is before `start`.

    `elapsed(start, due_at(start, limit, …), limit.unit, …) == limit.amount`, with the same pauses.
    """
    return _counted(to_micros(start), to_micros(end), unit, calendar, _merged(pauses), is_continued=False)


def remaining(at: datetime, due: datetime, unit: TimeUnit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> int:
    """Minutes or days of `unit` left from `at` to `due`; below zero the whole ones since `due`. Today counts as 0 days.

    A paused clock is asked with `at` = the moment it was paused.
    """
    here, there, still = to_micros(at), to_micros(due), _merged(pauses)
    if here <= there:
        return _counted(here, there, unit, calendar, still, is_continued=False)
    return -_counted(there, here, unit, calendar, still, is_continued=True)


def next_working_moment(moment: datetime, calendar: WorkCalendar) -> datetime:
    """`moment` itself when it lies in working time (closing excluded), else the next opening. UTC."""
    return from_micros(_WorkingTime(calendar).next_open(to_micros(moment)))


class _Ruler(Protocol):
    """A count over time: how much lies in (a, b], and where the next `amount` after a is reached."""

    def between(self, a: int, b: int) -> int: ...

    def after(self, a: int, amount: int) -> int: ...


class _Clock:
    """Every microsecond counts."""

    def between(self, a: int, b: int) -> int:
        return b - a

    def after(self, a: int, amount: int) -> int:
        return a + amount


@dataclass
class _WorkingTime:
    """Microseconds of working time count."""

    calendar: WorkCalendar

    def _before(self, year: int, at: int) -> int:
        """Working time of the year that lies before `at`."""
        table = self.calendar.year(year)
        index = bisect_right(table.starts, at)
        if index == 0:
            return 0
        return table.before[index - 1] + min(at, table.ends[index - 1]) - table.starts[index - 1]

    def between(self, a: int, b: int) -> int:
        first, last = self.calendar.local_day(a).year, self.calendar.local_day(b).year
        whole = sum(self.calendar.year(year).before[-1] for year in range(first, last))
        return whole + self._before(last, b) - self._before(first, a)

    def after(self, a: int, amount: int) -> int:
        year, idle = self.calendar.local_day(a).year, 0
        target = self._before(year, a) + amount
        while idle < _IDLE_YEARS:
            table = self.calendar.year(year)
            if target <= table.before[-1]:
                index = bisect_left(table.before, target) - 1  # the span in which the target is first reached
                return table.starts[index] + target - table.before[index]
            target -= table.before[-1]
            year, idle = year + 1, 0 if table.starts else idle + 1
        raise Problem(NO_WORKING_TIME)

    def next_open(self, at: int) -> int:
        year = self.calendar.local_day(at).year
        for number in range(year, year + _IDLE_YEARS):
            table = self.calendar.year(number)
            index = bisect_right(table.ends, at)
            if index < len(table.ends):
                return max(at, table.starts[index])
        raise Problem(NO_WORKING_TIME)


@dataclass
class _WorkingDays:
    """Closings of working days count, one each."""

    calendar: WorkCalendar

    def between(self, a: int, b: int) -> int:
        first, last = self.calendar.local_day(a).year - 1, self.calendar.local_day(b).year
        tables = (self.calendar.year(year).closings for year in range(first, last + 1))
        return sum(bisect_right(closings, b) - bisect_right(closings, a) for closings in tables)

    def after(self, a: int, amount: int) -> int:
        year, idle = self.calendar.local_day(a).year - 1, 0  # a closing at 24:00 on 31 December belongs to the old year
        while idle <= _IDLE_YEARS:
            closings = self.calendar.year(year).closings
            index = bisect_right(closings, a) + amount - 1
            if index < len(closings):
                return closings[index]
            amount = index - len(closings) + 1
            year, idle = year + 1, 0 if closings and closings[-1] > a else idle + 1
        raise Problem(NO_WORKING_TIME)


@dataclass
class _CalendarDays:
    """Midnights count, one each."""

    calendar: WorkCalendar

    def between(self, a: int, b: int) -> int:
        return (self.calendar.local_day(b) - self.calendar.local_day(a)).days

    def after(self, a: int, amount: int) -> int:
        return self.calendar.day_start(self.calendar.local_day(a) + timedelta(days=amount))


def _ruler(unit: TimeUnit, calendar: WorkCalendar) -> _Ruler:
    if unit is TimeUnit.HOURS:
        return _Clock()
    if unit is TimeUnit.WORKING_HOURS:
        return _WorkingTime(calendar)
    return _WorkingDays(calendar) if unit is TimeUnit.WORKING_DAYS else _CalendarDays(calendar)


def _merged(pauses: Sequence[Pause]) -> list[tuple[int, int]]:
    """Pauses in microseconds, in order, joined where they touch."""
    joined: list[tuple[int, int]] = []
    for begin, until in sorted((to_micros(begin), to_micros(until)) for begin, until in pauses if begin < until):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((begin, until))
    return joined


def _origin(start: int, unit: TimeUnit, calendar: WorkCalendar, *, is_continued: bool) -> int:
    """From where counting begins: for the day units the end of the start's day, else the start."""
    if not unit.is_days:
        return start
    day = calendar.local_day(start - 1 if is_continued else start)
    return calendar.day_start(day + timedelta(days=1))


def _run(start: int, limit: Limit, calendar: WorkCalendar, pauses: list[tuple[int, int]], *, is_continued: bool) -> int:
    if limit.amount <= 0:
        return start
    ruler, left = _ruler(limit.unit, calendar), limit.amount if limit.unit.is_days else limit.amount * _MINUTE
    here = _origin(start, limit.unit, calendar, is_continued=is_continued)
    for begin, until in pauses:
        if until <= here:
            continue
        running = ruler.between(here, max(here, begin))
        if running >= left:
            break
        left, here = left - running, until
    return ruler.after(here, left)


def _counted(
    start: int, end: int, unit: TimeUnit, calendar: WorkCalendar, pauses: list[tuple[int, int]], *, is_continued: bool
) -> int:
    ruler, total = _ruler(unit, calendar), 0
    here = _origin(start, unit, calendar, is_continued=is_continued)
    for begin, until in [*pauses, (end, end)]:
        stop = min(begin, end)
        if stop > here:
            total += ruler.between(here, stop)
        here = max(here, until)
    return total if unit.is_days else total // _MINUTE
