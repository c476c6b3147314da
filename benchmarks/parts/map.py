"""Windows of the map at every scale, over all open points of the city."""

from random import Random
from typing import Any

from benchmarks.city import CENTRE, TOWNSHIP, client_of, cookie_of
from benchmarks.driving import drive, get, say, statements_of
from benchmarks.processes import serving
from benchmarks.where import Where
from vitalgrid.demo.cast import places_of_net
from vitalgrid.loop.cases.models import Case

WINDOWS = 40


def measure(where: Where) -> dict[str, Any]:
    """The map of L81."""
    clients = {"centre": client_of(CENTRE), "township": client_of(TOWNSHIP)}
    addresses = [f"/console/map/window/?w={window}" for window in _windows(Random(7))]
    figures: dict[str, Any] = {
        "open_points": Case.objects.filter(is_open=True, lon__isnull=False).count(),
        "statements": statements_of(lambda: clients["centre"].get(addresses[0])),
    }
    assert clients["centre"].get(addresses[0]).status_code == 200
    say("windows of the map over HTTP")
    with serving(where) as served:
        for who, client in clients.items():
            requests = [get(address, cookie_of(client)) for address in addresses]
            figures[f"{who}, any window"] = drive(served, requests, clients=1, seconds=15.0, warm=4)
            whole = [get(addresses[0], cookie_of(client))]
            figures[f"{who}, the whole city"] = drive(served, whole, clients=1, seconds=4.0, warm=2)
    return figures


def _windows(dice: Random) -> list[str]:
    """The whole city first, then windows of every size around places where something is."""
    points = [point for place in places_of_net() for point in place.points]
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    found = [(west, south, east, north)]
    for _ in range(WINDOWS - 1):
        lon, lat = dice.choice(points)
        half = (east - west) / 2 ** dice.uniform(1, 9)
        found.append((lon - half, lat - half * 0.7, lon + half, lat + half * 0.7))
    return [",".join(f"{value:.6f}" for value in window) for window in found]
