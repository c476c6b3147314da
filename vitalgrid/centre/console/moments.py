"""Until when a case may be laid aside, by the digit that chooses it. Pure."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from vitalgrid.foundation.calendar.queries import city_zone


def _morning(now: datetime, days: int = 1) -> datetime:
    return datetime.combine(now.astimezone(city_zone()).date() + timedelta(days=days), time(9), city_zone())


UNTIL: dict[str, tuple["str | Promise", Callable[[datetime], datetime]]] = {
    "1": (gettext_lazy("One hour"), lambda now: now + timedelta(hours=1)),
    "2": (gettext_lazy("Three hours"), lambda now: now + timedelta(hours=3)),
    "3": (gettext_lazy("Tomorrow 9:00"), _morning),
    "4": (gettext_lazy("In three days"), lambda now: _morning(now, 3)),
}
