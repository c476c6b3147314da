"""When people of the played city do something: at the desk in working hours, at home while awake, or at any hour."""

from datetime import datetime, timedelta
from random import Random

from vitalgrid.foundation.calendar.rules import Limit, TimeUnit, WorkCalendar, due_at, next_working_moment

WAKES, SLEEPS = 7, 22  # local hours


class Rhythm:
    """Moments to come by the city's working calendar. All moments aware; minutes are drawn around a mean."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar

    def office(self, dice: Random, after: datetime, minutes: float) -> datetime:
        """About `minutes` of working time later."""
        return due_at(after, Limit(_around(dice, minutes), TimeUnit.WORKING_HOURS), self.calendar)

    def always(self, dice: Random, after: datetime, minutes: float) -> datetime:
        """About `minutes` later, day or night."""
        return after + timedelta(minutes=_around(dice, minutes), seconds=dice.randrange(60))

    def awake(self, dice: Random, after: datetime, minutes: float) -> datetime:
        """About `minutes` later, or in the morning if that falls into the night."""
        moment = self.always(dice, after, minutes).astimezone(self.calendar.zone)
        if WAKES <= moment.hour < SLEEPS:
            return moment
        morning = moment.replace(hour=WAKES, minute=dice.randrange(60))
        return morning if moment.hour < WAKES else morning + timedelta(days=1)

    def at_share(self, dice: Random, start: datetime, due: datetime, share: float, *, is_office: bool) -> datetime:
        """When `share` of the time from `start` to `due` is used; moved into working time, yet not past `due` by it."""
        target = start + (due - start) * share
        if not is_office:
            return target
        opened = next_working_moment(target, self.calendar)
        if opened > target:  # nobody starts the day with everything at once
            opened += timedelta(minutes=dice.randint(2, 190))
        if share < 1 and opened >= due:
            return max(start, due - timedelta(minutes=dice.randint(12, 60)))
        return opened + timedelta(seconds=dice.randrange(60))


def _around(dice: Random, minutes: float) -> int:
    """A positive whole number of minutes around the mean, with a long tail."""
    return max(1, round(minutes * dice.lognormvariate(-0.18, 0.6)))
