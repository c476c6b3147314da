"""A writer that is killed again and again: see `test_torn.py`. Runs in the environment of an instance.

The parent sets the product up once and closes its own connection, so that each child begins at once, with one of its
own. While a transaction is open the child says so by a byte in shared memory.
"""

import json
import mmap
import os
import random
import signal
import sys
import time
import traceback
from functools import partial
from typing import Any
from uuid import uuid4

import django
from django.db import connections

LONGEST = 0.25  # seconds a child lives at most


def people() -> dict[str, Any]:
    """Who moves cases. Loads what the process keeps in memory, so that a child begins at once."""
    from tests.faults.client import ROAD
    from vitalgrid.city.grids.actors import actor_for_user
    from vitalgrid.city.grids.models import Post
    from vitalgrid.foundation.calendar.queries import work_calendar
    from vitalgrid.loop.cases.queries.catalogue import catalogue

    posts = {"intake": "centre_intake", "dispatch": "centre_dispatch", "inspection": "centre_inspection"}
    found = {}
    for who in {who for _verb, who, _given in ROAD}:
        held = Post.objects.filter(role=posts[who]) if who in posts else Post.objects.filter(unit__code=who)
        found[who] = actor_for_user(held.select_related("user")[0].user, is_second_factor_met=True)
    catalogue(), work_calendar()
    return found


def write_on(plan: dict[str, Any], shared: mmap.mmap, actors: dict[str, Any]) -> None:
    """Reports and verbs, one after the other, until killed."""
    from django.db import connection

    from tests.faults.client import ROAD, History
    from vitalgrid.foundation.accounts.actor import Actor
    from vitalgrid.foundation.kit.idempotency import once
    from vitalgrid.loop.cases.actions import NewReport, move_case, receive_report

    history, (lon, lat) = History(plan["history"]), plan["place"]

    def noticed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        shared[0] = int(connection.in_atomic_block)
        return execute(sql, params, many, context)

    def acknowledged(kind: str, key: str, work: Any) -> dict[str, Any]:
        history.note("attempted", kind=kind, key=key)
        answer = once(key=key, scope="writer", body=b"", work=lambda: (201, work()))
        shared[0] = 0
        history.note("acknowledged", kind=kind, key=key, answer=answer.response)
        return dict(answer.response)

    def report(key: str) -> dict[str, Any]:
        told = NewReport(f"演示:第 {key} 号。", "resident", lon=lon, lat=lat, name="演示·甲", phone="13800000000")
        return {"code": receive_report(by=Actor.resident(), report=told).code}

    def move(code: str, verb: str, who: str, given: dict[str, Any]) -> dict[str, Any]:
        case = move_case(by=actors[who], code=code, verb=verb, data=given)
        return {"code": case.code, "revision": case.revision}

    with connection.execute_wrapper(noticed):
        while True:
            key = uuid4().hex
            code = acknowledged("report", key, partial(report, key))["code"]
            for verb, who, given in ROAD[: random.randint(0, len(ROAD))]:
                acknowledged("move", uuid4().hex, partial(move, code, verb, who, given))


def main() -> None:
    """Fork, kill, count; print the figures."""
    plan = json.loads(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalgrid.config.settings")
    django.setup()
    dice, shared, actors = random.Random(plan["seed"]), mmap.mmap(-1, 1), people()
    connections.close_all()  # SQLite's connections must not be carried over a fork
    killed = inside = 0
    for _ in range(plan["kills"]):
        shared[0] = 0
        pid = os.fork()
        if pid == 0:
            try:
                write_on(plan, shared, actors)
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(1)
        time.sleep(dice.uniform(0.02, LONGEST))
        inside += shared[0]
        os.kill(pid, signal.SIGKILL)
        _pid, status = os.waitpid(pid, 0)
        killed += os.WIFSIGNALED(status)
    sys.stdout.write(json.dumps({"killed": killed, "killed_in_a_transaction": inside}) + "\n")


if __name__ == "__main__":
    main()
