"""Driving a served instance with the load client, and counting what a request costs."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.processes import ROOT, Serving, cpu_seconds, machine_busy

Request = list[str]  # head (request line and own headers), body


def get(path: str, cookie: str = "", **headers: str) -> Request:
    """A request to read."""
    lines = [f"GET {path} HTTP/1.1", *([f"Cookie: {cookie}"] if cookie else [])]
    return ["\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items())])]


def post(path: str, body: Any, **headers: str) -> Request:
    """A request with JSON."""
    lines = [f"POST {path} HTTP/1.1", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ["\r\n".join(lines), json.dumps(body, ensure_ascii=False)]


def drive(
    served: Serving, requests: list[Request], *, clients: int, seconds: float, warm: int = 0, is_cycled: bool = True
) -> dict[str, Any]:
    """What the client saw, CPU milliseconds a request of web and database, and how many cores others used."""
    plan = {"port": served.port, "clients": clients, "seconds": seconds, "warm": warm, "requests": requests,
            "is_cycled": is_cycled}  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(plan, file, ensure_ascii=False)
        file.flush()
        client = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.load", file.name],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert client.stdin is not None and client.stdout is not None
        if client.stdout.readline().strip() != "ready":
            raise SystemExit("The load client ended before it began.")
        own = cpu_seconds([client.pid])
        web, database, busy = served.web_cpu(), served.database_cpu(), machine_busy()
        client.stdin.write("\n")
        client.stdin.flush()
        told: dict[str, Any] = json.loads(client.stdout.readline())
        web, database = served.web_cpu() - web, served.database_cpu() - database
        own = cpu_seconds([client.pid]) - own
        after = machine_busy()
        client.wait()
    cores = os.cpu_count() or 1
    share = (after[0] - busy[0] - web - database - own) / max((after[1] - busy[1]) / cores, 0.01)
    count = max(told["requests"], 1)
    return told | {
        "clients": clients,
        "web_cpu_ms": round(1000 * web / count, 2),
        "database_cpu_ms": round(1000 * database / count, 2),
        "cores_used_by_others": round(max(share, 0.0), 2),
    }


def statements_of(work: Callable[[], Any]) -> int:
    """How many statements `work` sends the second time, BEGIN and COMMIT included."""
    work()
    with CaptureQueriesContext(connection) as seen:
        work()
    if os.environ.get("VITALGRID_BENCH_SHOW"):
        for one in seen.captured_queries:
            sys.stderr.write(f"   {one['time']} {one['sql'][:400]}\n")
    return len(seen)


def say(line: str) -> None:
    """Where the bench is."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
