"""SQLite's process dies in mid-write: what was acknowledged is there; what was not is there whole or not at all.

`python -m tests.faults.writer` runs in the environment of the instance, with the settings that are shipped (WAL,
IMMEDIATE, synchronous FULL). It forks a child that takes reports in and moves them by the product's own actions and
notes each attempt and acknowledgement; kills it after a random while; forks the next on the same database.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.figures import keep
from tests.faults.stage import assert_nothing_lost, staged
from vitalgrid.cli.tests.instances import ROOT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's own stop is test_database_stopped.py"),
]


def torn(folder: Path, kills: int, seed: int) -> None:
    """Kill the writer `kills` times, then examine."""
    with staged(folder) as stage:
        plan = {"kills": kills, "seed": seed, "history": str(stage.history), "place": stage.place}
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.writer", json.dumps(plan)],
            env=stage.environment, cwd=ROOT, capture_output=True, text=True, timeout=540, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        assert "Traceback" not in done.stderr, done.stderr[-3000:]
        figures = json.loads(done.stdout)
        found = stage.examine()
    keep("torn", figures | found)
    assert figures["killed"] == kills
    assert figures["killed_in_a_transaction"] > 0
    assert_nothing_lost(found)


def test_a_writer_killed_in_mid_write_leaves_all_or_nothing(tmp_path: Path) -> None:
    torn(tmp_path, kills=8, seed=0)


@pytest.mark.soak
def test_a_writer_killed_in_mid_write_two_hundred_times(tmp_path: Path) -> None:
    torn(tmp_path, kills=200, seed=random.SystemRandom().randrange(2**32))
