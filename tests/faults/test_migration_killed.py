"""A migration is killed half-way: it is begun again and goes on, and the database is in the end as if nothing had been.

Until then the product does not start on it, and says in words what to do.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.faults.figures import keep
from tests.faults.stage import path_of_tests
from tests.faults.test_kept import rows_of
from vitalgrid.cli.tests.instances import ROOT, Instance, empty_instance, instance_like_this
from vitalgrid.loop.cases.tests.factories import small_loop

pytestmark = pytest.mark.django_db(transaction=True)
# Everything that a migration makes, as the database itself tells it.
SCHEMA = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2",
    "postgresql": "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
    " WHERE table_schema = 'public' UNION ALL SELECT tablename, indexname, indexdef, '' FROM pg_indexes"
    " WHERE schemaname = 'public' UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2, 3",
}


def migrated(instance: Instance, **plan: Any) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.migrating", json.dumps(plan)],
        env=instance.environment | path_of_tests(), cwd=ROOT, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["status"] == 0, done.stderr[-3000:]
    return found


def ours() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA[connection.vendor].replace("%", "%%"), [])
        return [tuple(row) for row in cursor.fetchall()]


def test_an_upgrade_killed_again_and_again_goes_on(tmp_path: Path) -> None:
    """The last migrations of the loop, on an instance with people and cases."""
    small_loop(1).report(at="1")
    with instance_like_this(tmp_path / "instance") as instance:
        found = migrated(instance, start=["cases", "0001"], seed=3, reach=8)
        assert rows_of(instance, SCHEMA[connection.vendor]) == ours()
        done = instance.run("check")
        assert done.returncode == 0, done.stdout
    keep("migration killed", found)
    assert found["killed"] > 2


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_a_first_migration_killed_again_and_again_goes_on(tmp_path: Path, seed: int) -> None:
    with empty_instance(tmp_path / "instance") as instance:
        found = migrated(instance, start=[], seed=seed, reach=60)
        assert rows_of(instance, SCHEMA[connection.vendor]) == ours()
    keep("migration killed", found)
    assert found["killed"] > 5
