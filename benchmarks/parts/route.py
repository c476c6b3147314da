"""Points into areas, and deadlines over the calendar: what routing a report computes."""

from random import Random
from typing import Any

from benchmarks.driving import say
from benchmarks.machine import rate
from benchmarks.placement import many_areas
from benchmarks.where import Where
from vitalgrid.city.grids.queries import net
from vitalgrid.demo.cast import places_of_net
from vitalgrid.foundation.calendar.queries import work_calendar
from vitalgrid.foundation.calendar.rules import Limit, TimeUnit, due_at
from vitalgrid.foundation.kit import clock


def measure(where: Where) -> dict[str, Any]:
    """The second half of L79."""
    say("points and deadlines")
    dice = Random(7)
    points = [dice.choice(place.points) for place in dice.choices(places_of_net(), k=1000)]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    limit, now, calendar = Limit(5, TimeUnit.WORKING_DAYS), clock.now(), work_calendar()
    return {
        **{name: round(value, 3) for name, value in many_areas().items()},
        "points_per_second_in_this_city": round(rate(lambda: net().place(lons, lats), each=1000)),
        "deadlines_per_second": round(rate(lambda: due_at(now, limit, calendar))),
    }
