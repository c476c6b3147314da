"""`vitalgrid bench`: measures one part in an instance of its own, never in this one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils.translation import gettext_lazy

from vitalgrid.foundation.kit.problems import Problem, define

PARTS = ("intake", "list", "route", "desk", "search", "map", "sweep", "live", "journal", "start", "peer")
# Named in the contract for rooms that are not built yet.
LATER = ("sync", "assess", "topics")
NOT_YET = define(
    "cli.bench_not_yet",
    422,
    gettext_lazy("“%(part)s” cannot be measured yet: what it measures is not built. See --help."),
)
NO_CHECKOUT = define(
    "cli.bench_no_checkout", 409, gettext_lazy("The benches come with the source. Run this in a checkout of vitalgrid.")
)
BROKE = define("cli.bench_broke", 409, gettext_lazy("The bench did not come to its end. What it said stands above."))


@click.command()
@click.argument("part", type=click.Choice([*PARTS, *LATER]))
@click.option("--cases", default=10_000, show_default=True, type=click.IntRange(1000, 10_000_000))
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), help="postgresql: one that comes by pip.")
@click.option("--json", "as_json", is_flag=True, help="print as JSON")
def bench(part: str, cases: int, database: str | None, as_json: bool) -> None:
    """Measure PART with so many cases, beside the raw limit of this machine in the same run.

    The instance is made below the temporary directory and used again by the next run. DATABASE_URL may name an empty
    PostgreSQL database to measure on.
    """
    if part in LATER:
        raise Problem(NOT_YET, part=part)
    root = Path(settings.ROOT)
    if not (root / "benchmarks" / "__main__.py").is_file():
        raise Problem(NO_CHECKOUT)
    given = os.environ.get("DATABASE_URL", "")
    is_named = given.startswith(("postgres", "pgsql")) and database != "sqlite"
    environment = {**os.environ, "PYTHONPATH": str(root)} | ({"VITALGRID_BENCH_DATABASE": given} if is_named else {})
    chosen = "postgresql" if is_named else database or "sqlite"
    command = [sys.executable, "-m", "benchmarks", part, "--cases", str(cases), "--database", chosen]
    done = subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise Problem(BROKE)
    click.echo(done.stdout.strip() if as_json else "\n".join(_lines(json.loads(done.stdout))))


def _lines(figures: dict[str, Any], before: str = "") -> list[str]:
    """The figures as lines that a person reads."""
    found = []
    for name, value in figures.items():
        label = f"{before}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            found += _lines(value, f"{label}: ")
        else:
            found.append(f"{label}: {json.dumps(value, ensure_ascii=False)}")
    return found
