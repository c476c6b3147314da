"""The console's list of 50: a department's user and a township's, every view, any filter, any page."""

import time
from itertools import product
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from benchmarks.city import CENTRE, EVERYBODY, TOWNSHIP, UNIT, client_of, cookie_of
from benchmarks.driving import drive, get, say, statements_of
from benchmarks.processes import serving
from benchmarks.where import Where
from vitalgrid.centre.console.desks import LABELS
from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.models import User
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.workflow import State

QUEUE = "/console/"
COMBINATIONS = 300


def measure(where: Where) -> dict[str, Any]:
    """The figures of L80."""
    people = {"department": UNIT, "township": TOWNSHIP, "centre": CENTRE}
    clients = {who: client_of(name) for who, name in people.items()}
    figures: dict[str, Any] = {
        "statements": {who: statements_of(lambda c=client: _page(c, "")) for who, client in clients.items()},
        "views": _views(clients),
        "combinations": _combinations(),
        "pages": _deep(clients["township"]),
    }
    say("list over HTTP")
    with serving(where) as served:
        for who in ("department", "township"):
            request = get(QUEUE, cookie_of(clients[who]))
            for count, seconds in ((1, 5.0), (8, 5.0)):
                name = f"{who}_{count}_client{'s' if count > 1 else ''}"
                figures[name] = drive(served, [request], clients=count, seconds=seconds, warm=20)
    return figures


def _page(client: Client, query: str) -> str:
    answer = client.get(f"{QUEUE}?{query}")
    assert answer.status_code == 200, (answer.status_code, query)
    return str(answer.content, "utf-8")


def _timed(work: Any, times: int = 3) -> float:
    """Milliseconds of the best of some runs, so that another's burst is not taken for ours."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return round(1000 * best, 1)


def _views(clients: dict[str, Client]) -> dict[str, float]:
    say("every view")
    return {
        f"{who} {view}": _timed(lambda c=client, v=view: _page(c, f"view={v}"))
        for (who, client), view in product(clients.items(), LABELS)
    }


def _filters(dice: Random) -> dict[str, str]:
    known, units = catalogue(), net().units.all_on(net().today())
    areas = net().areas.all_on(net().today())
    values = {
        "state": list(State), "category": list(known.by_code), "area": [a.code for a in areas],
        "unit": [u.code for u in units], "platform": sorted({c.platform for c in known.by_code.values()} - {""}),
        "urgency": ["extra", "urgent", "normal", "complex"], "source": ["resident", "hotline", "worker", "api"],
        "desk": ["centre", "township"], "since": ["2026-01-01", "2026-10-01"], "until": ["2026-06-01", "2025-12-01"],
    }  # fmt: skip
    chosen = dice.sample(sorted(values), dice.choice((0, 1, 1, 2, 2, 3)))
    found = {name: str(dice.choice(values[name])) for name in chosen}
    return found | {"view": dice.choice([*LABELS, "sent_back"]), "order": dice.choice(("", "due", "new"))}


def _combinations() -> dict[str, Any]:
    """The query and its rows, as the page asks for them (without the template), each the best of two."""
    say("300 combinations")
    dice, times = Random(7), []
    actors = [actor_for_user(User.objects.get(username=name), is_second_factor_met=True) for name in EVERYBODY]
    for _ in range(COMBINATIONS):
        by, given = dice.choice(actors), _filters(dice)
        wanted = CaseFilter.from_query(given)
        spent = _timed(lambda b=by, w=wanted: list_cases(b, w), times=2)
        times.append((spent, by.name, {k: v for k, v in given.items() if v}))
    times.sort(key=lambda one: -one[0])
    return {
        "count": len(times),
        "over_150_ms": sum(1 for spent, *_ in times if spent > 150),
        "p50_ms": times[len(times) // 2][0],
        "p95_ms": times[len(times) // 20][0],
        "max_ms": times[0][0],
        "slowest": times[:12],
    }


def _deep(client: Client) -> dict[str, float]:
    """Page 1 and page 30 of the same lists."""
    found: dict[str, float] = {}
    for view in ("open", "all"):
        wanted, before = CaseFilter(view=view), ""
        user = User.objects.get(pk=client.session["_auth_user_id"])
        by = actor_for_user(user, is_second_factor_met=True)
        for number in range(1, 31):
            query = urlencode({"view": view, **({"before": before} if before else {})})
            if number in (1, 30):
                found[f"{view} page {number}"] = _timed(lambda q=query: _page(client, q), times=5)
            before = list_cases(by, wanted, before=before).older
    return found
