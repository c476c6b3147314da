"""The instance on this machine: whether it runs, whether its database is ready."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext_lazy as _

from vitalgrid.cli.keys_there import require_keys
from vitalgrid.foundation.kit.health import is_migrated
from vitalgrid.foundation.kit.problems import Problem, define

RUNS = define("cli.instance_runs", 409, _("The instance is running. Stop `serve` and `worker` first."))
NOT_MIGRATED = define(
    "cli.not_migrated", 409, _("The database is older than the program. Back up, then run `vitalgrid migrate`.")
)


def _lock_file() -> Path:
    return Path(settings.DATA) / ".running"


@contextmanager
def running() -> Iterator[None]:
    """Say that the instance runs, for as long as the block lasts. Many may run at once."""
    with _lock_file().open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        os.set_inheritable(file.fileno(), False)
        yield


@contextmanager
def standing_still() -> Iterator[None]:
    """Hold the instance still. Problem: `cli.instance_runs` if something of it runs on this machine."""
    with _lock_file().open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Problem(RUNS) from error
        yield


def is_new() -> bool:
    """Whether the database has no table yet."""
    return not connection.introspection.table_names()


def make_ready() -> bool:
    """Migrate a new database; returns whether it was new.

    Problems: `cli.not_migrated` for one that is only older; `cli.keys_missing`, `cli.keys_foreign` without its keys.
    """
    if is_new():
        call_command("migrate", verbosity=0, interactive=False)
        return True
    if not is_migrated():
        raise Problem(NOT_MIGRATED)
    require_keys()
    return False
