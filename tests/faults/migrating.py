"""Migrates an instance and is killed half-way, again and again: see `test_migration_killed.py`.

`python -m tests.faults.migrating PLAN` in the environment of the instance. First it goes back to `start` (app and
migration, or nothing). Then forks migrate, each killed at a random statement of its own, until one comes to its end.
"""

import json
import os
import random
import signal
import sys
import traceback
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, connections

MOST = 200  # children


def migrate_until(at: int) -> None:
    """`vitalgrid migrate`, killed at its `at`-th statement."""
    count = 0

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        call_command("migrate", verbosity=0, interactive=False)


def child(at: int) -> int:
    """The exit status of a process that migrates, or minus the signal that killed it."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            migrate_until(at)
            status = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    """Print how often it was killed, and how the last one ended."""
    plan = json.loads(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalgrid.config.settings")
    django.setup()
    if plan["start"]:
        call_command("migrate", *plan["start"], verbosity=0, interactive=False)
    connections.close_all()
    dice, killed, status = random.Random(plan["seed"]), 0, -signal.SIGKILL
    while status == -signal.SIGKILL and killed < MOST:
        # Further and further, so that the largest migration is passed in the end.
        status = child(dice.randint(1, plan["reach"] + killed * plan["reach"] // 4))
        killed += status == -signal.SIGKILL
    sys.stdout.write(json.dumps({"killed": killed, "status": status}) + "\n")


if __name__ == "__main__":
    main()
