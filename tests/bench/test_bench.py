"""A bench measures nothing when its instance is not one: built rows must be read by the product as its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "VITALGRID_BENCH_HOME": str(home), "VITALGRID_DATA": str(home / "own")}
    for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL"):
        environment.pop(name, None)
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """An instance of a thousand cases, with what the journal's bench said of it."""
    home = tmp_path_factory.mktemp("bench")
    done = run(home, "vitalgrid", "bench", "journal", "--cases", "1000", "--json")
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout)


def test_what_is_built_verifies_and_is_counted(built: tuple[Path, dict[str, Any]]) -> None:
    _home, figures = built
    assert figures["findings"] == 0
    assert figures["entries"] > 1000
    assert figures["rows"] == 1002  # with the two cases of the desk's bench
    assert {"commit", "database", "cores", "load_average"} <= set(figures)


READ = """
import os, django
from benchmarks.where import place
where = place("sqlite", 1000)
os.environ.update(where.environment())
django.setup()
from benchmarks.building import DESK_USUAL, DESK_LONG
from benchmarks.city import CENTRE, EVERYBODY, client_of
from benchmarks.texts import COMMON
for who in EVERYBODY:
    assert client_of(who).get("/console/?view=all").status_code == 200, who
centre = client_of(CENTRE)
assert DESK_USUAL in centre.get(f"/console/cases/{DESK_USUAL}/").content.decode()
assert centre.get(f"/console/cases/{DESK_LONG}/").status_code == 200
found = centre.get(f"/api/v1/cases?view=all&q={COMMON}").json()["cases"]
assert len(found) == 50 and all("id" not in one for one in found), len(found)
"""


def test_the_product_reads_what_is_built(built: tuple[Path, dict[str, Any]]) -> None:
    home, _figures = built
    environment = {**os.environ, "VITALGRID_BENCH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_what_cannot_be_measured_yet_is_said_in_one_sentence(tmp_path: Path) -> None:
    for part in ("sync", "assess", "topics"):
        done = run(tmp_path, "vitalgrid", "bench", part)
        assert (done.returncode, done.stdout) == (2, "")
        assert part in done.stderr and len(done.stderr.strip().splitlines()) == 1
