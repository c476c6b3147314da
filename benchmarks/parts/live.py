"""What open pages ask every two seconds, and the tree of categories that every reporter loads."""

from typing import Any

from django.test import Client

from benchmarks.city import HOST, TOWNSHIP, client_of, cookie_of
from benchmarks.driving import drive, get, say, statements_of
from benchmarks.processes import serving
from benchmarks.where import Where
from vitalgrid.foundation.changes.models import Change
from vitalgrid.foundation.changes.queries import current_cursor, current_epoch, cursor_from

TREE, LIVE = "/api/v1/categories", "/console/live/"
MOVED = 40  # changes of cases since the page was opened


def measure(where: Where) -> dict[str, Any]:
    """The live address and the tree of L81, by eight clients at once and by one alone."""
    room, anybody = client_of(TOWNSHIP), Client(HTTP_HOST=HOST)
    cookie, end = cookie_of(room), f"{LIVE}?since={current_cursor()}"
    moved = f"{LIVE}?view=open&since={_cursor_before(MOVED)}"
    tag, tree_tag = room.get(end)["ETag"], anybody.get(TREE)["ETag"]
    figures: dict[str, Any] = {
        "tree_statements": statements_of(lambda: anybody.get(TREE)),
        "live_statements": statements_of(lambda: room.get(end)),
        "live_unchanged_statements": statements_of(lambda: room.get(end, headers={"If-None-Match": tag})),
        "live_moved_statements": statements_of(lambda: room.get(moved, headers={"If-None-Match": '"another"'})),
        "live_moved_told": len(room.get(moved).json()["moved"]),
    }
    say("live and tree over HTTP")
    with serving(where) as served:
        for name, request in (
            ("tree", get(TREE)),
            ("tree_unchanged", get(TREE, "", **{"If-None-Match": tree_tag})),
            ("live", get(end, cookie)),
            ("live_unchanged", get(end, cookie, **{"If-None-Match": tag})),
            ("live_moved", get(moved, cookie, **{"If-None-Match": '"another"'})),
        ):
            figures[name] = drive(served, [request], clients=8, seconds=4.0, warm=40)
            if name.startswith("live"):
                figures[f"{name}, one client"] = drive(served, [request], clients=1, seconds=3.0, warm=10)
    return figures


def _cursor_before(cases: int) -> str:
    """The mark of a page that was opened before the last so many changes of cases."""
    rows = Change.objects.filter(kind="case").order_by("-xid", "-id")
    last = rows[cases]
    return cursor_from(f"{last.xid}.{last.id}", current_epoch())
