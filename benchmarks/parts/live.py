"""What open pages ask every two seconds, and the tree of categories that every reporter loads."""

from typing import Any

from django.test import Client

from benchmarks.city import HOST, TOWNSHIP, client_of, cookie_of
from benchmarks.driving import drive, get, say, statements_of
from benchmarks.processes import serving
from benchmarks.where import Where
from vitalgrid.foundation.changes.queries import current_cursor

TREE, LIVE = "/api/v1/categories", "/console/live/"


def measure(where: Where) -> dict[str, Any]:
    """The live address and the tree of L81."""
    room, anybody = client_of(TOWNSHIP), Client(HTTP_HOST=HOST)
    address = f"{LIVE}?since={current_cursor()}"
    tag, tree_tag = room.get(address)["ETag"], anybody.get(TREE)["ETag"]
    cookie = cookie_of(room)
    figures: dict[str, Any] = {
        "tree_statements": statements_of(lambda: anybody.get(TREE)),
        "live_statements": statements_of(lambda: room.get(address)),
        "live_unchanged_statements": statements_of(lambda: room.get(address, headers={"If-None-Match": tag})),
    }
    say("live and tree over HTTP")
    with serving(where) as served:
        for name, request in (
            ("tree", get(TREE)),
            ("tree_unchanged", get(TREE, "", **{"If-None-Match": tree_tag})),
            ("live", get(address, cookie)),
            ("live_unchanged", get(address, cookie, **{"If-None-Match": tag})),
        ):
            figures[name] = drive(served, [request], clients=8, seconds=4.0, warm=20)
    return figures
