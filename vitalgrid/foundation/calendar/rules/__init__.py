"""The arithmetic of time limits, pure: the calendar and every moment are arguments, nothing is read from a table.

`limits` is what is written ("4 wh"), `working_time` when the city works, `deadlines` how the one runs over the other.
"""

from vitalgrid.foundation.calendar.rules.deadlines import due_at, elapsed, next_working_moment, remaining
from vitalgrid.foundation.calendar.rules.limits import Limit, TimeUnit, parse_limit
from vitalgrid.foundation.calendar.rules.working_time import DayKind, Season, WorkCalendar, WorkDay, parse_week

__all__ = [
    "DayKind",
    "Limit",
    "Season",
    "TimeUnit",
    "WorkCalendar",
    "WorkDay",
    "due_at",
    "elapsed",
    "next_working_moment",
    "parse_limit",
    "parse_week",
    "remaining",
]
