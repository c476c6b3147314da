"""The hot paths, through the actions and queries that pages and the API call."""

import time
from random import Random

from benchmarks.machine import rate
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.rules import Limit, TimeUnit, WorkCalendar, due_at
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.journal.verification import verify
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.actions import NewReport, receive_report, receive_reports
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.tests.factories import Loop

BATCH = 100


def _report(loop: Loop, random: Random) -> NewReport:
    lon, lat = loop.city.middle(random.choice(["1-1-1-1", "1-2-1-2", "2-1-2-1", "2-2-2-2"]))
    return NewReport(description=f"演示：第 {random.random()} 处路灯不亮。", source="api", lon=lon, lat=lat)


def intake(loop: Loop, count: int) -> dict[str, float]:
    """Reports a second, one by one and by the hundred, until there are at least `count` cases."""
    random, by = Random(7), Actor.resident(channel="api")
    single = rate(lambda: receive_report(by=by, report=_report(loop, random)))
    bulk = rate(lambda: receive_reports(by=by, reports=[_report(loop, random) for _ in range(BATCH)]), each=BATCH)
    for _ in range(count // BATCH):
        receive_reports(by=by, reports=[_report(loop, random) for _ in range(BATCH)])
    return {"reports_per_second": single, "reports_per_second_in_batches_of_100": bulk}


def reading(loop: Loop) -> dict[str, float]:
    """Pages of the dispatcher's queue a second."""
    by = loop.actor("dispatch")
    return {"queue_pages_per_second": rate(lambda: list_cases(by, CaseFilter()))}


def places(loop: Loop) -> dict[str, float]:
    """Points placed into their smallest area a second, a thousand at once."""
    random = Random(7)
    lons = [97.0 + 0.16 * random.random() for _ in range(1000)]
    lats = [39.8 + 0.16 * random.random() for _ in range(1000)]
    return {"points_per_second": rate(lambda: net().place(lons, lats), each=1000)}


def deadlines(calendar: WorkCalendar) -> dict[str, float]:
    """Deadlines of five working days computed a second."""
    limit, start = Limit(5, TimeUnit.WORKING_DAYS), clock.now()
    return {"deadlines_per_second": rate(lambda: due_at(start, limit, calendar))}


def journal() -> dict[str, float]:
    """Entries sealed a second (once, all that wait), and verified a second."""
    start = time.perf_counter()
    sealed = seal_pending()
    middle = time.perf_counter()
    outcome = verify()
    end = time.perf_counter()
    return {
        "entries": outcome.entries,
        "entries_sealed_per_second": sealed / (middle - start),
        "entries_verified_per_second": outcome.entries / (end - middle),
    }
