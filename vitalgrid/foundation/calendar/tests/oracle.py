"""The same meanings once more, by walking minute by minute. Imports nothing from vitalgrid, on purpose.

A city is a plain mapping: `zone`, `week` (seven lists of (from, until) in minutes of the day, Monday first), `days`
(date -> such a list). Moments are aware and on whole minutes, pauses are (from, until).
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


class Walker:
    """Walks through a city's time and counts."""

    def __init__(self, zone: str, week: list, days: dict) -> None:
        self.zone, self.week, self.days = ZoneInfo(zone), week, days
        self.last_working_minute = lru_cache(None)(self._last_working_minute)

    def works(self, moment: datetime) -> bool:
        wall = moment.astimezone(self.zone)
        hours = self.days.get(wall.date(), self.week[wall.weekday()])
        return any(start <= wall.hour * 60 + wall.minute < end for start, end in hours)

    def _last_working_minute(self, day: date) -> datetime | None:
        moment = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("UTC")) + timedelta(hours=40)
        for _ in range(60 * 60):
            moment -= MINUTE
            if moment.astimezone(self.zone).date() == day and self.works(moment):
                return moment
        return None

    def counts(self, moment: datetime, unit: str, free_day: date, pauses: list) -> bool:
        """Whether the minute that begins at `moment` brings the clock one forward."""
        if any(start <= moment < end for start, end in pauses):
            return False
        if unit == "hours":
            return True
        if unit == "working_hours":
            return self.works(moment)
        day = moment.astimezone(self.zone).date()
        if day <= free_day:
            return False
        if unit == "working_days":
            return moment == self.last_working_minute(day)
        return (moment + MINUTE).astimezone(self.zone).date() > day

    def due(self, start: datetime, limits: list[tuple[int, str]], pauses: list) -> datetime:
        """`limits` one after the other: the limit, then its extensions."""
        moment, free_day = start, start.astimezone(self.zone).date()
        for amount, unit in limits:
            while amount > 0:
                amount -= self.counts(moment, unit, free_day, pauses)
                moment += MINUTE
            free_day = (moment - MINUTE).astimezone(self.zone).date()
        return moment

    def elapsed(self, start: datetime, end: datetime, unit: str, pauses: list) -> int:
        free_day, total, moment = start.astimezone(self.zone).date(), 0, start
        while moment < end:
            total += self.counts(moment, unit, free_day, pauses)
            moment += MINUTE
        return total
