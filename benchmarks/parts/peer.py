"""The work on which Signalen's API was measured: a public report with category, place and contact; a staff list of 50.

What each side does within it, and how the other side's figures were taken: docs/explanation/beside-signalen.md.
"""

import time
from typing import Any
from urllib.parse import urlencode

from benchmarks.city import CENTRE, UNIT, client_of, cookie_of
from benchmarks.driving import drive, get, say, statements_of
from benchmarks.parts.intake import Reports
from benchmarks.processes import serving
from benchmarks.where import Where

# As there: no filter, a state and a sub-class, a class newest first, page 20, a page of one row.
LISTS = {
    "no filter": {"view": "all", "order": "new"},
    "state and sub-class": {"view": "all", "order": "new", "state": "received", "category": "0404"},
    "class, newest first": {"view": "all", "order": "new", "category": "04"},
    "page size 1": {"view": "all", "order": "new", "limit": 1},
}
CREATES, SECONDS = 2500, 6.0


def measure(where: Where) -> dict[str, Any]:
    """The figures of L84."""
    centre, unit, reports = client_of(CENTRE), client_of(UNIT), Reports(int(time.time()))
    addresses = {name: f"/api/v1/cases?{urlencode(given)}" for name, given in LISTS.items()}
    older = ""
    for _ in range(19):
        query = urlencode({**LISTS["no filter"], **({"before": older} if older else {})})
        older = centre.get(f"/api/v1/cases?{query}").json()["older"]
    addresses["page 20"] = f"/api/v1/cases?{urlencode({**LISTS['no filter'], 'before': older})}"
    figures: dict[str, Any] = {
        "list_statements": statements_of(lambda: centre.get(addresses["no filter"])),
        "list_statements_of_a_department": statements_of(lambda: unit.get(addresses["no filter"])),
    }
    say("beside Signalen")
    with serving(where) as served:
        for clients in (1, 8, 32):
            requests = [reports.request() for _ in range(CREATES)]
            figures[f"create, {clients} clients"] = drive(
                served, requests, clients=clients, seconds=SECONDS, warm=50, is_cycled=False
            )
        for name, address in addresses.items():
            request = get(address, cookie_of(centre))
            figures[f"list, {name}"] = drive(served, [request], clients=1, seconds=3.0, warm=5)
        request = get(addresses["no filter"], cookie_of(unit))
        figures["list, no filter, a department"] = drive(served, [request], clients=1, seconds=3.0, warm=5)
    return figures
