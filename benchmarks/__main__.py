"""`python -m benchmarks [--cases N]`: measures the hot paths in an instance of its own and writes the figures down.

SQLite as shipped (WAL, synchronous FULL) unless `VITALGRID_BENCH_DATABASE` names an empty PostgreSQL database.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

RESULTS = Path(__file__).resolve().parent / "results"


def measure(cases: int) -> dict[str, object]:
    """All figures, with the raw limits of the machine before and after, since a shared machine drifts."""
    from benchmarks import machine, paths, placement
    from vitalgrid.foundation.calendar.queries import work_calendar
    from vitalgrid.loop.cases.tests.factories import small_loop

    before = machine.plain_additions()
    loop = small_loop()
    figures: dict[str, float] = {"synced_writes_per_second": machine.synced_writes()}
    for name, part in (
        ("intake", lambda: paths.intake(loop, cases)),
        ("reading", lambda: paths.reading(loop)),
        ("places", lambda: paths.places(loop)),
        ("placement", placement.many_areas),
        ("deadlines", lambda: paths.deadlines(work_calendar())),
        ("journal", paths.journal),
    ):
        sys.stderr.write(f"{name} …\n")
        figures |= part()
    figures["reports_per_synced_write"] = figures["reports_per_second"] / figures["synced_writes_per_second"]
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "database": connection.vendor,
        "cores": os.cpu_count(),
        "cases": cases,
        "million_additions_per_second": [before, machine.plain_additions()],
        **{key: round(value, 4 if value < 1 else 1) for key, value in figures.items()},
    }


def main() -> None:
    """Make an instance, measure, write the figures down and print them."""
    wanted = argparse.ArgumentParser(prog="python -m benchmarks")
    wanted.add_argument("--cases", type=int, default=5000)
    given = wanted.parse_args()
    with tempfile.TemporaryDirectory(prefix="vitalgrid-bench-") as folder:
        os.environ["VITALGRID_DATA"] = folder
        os.environ["DATABASE_URL"] = os.environ.get("VITALGRID_BENCH_DATABASE", f"sqlite:///{folder}/db.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "vitalgrid.config.settings"
        django.setup()
        call_command("migrate", verbosity=0)
        figures = measure(given.cases)
        connection.close()
    text = json.dumps(figures, indent=1)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"bench-{figures['database']}.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
