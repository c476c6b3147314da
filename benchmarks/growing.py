"""`grow`: ten times as many cases as an instance that is built, for the tables that would break first at that size.

Cases and shares alone are multiplied, in the database itself: a whole instance of ten million takes an hour and 50 GB.
What reads other tables (a case's desk, search, the journal) finds the rows of the smaller instance and is not measured
here. PostgreSQL only, where the database can be copied.
"""

import shutil
import time
from typing import Any

import psycopg

from benchmarks.driving import say
from benchmarks.where import POSTGRES, Where, place

TIMES = 10
TABLES = ("cases_case", "cases_assignment")
VARIANTS = "01234567c"  # where every identity that the product makes has 8, 9, a or b


def grow(where: Where, cases: int) -> None:
    """Copies the instance of a tenth of `cases` and multiplies it. Raises SystemExit when there is none."""
    small = place(POSTGRES, cases // TIMES)
    if where.vendor != POSTGRES or where.server is None or not small.is_built:
        raise SystemExit(f"Build {cases // TIMES:,} cases on PostgreSQL first: there is nothing to multiply.")
    start, name = time.perf_counter(), f"bench_{cases}"
    with psycopg.connect(where.server.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE bench_{cases // TIMES} STRATEGY file_copy")
    for folder in ("keys", "static"):
        if (small.folder / folder).exists():
            shutil.copytree(small.folder / folder, where.folder / folder, dirs_exist_ok=True)
    with psycopg.connect(where.server.get_uri(database=name), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("SET session_replication_role = replica")
        for table in TABLES:
            _multiply(connection, table)
        connection.execute("CHECKPOINT")
    spent = time.perf_counter() - start
    (where.folder / "BUILT").write_text(f"{spent:.0f} seconds; cases and shares only\n", encoding="utf-8")


def _multiply(connection: "psycopg.Connection[Any]", table: str) -> None:
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    ).fetchall()
    made = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
        [table],
    ).fetchall()
    for index, _definition in made:
        connection.execute(f'DROP INDEX "{index}"')
    names = ", ".join(f'"{name}"' for name, _kind in columns)
    say(f"  {table}: rows")
    connection.execute(f"CREATE TEMP TABLE told AS SELECT * FROM {table}")
    for copy in range(1, TIMES):
        values = ", ".join(_value(name, kind, copy) for name, kind in columns)
        connection.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM told")
    connection.execute("DROP TABLE told")
    say(f"  {table}: indexes")
    for _index, definition in made:
        connection.execute(definition)
    connection.execute(f"VACUUM (ANALYZE) {table}")


def _value(name: str, kind: str, copy: int) -> str:
    """A copy's keys tell its number; it lies some seconds later, so that no moment holds ten rows."""
    if name in ("id", "case_id"):
        return f"overlay({name}::text placing '{VARIANTS[copy - 1]}' from 20 for 1)::uuid"
    if name == "code":
        return f"code || '{copy}'"
    return f"\"{name}\" + interval '{7 * copy} seconds'" if kind.startswith("timestamp") else f'"{name}"'
