"""Search of the newest 50 among all texts, inside what a person may see."""

from typing import Any
from urllib.parse import quote

from benchmarks.city import CENTRE, TOWNSHIP, UNIT, VILLAGE, client_of, cookie_of
from benchmarks.driving import drive, get, say, statements_of
from benchmarks.processes import serving
from benchmarks.texts import COMMON, RARE
from benchmarks.where import Where

WORDS = {
    "rare": RARE, "common": COMMON, "two characters": "水表", "several words": f"{COMMON} 太暗 尽快",
    "one character": "渠", "number": "编号12345", "two common": f"{COMMON} 处理", "none": "没有这样的话",
}  # fmt: skip


def measure(where: Where) -> dict[str, Any]:
    """The figures of L82: the API's list with `q`, so that no template is counted."""
    people = {"centre": CENTRE, "township": TOWNSHIP, "department": UNIT, "village": VILLAGE}
    clients = {who: client_of(name) for who, name in people.items()}
    figures: dict[str, Any] = {}
    say("search over HTTP")
    with serving(where) as served:
        for who, client in clients.items():
            for what, words in WORDS.items():
                path = f"/api/v1/cases?view=all&q={quote(words)}"
                answer = client.get(path)
                assert answer.status_code == 200, answer.content
                found = drive(served, [get(path, cookie_of(client))], clients=1, seconds=2.0, warm=5)
                names = ("p50_ms", "p95_ms", "web_cpu_ms", "database_cpu_ms", "cores_used_by_others")
                figures[f"{who}: {what}"] = {
                    "found": len(answer.json()["cases"]),
                    "statements": statements_of(lambda c=client, p=path: c.get(p)),
                    **{name: found[name] for name in names},
                }
    return figures
