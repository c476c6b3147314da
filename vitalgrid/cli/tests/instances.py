"""Instances of their own, driven as an operator drives them: by the command line, in other processes."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import quote
from urllib.request import urlopen
from uuid import uuid4

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "vitalgrid"]
PATIENCE = 60.0  # seconds


@dataclass
class Instance:
    """A data folder and the address of its database."""

    folder: Path
    database: str
    name: str = ""  # of the PostgreSQL database

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this instance sees."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VITALGRID", "DJANGO"))}
        own = {"VITALGRID_DATA": str(self.folder), "DATABASE_URL": self.database, "VITALGRID_LANGUAGE": "en"}
        return {**kept, **own}

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        command = [*COMMAND, *map(str, arguments)]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    @contextmanager
    def started(self, *arguments: str, log: Path | None = None) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on; killed at the end of the block if it has not ended by then.

        Its words go to a pipe, or to the end of the file `log`: a pipe that nobody reads holds up who says much.
        """
        with log.open("a") if log else nullcontext(subprocess.PIPE) as told:
            process = subprocess.Popen(
                [*COMMAND, *arguments],
                env=self.environment,
                cwd=ROOT,
                stderr=told,
                stdout=told if log else None,
                text=True,
            )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()


@contextmanager
def empty_instance(folder: Path) -> Iterator[Instance]:
    """An instance with nothing in it, on the database that the suite runs on."""
    folder.mkdir()
    if connection.vendor == "sqlite":
        yield Instance(folder, f"sqlite:///{folder / 'db.sqlite3'}")
        return
    name = f"instance_{uuid4().hex[:12]}"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield Instance(folder, _url(name), name)
    finally:
        connection.close()
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def instance_like_this(folder: Path) -> Iterator[Instance]:
    """An instance with a copy of the test's own database and keys."""
    with empty_instance(folder) as made:
        shutil.copytree(settings.KEYS, folder / "keys")
        if connection.vendor == "sqlite":
            with sqlite3.connect(folder / "db.sqlite3") as copy:
                connection.ensure_connection()
                connection.connection.backup(copy)
            copy.close()
            yield made
            return
        name = made.name
        here = connection.settings_dict["NAME"]
        connection.close()
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{here}" STRATEGY FILE_COPY')
        yield made


def _url(name: str) -> str:
    given = connection.settings_dict
    return f"postgres://{given['USER']}@/{name}?host={quote(given['HOST'], safe='')}&port={given['PORT']}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(url: str) -> bool:
    """Whether somebody answers with 200."""
    try:
        with urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def wait_until(condition: object, patience: float = PATIENCE) -> float:
    """Wait until `condition()` holds; return how long it took. AssertionError when it never does."""
    started = monotonic()
    while monotonic() - started < patience:
        if condition():  # type: ignore[operator]
            return monotonic() - started
        Event().wait(0.05)
    raise AssertionError("it did not happen in time")
