"""The database into files at one moment, and back. No `pg_dump`: one of another version would refuse, COPY does not."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import Problem, define

Show = Callable[[int, int], None]
SQLITE_FILE = "database/db.sqlite3"
_NOT_CONTENT = {"django_migrations", "django_content_type", "auth_permission", "kit_job_lease"}

OTHER_DATABASE = define(
    "cli.other_database", 422, _("This backup was made on %(theirs)s; this instance runs on %(ours)s.")
)
NEWER = define("cli.backup_newer", 422, _("This backup was made by a newer program. Install that one first."))


# A virtual table (the search index) cannot be counted; its contents are in tables of their own.
_SQLITE_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    " AND name NOT LIKE 'sqlite|_%' ESCAPE '|'"
)


def tables() -> list[str]:
    """Every table of the database that has rows of its own, sorted."""
    if connection.vendor != "sqlite":
        return sorted(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE_TABLES.replace("%", "%%"), [])
        return sorted(row[0] for row in cursor.fetchall())


def has_content() -> bool:
    """Whether any table holds something that somebody would miss."""
    with connection.cursor() as cursor:
        for name in sorted({*connection.introspection.django_table_names(only_existing=True)} - _NOT_CONTENT):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")
            if cursor.fetchone():
                return True
    return False


def counts() -> dict[str, int]:
    """Rows of each table as the current transaction sees them."""
    found = {}
    with connection.cursor() as cursor:
        for name in tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            found[name] = int(cursor.fetchone()[0])
    return found


def copy_out(folder: Path, show: Show) -> dict[str, Any]:
    """Write the database into `folder`; return what the manifest says of it."""
    (folder / "database").mkdir(parents=True)
    return _sqlite_out(folder, show) if connection.vendor == "sqlite" else _postgresql_out(folder, show)


def _sqlite_out(folder: Path, show: Show) -> dict[str, Any]:
    connection.ensure_connection()
    with sqlite3.connect(folder / SQLITE_FILE) as copy:
        connection.connection.backup(copy, pages=-1)
        show(1, 1)
        kept = sorted(row[0] for row in copy.execute(_SQLITE_TABLES))
        found = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in kept}
        migrations = copy.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    copy.close()
    return {"vendor": "sqlite", "counts": found, "migrations": [list(row) for row in migrations]}


def _postgresql_out(folder: Path, show: Show) -> dict[str, Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        names = tables()
        columns = {name: _columns(name) for name in names}
        for place, name in enumerate(names):
            show(place, len(names))
            with (
                (folder / "database" / name).open("wb") as out,
                cursor.copy(_copy(name, columns[name], "TO STDOUT")) as copy,
            ):
                for piece in copy:
                    out.write(piece)
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()")
        sequences = {name: last for name, last in cursor.fetchall() if last is not None}
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = [list(row) for row in cursor.fetchall()]
        return {
            "vendor": "postgresql",
            "counts": counts(),
            "migrations": migrations,
            "columns": columns,
            "sequences": sequences,
        }


def _copy(table: str, columns: list[str], how: str) -> str:
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns)
    return f"COPY {connection.ops.quote_name(table)} ({quoted}) {how}"


def _columns(table: str) -> list[str]:
    """The columns that are stored, not computed from others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def check_fits(manifest: dict[str, Any]) -> None:
    """Problems: `cli.other_database`, `cli.backup_newer`."""
    if manifest["vendor"] != connection.vendor:
        raise Problem(OTHER_DATABASE, theirs=manifest["vendor"], ours=connection.vendor)
    known = set(MigrationExecutor(None).loader.disk_migrations)
    if not {(app, name) for app, name in manifest["migrations"]} <= known:
        raise Problem(NEWER)


def copy_in(folder: Path, manifest: dict[str, Any], aside: Path, show: Show) -> None:
    """Put the copied database in place of the present one, which on SQLite is moved to the folder `aside`.

    Then bring it to the form that this program expects.
    """
    if connection.vendor == "sqlite":
        _sqlite_in(folder, aside)
    else:
        _postgresql_in(folder, manifest, show)
    call_command("migrate", verbosity=0, interactive=False)


def _sqlite_in(folder: Path, aside: Path) -> None:
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    for ending in ("-wal", "-shm", ""):
        old = place.with_name(place.name + ending)
        if old.exists():
            aside.mkdir(parents=True, exist_ok=True)
            old.rename(aside / old.name)
    (folder / SQLITE_FILE).rename(place)


def _postgresql_in(folder: Path, manifest: dict[str, Any], show: Show) -> None:
    """All in one transaction: what was there stays there if anything fails. Foreign keys are checked at its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        _shape_like(manifest)
        # A migration that adds a foreign key leaves it checked at once for the rest of the transaction.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {', '.join(connection.ops.quote_name(name) for name in tables())} RESTART IDENTITY")
        for place, (name, columns) in enumerate(manifest["columns"].items()):
            show(place, len(manifest["columns"]))
            with (
                (folder / "database" / name).open("rb") as file,
                cursor.copy(_copy(name, columns, "FROM STDIN")) as copy,
            ):
                while piece := file.read(1 << 20):
                    copy.write(piece)
        for name, last in manifest["sequences"].items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [connection.ops.quote_name(name), last])
        # Numbers of transactions mean nothing in another server: what is restored comes before all that follows.
        cursor.execute("UPDATE changes_change SET xid = 0 WHERE xid <> 0")


def _shape_like(manifest: dict[str, Any]) -> None:
    """Give the database the form that it had when the backup was made."""
    wanted = {(app, name) for app, name in manifest["migrations"]}
    executor = MigrationExecutor(connection)
    if set(executor.loader.applied_migrations) == wanted:
        return
    with connection.cursor() as cursor:
        for name in tables():
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")
        cursor.execute("DROP FUNCTION IF EXISTS journal_refuse()")
    graph = executor.loader.graph
    followed = {parent.key for one in wanted for parent in graph.node_map[one].parents if parent.key[0] == one[0]}
    MigrationExecutor(connection).migrate(sorted(wanted - followed))
