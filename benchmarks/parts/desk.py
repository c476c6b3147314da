"""The case desk, the tree of categories, the live address, the map where there is one."""

from typing import Any

from django.test import Client

from benchmarks.building import DESK_LONG, DESK_USUAL
from benchmarks.city import CENTRE, HOST, TOWNSHIP, client_of, cookie_of
from benchmarks.driving import drive, get, say, statements_of
from benchmarks.processes import serving
from benchmarks.where import Where
from vitalgrid.foundation.changes.queries import current_cursor

TREE, LIVE = "/api/v1/categories", "/console/live/"


def measure(where: Where) -> dict[str, Any]:
    """The figures of L81."""
    centre, anybody = client_of(CENTRE), Client(HTTP_HOST=HOST)
    room = client_of(TOWNSHIP)
    since = current_cursor()
    figures: dict[str, Any] = {
        "desk_statements": statements_of(lambda: _ok(centre, f"/console/cases/{DESK_USUAL}/")),
        "desk_long_statements": statements_of(lambda: _ok(centre, f"/console/cases/{DESK_LONG}/")),
        "tree_statements": statements_of(lambda: _ok(anybody, TREE)),
        "live_statements": statements_of(lambda: _ok(room, f"{LIVE}?since={since}")),
    }
    tag = anybody.get(TREE)["ETag"]
    figures["tree_304"] = anybody.get(TREE, headers={"If-None-Match": tag}).status_code == 304
    live_tag = room.get(f"{LIVE}?since={since}")["ETag"]
    cookie, room_cookie = cookie_of(centre), cookie_of(room)
    say("desk, tree and live over HTTP")
    with serving(where) as served:
        for name, request, clients in (
            ("desk", get(f"/console/cases/{DESK_USUAL}/", cookie), 1),
            ("desk_long", get(f"/console/cases/{DESK_LONG}/", cookie), 1),
            ("tree", get(TREE), 8),
            ("live", get(f"{LIVE}?since={since}", room_cookie), 8),
            ("live_unchanged", get(f"{LIVE}?since={since}", room_cookie, **{"If-None-Match": live_tag}), 8),
        ):
            figures[name] = drive(served, [request], clients=clients, seconds=4.0, warm=10)
    figures["long_to_usual"] = round(figures["desk_long"]["p50_ms"] / figures["desk"]["p50_ms"], 2)
    return figures


def _ok(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (answer.status_code, path)
