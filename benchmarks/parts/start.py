"""Cold start of `vitalgrid serve` and the memory of its processes."""

from typing import Any

from benchmarks.city import CENTRE, client_of, cookie_of
from benchmarks.driving import drive, get, say
from benchmarks.processes import children_of, cpu_seconds, memory_mb, serving
from benchmarks.where import Where

TIMES = 3


def measure(where: Where) -> dict[str, Any]:
    """The figures of L86 but for the play."""
    say("start")
    cookie = cookie_of(client_of(CENTRE))
    starts, used, memory = [], [], []
    for _ in range(TIMES):
        with serving(where) as served:
            starts.append(round(served.started_in, 2))
            used.append([round(cpu_seconds([pid]), 2) for pid in children_of(served.process.pid)])
            paths = ("/", "/report/", "/console/", "/console/?view=all", "/api/v1/categories", "/api/v1/openapi.json")
            for path in paths:
                drive(served, [get(path, cookie)], clients=4, seconds=1.0)
            memory = [round(memory_mb(pid), 1) for pid in children_of(served.process.pid)]
    return {"seconds_to_first_answer": starts, "cpu_seconds_of_each_process": used, "memory_mb_of_each_process": memory}
