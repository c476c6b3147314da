"""What the suite itself stands on."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests.databases import ROOT

WANTED = os.environ.get("VITALGRID_TEST_DB", "sqlite")


@pytest.mark.django_db
def test_the_run_stands_on_the_database_that_was_asked_for() -> None:
    """A run "on PostgreSQL" that quietly used SQLite proves nothing, and is green."""
    assert connection.vendor == {"postgres": "postgresql", "sqlite": "sqlite"}[WANTED]


@pytest.mark.django_db
def test_the_template_is_migrated() -> None:
    """A template without the newest table makes every failure look like somebody else's."""
    assert "journal_entry" in connection.introspection.table_names()


@pytest.mark.django_db(transaction=True)
def test_a_second_thread_sees_what_was_committed() -> None:
    """Two dispatchers at one case are two threads: a database in memory would give each its own."""
    ContentType.objects.create(app_label="house", model="witness")
    seen: list[bool] = []

    def look() -> None:
        seen.append(ContentType.objects.filter(app_label="house").exists())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [True]


@pytest.mark.parametrize("how", [[], ["--ds=vitalgrid.config.settings"]])
def test_a_run_in_the_shell_of_an_instance_leaves_it_alone(tmp_path: Path, how: list[str]) -> None:
    """Somebody exports the settings and the folder of their city, then runs the tests: the city was overwritten."""
    precious = tmp_path / "db.sqlite3"
    precious.write_bytes(b"a city")
    environment = {**os.environ, "VITALGRID_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "vitalgrid.config.settings"}
    one = "tests/house/test_databases.py::test_the_template_is_migrated"
    for inherited in ("VITALGRID_TEST_DATA", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS", "DATABASE_URL"):
        environment.pop(inherited, None)
    run = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *how, one]
    done = subprocess.run(run, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert precious.read_bytes() == b"a city"
    assert done.returncode == (4 if how else 0), done.stdout + done.stderr
    assert not how or "they would overwrite the instance" in done.stderr
