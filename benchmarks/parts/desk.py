"""The case desk: a usual case, and one with five thousand steps."""

from typing import Any

from django.test import Client

from benchmarks.building import DESK_LONG, DESK_USUAL
from benchmarks.city import CENTRE, client_of, cookie_of
from benchmarks.driving import drive, get, say, statements_of
from benchmarks.processes import serving
from benchmarks.where import Where


def measure(where: Where) -> dict[str, Any]:
    """The desk of L81."""
    centre = client_of(CENTRE)
    addresses = {name: f"/console/cases/{code}/" for name, code in (("usual", DESK_USUAL), ("long", DESK_LONG))}
    figures: dict[str, Any] = {
        f"{name}_statements": statements_of(lambda a=address: _page(centre, a)) for name, address in addresses.items()
    }
    say("desk over HTTP")
    with serving(where) as served:
        for name, address in addresses.items():
            figures[name] = drive(served, [get(address, cookie_of(centre))], clients=1, seconds=4.0, warm=10)
    figures["long_to_usual"] = round(figures["long"]["p50_ms"] / figures["usual"]["p50_ms"], 2)
    return figures


def _page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (answer.status_code, path)
