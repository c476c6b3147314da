"""Reports coming in: one by one over HTTP, and by the hundred through the action."""

import os
import subprocess
import sys
import time
from random import Random
from typing import Any

from django.test import Client

from benchmarks.city import HOST
from benchmarks.driving import Request, drive, post, say, statements_of
from benchmarks.machine import synced_inserts, synced_writes
from benchmarks.processes import PORT, Serving, children_of, cpu_seconds, postmaster_of, serving
from benchmarks.texts import sentence
from benchmarks.where import SQLITE, Where
from vitalgrid.demo.cast import places_of_net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.actions import NewReport, receive_reports
from vitalgrid.loop.cases.queries.catalogue import catalogue

SECONDS = 8.0
BATCH = 100


class Reports:
    """Bodies of reports with place, category and contact, each another one."""

    def __init__(self, seed: int) -> None:
        self.dice, self.places = Random(seed), places_of_net()
        self.codes = [c.code for c in catalogue().by_code.values() if c.parent_id and c.procedure == "ordinary"]

    def body(self) -> dict[str, Any]:
        """One, as the public form sends it."""
        dice, place = self.dice, self.dice.choice(self.places)
        lon, lat = dice.choice(place.points)
        contact = {"name": "演示·甲某", "phone": f"0937 {dice.randrange(10_000_000):07d}"}
        return {"description": sentence(dice, place.name), "lon": lon, "lat": lat, "category": dice.choice(self.codes),
                "contact": contact}  # fmt: skip

    def request(self) -> Request:
        """One over HTTP, with a key of its own."""
        return post("/api/v1/reports", self.body(), Idempotency_Key=f"bench-{self.dice.getrandbits(96):024x}")

    def told(self) -> NewReport:
        """One as the action takes it."""
        body = self.body()
        contact = body.pop("contact")
        return NewReport(source="api", **body, **contact)


def measure(where: Where) -> dict[str, Any]:
    """The figures of L78 and the bulk half of L79."""
    reports = Reports(int(time.time()))
    figures: dict[str, Any] = {"statements": _statements(reports), **bulk(where, reports)}
    if where.vendor != SQLITE:  # which has one writer
        figures |= bulk_by_two(where)
    say("create over HTTP")
    with serving(where) as served:
        for clients in (1, 8, 32):
            figures[f"create_{clients}_clients"] = _create(served, reports, clients)
        figures["memory_mb"] = round(served.memory(), 1)
    figures["raw"] = _raw(where, reports)
    for name in ("post_without_database", "post_without_database_or_middleware"):
        figures[f"ratio_to_{name}"] = _ratio(figures["create_8_clients"], figures["raw"][name])
    return figures


def _ratio(create: dict[str, Any], bare: dict[str, Any]) -> dict[str, float]:
    """Of the rates, and (less shaken by what others do) of the CPU that a request costs web and database."""
    cost = create["web_cpu_ms"] + create["database_cpu_ms"]
    return {"rate": round(create["per_second"] / bare["per_second"], 3), "cpu": round(bare["web_cpu_ms"] / cost, 3)}


def _create(served: Serving, reports: Reports, clients: int) -> dict[str, Any]:
    requests = [reports.request() for _ in range(int(SECONDS * 450) + 200)]
    return drive(served, requests, clients=clients, seconds=SECONDS, warm=100, is_cycled=False)


def _statements(reports: Reports) -> int:
    client = Client(HTTP_HOST=HOST)

    def work() -> None:
        answer = client.post(
            "/api/v1/reports", reports.body(), content_type="application/json",
            headers={"Idempotency-Key": f"bench-{reports.dice.getrandbits(96):024x}"},
        )  # fmt: skip
        assert answer.status_code == 201, answer.content

    return statements_of(work)


def batches_of(reports: Reports, count: int) -> list[list[NewReport]]:
    """So many batches; two more were taken in before, so that everything is warm."""
    ready = [[reports.told() for _ in range(BATCH)] for _ in range(count + 2)]
    take_in(ready[:2])
    return ready[2:]


def take_in(batches: list[list[NewReport]]) -> None:
    """Through the action, as the API and other systems send them."""
    for batch in batches:
        results = receive_reports(by=Actor.resident(channel="api"), reports=batch)
        assert all(hasattr(one, "code") for one in results)


def bulk(where: Where, reports: Reports, batches: int = 40) -> dict[str, Any]:
    """A hundred a batch through the action, in this process."""
    say("bulk intake")
    ready = batches_of(reports, batches)
    postmaster = postmaster_of(where)
    database = cpu_seconds(children_of(postmaster)) if postmaster else 0.0
    start, used = time.perf_counter(), time.process_time()
    take_in(ready)
    spent, used = time.perf_counter() - start, time.process_time() - used
    database = cpu_seconds(children_of(postmaster)) - database if postmaster else 0.0
    count = batches * BATCH
    return {
        "bulk_reports_per_second": round(count / spent),
        "bulk_python_cpu_ms": round(1000 * used / count, 3),
        "bulk_database_cpu_ms": round(1000 * database / count, 3),
    }


def bulk_by_two(where: Where, batches: int = 40) -> dict[str, Any]:
    """The same by two processes at once, as two systems that send batches, or two imports, would do it."""
    say("bulk intake by two processes")
    seed, postmaster = int(time.time()), postmaster_of(where)
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.batches", str(seed + number), str(batches)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | where.environment(),
        )
        for number in (1, 2)
    ]  # fmt: skip
    try:
        for worker in workers:
            assert worker.stdout and worker.stdout.readline() == "ready\n"
        database, start = cpu_seconds(children_of(postmaster)), time.perf_counter()
        for worker in workers:
            assert worker.stdin
            worker.stdin.write("go\n")
            worker.stdin.flush()
        used = sum(float(worker.stdout.readline()) for worker in workers if worker.stdout)
        spent, database = time.perf_counter() - start, cpu_seconds(children_of(postmaster)) - database
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    count = len(workers) * batches * BATCH
    return {
        "bulk_two_processes_reports_per_second": round(count / spent),
        "bulk_two_processes_python_cpu_ms": round(1000 * used / count, 3),
        "bulk_two_processes_database_cpu_ms": round(1000 * database / count, 3),
    }


def _raw(where: Where, reports: Reports) -> dict[str, Any]:
    say("raw limits")
    workers = "1" if where.vendor == SQLITE else "2"
    requests = [reports.request() for _ in range(4000)]

    def bare(settings: str) -> dict[str, Any]:
        with serving(where, command=(sys.executable, "-m", "benchmarks.bare", str(PORT), workers, settings)) as served:
            return drive(served, requests, clients=8, seconds=4.0, warm=200)

    return {
        "post_without_database": bare("stack_settings"),  # same server, middleware, validation and body; no database
        "post_without_database_or_middleware": bare("bare_settings"),
        "synced_writes_per_second": round(synced_writes(where.folder)),
        "synced_inserts_1_client": round(synced_inserts(where, 1)),
        "synced_inserts_8_clients": round(synced_inserts(where, 8)),
    }
