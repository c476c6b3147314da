"""`grow`: ten times as many cases as an instance that is built, for the tables that would break first at that size.

Cases and shares alone are multiplied, in the database itself: a whole instance of ten million takes an hour and 50 GB.
What reads other tables (a case's desk, search, the journal) finds the rows of the smaller instance and is not measured
here. PostgreSQL only, where the database can be copied.
"""

import shutil
import time
from typing import Any

import psycopg
from django.db import connection

from benchmarks.building import unwatched, without_indexes
from benchmarks.driving import say
from benchmarks.where import POSTGRES, Where, place
from vitalgrid.loop.cases.models import Assignment, Case

TIMES = 10
VARIANTS = "01234567c"  # where every identity that the product makes has 8, 9, a or b


def grow(where: Where, cases: int) -> None:
    """Copies the instance of a tenth of `cases` and multiplies it. Raises SystemExit when there is none."""
    small = place(POSTGRES, cases // TIMES)
    if where.vendor != POSTGRES or where.server is None or not small.is_built:
        raise SystemExit(f"Build {cases // TIMES:,} cases on PostgreSQL first: there is nothing to multiply.")
    start, name = time.perf_counter(), f"bench_{cases}"
    with psycopg.connect(where.server.get_uri(), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE bench_{cases // TIMES} STRATEGY file_copy")
    for folder in ("keys", "static"):
        if (small.folder / folder).exists():
            shutil.copytree(small.folder / folder, where.folder / folder, dirs_exist_ok=True)
    with unwatched():
        for model in (Case, Assignment):
            _multiply(model)
    spent = time.perf_counter() - start
    (where.folder / "BUILT").write_text(f"{spent:.0f} seconds; cases and shares only\n", encoding="utf-8")


def _multiply(model: Any) -> None:
    table, fields = model._meta.db_table, model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    say(f"  {table}")
    with without_indexes(table), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE told AS SELECT * FROM {table}")
        for copy in range(1, TIMES):
            values = ", ".join(_value(field, copy) for field in fields)
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM told")
        cursor.execute("DROP TABLE told")
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {table}")


def _value(field: Any, copy: int) -> str:
    """A copy's keys tell its number; it lies some seconds later, so that no moment holds ten rows."""
    if field.column in ("id", "case_id"):
        return f"overlay({field.column}::text placing '{VARIANTS[copy - 1]}' from 20 for 1)::uuid"
    if field.column == "code":
        return f"code || '{copy}'"
    is_moment = field.get_internal_type() == "DateTimeField"
    return f"\"{field.column}\" + interval '{7 * copy} seconds'" if is_moment else f'"{field.column}"'
