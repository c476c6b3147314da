"""Raw limits of this machine, in the same run: a rate alone says as much about the machine as about the code."""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from benchmarks.where import POSTGRES, Where

WIDE = "一段和报告差不多长的文字，用来占一行的地方。" * 8


def rate(work: Callable[[], object], *, seconds: float = 2.0, each: int = 1) -> float:
    """How many times a second `work` runs, counting `each` for one call; after one call to warm up."""
    work()
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        work()
        done += each
    return done / spent


def synced_writes(folder: Path) -> float:
    """Appends of 4 kB a second, each forced to the disk: no durable row can be written faster, one at a time."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        block = b"x" * 4096

        def write() -> None:
            file.write(block)
            file.flush()
            os.fdatasync(file.fileno())

        return rate(write, seconds=1.0)


def plain_additions() -> float:
    """Millions of additions a second in one Python thread."""
    return rate(lambda: sum(range(100_000)), seconds=1.0, each=100_000) / 1e6


def synced_inserts(where: Where, clients: int) -> float:
    """Rows a second of one plain table, a transaction each, by so many connections: what pgbench's insert measures."""
    if where.vendor == POSTGRES:
        return _inserts_of_postgresql(clients)
    name = where.folder / "raw.sqlite3"
    name.unlink(missing_ok=True)
    raw = sqlite3.connect(name, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, text TEXT)")
    found = rate(lambda: raw.execute("INSERT INTO raw (text) VALUES (?)", [WIDE]))
    raw.close()
    for ending in ("", "-wal", "-shm"):
        name.with_name(name.name + ending).unlink(missing_ok=True)
    return found


def _inserts_of_postgresql(clients: int) -> float:
    given: dict[str, Any] = connection.get_connection_params()
    options = {name: given[name] for name in ("dbname", "host", "user", "port", "password") if given.get(name)}
    with psycopg.connect(**options, autocommit=True) as first:
        first.execute("CREATE TABLE IF NOT EXISTS bench_raw (id bigserial PRIMARY KEY, text text)")

        def work(_number: int) -> float:
            with psycopg.connect(**options, autocommit=True) as one:
                return rate(lambda: one.execute("INSERT INTO bench_raw (text) VALUES (%s)", [WIDE]))

        with ThreadPoolExecutor(clients) as pool:
            found = sum(pool.map(work, range(clients)))
        first.execute("DROP TABLE bench_raw")
    return found
