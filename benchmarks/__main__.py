"""`python -m benchmarks PART [--cases N] [--database sqlite|postgresql]`: measures one part, writes the figures down.

The instance is built once for each size and database and used again (`benchmarks/where.py` says where it lies).
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.where import POSTGRES, SQLITE, Where, place

RESULTS = Path(__file__).resolve().parent / "results"
# What is typed -> the module of `benchmarks.parts`.
PARTS = {
    "intake": "intake", "route": "route", "list": "list", "desk": "desk", "live": "live", "map": "map",
    "search": "search", "sweep": "background", "journal": "journal", "start": "start", "peer": "peer",
}  # fmt: skip


def main() -> None:
    """Make or find the instance, measure, write the figures down and print them."""
    wanted = argparse.ArgumentParser(prog="python -m benchmarks")
    wanted.add_argument("part", choices=[*PARTS, "all", "build", "grow"])
    wanted.add_argument("--cases", type=int, default=10_000)
    wanted.add_argument("--database", choices=[SQLITE, POSTGRES], default=SQLITE)
    given = wanted.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended too
    if given.part == "all":
        sys.exit(_all(given.cases, given.database))
    where = place(given.database, given.cases)
    os.environ.update(where.environment())
    import django

    django.setup()
    if given.part == "grow":
        sys.exit(import_module("benchmarks.growing").grow(where, given.cases))
    _ready(where, given.cases)
    figures = {} if given.part == "build" else import_module(f"benchmarks.parts.{PARTS[given.part]}").measure(where)
    told = _about(where, given.part, given.cases) | figures
    text = json.dumps(told, ensure_ascii=False, indent=1, default=str)
    if figures:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{given.part}-{where.vendor}-{given.cases}.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


def _all(cases: int, database: str) -> int:
    """Every part, each in a process of its own. Returns 1 when one of them broke."""
    command = [sys.executable, "-m", "benchmarks", "--cases", str(cases), "--database", database]
    return max(subprocess.run([*command, part]).returncode for part in PARTS) and 1


def _ready(where: Where, cases: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.building import build
    from benchmarks.city import make_city

    if where.is_built:
        call_command("migrate", verbosity=0, interactive=False)
        return
    start = time.perf_counter()
    sys.stderr.write(f"building {cases:,} cases in {where.folder}\n")
    (where.folder / "BEGUN").touch()
    make_city()
    build(cases)
    connection.close()
    (where.folder / "BUILT").write_text(f"{time.perf_counter() - start:.0f} seconds\n", encoding="utf-8")


def _about(where: Where, part: str, cases: int) -> dict[str, Any]:
    from django.db import connection

    from vitalgrid.loop.cases.models import Case

    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=RESULTS.parent)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if where.vendor == SQLITE else "SHOW server_version")
        version = cursor.fetchone()[0]
    return {
        "part": part,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "database": f"{where.vendor} {version}",
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "cases": cases,
        "rows": Case.objects.count(),
    }


if __name__ == "__main__":
    main()
