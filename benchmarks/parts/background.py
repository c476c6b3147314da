"""What runs without anybody asking: the sweep of due clocks, later reactions, messages that leave."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import connection

from benchmarks.driving import say
from benchmarks.processes import children_of, cpu_seconds, postmaster_of, run
from benchmarks.where import SQLITE, Where
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.changes.models import PendingReaction
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.actions import Draft, queue_messages
from vitalgrid.foundation.outbox.models import Message
from vitalgrid.loop.cases.jobs import sweep_clocks
from vitalgrid.loop.cases.models import Clock

DUE = 100_000
REACTIONS, MESSAGES = 3000, 3000


def measure(where: Where) -> dict[str, Any]:
    """The figures of L83 but for the journal's."""
    figures: dict[str, Any] = {"sweep": _sweep(where)}
    for count in (1, 2):
        if count == 2 and where.vendor == SQLITE:
            continue  # one writer: a second worker waits for the first
        _keep_reactions(REACTIONS)
        figures[f"reactions_{count}_workers"] = _workers(where, count, "changes", REACTIONS, _reactions_left)
        _queue(MESSAGES)
        figures[f"outbox_{count}_workers"] = _workers(where, count, "outbox", MESSAGES, _messages_left)
    PendingReaction.objects.all().delete()
    Message.objects.all().delete()
    return figures


def _sweep(where: Where) -> dict[str, Any]:
    """As many running clocks as there are, at most `DUE`, are late and not yet marked."""
    PendingReaction.objects.all().delete()
    chosen = Clock.objects.filter(stopped_at=None).order_by("id").values("pk")[:DUE]
    due = Clock.objects.filter(pk__in=chosen).update(due_at=clock.now() - timedelta(hours=2), late_at=None)
    say(f"sweep of {due:,} due clocks")
    postmaster = postmaster_of(where)
    database = cpu_seconds(children_of(postmaster)) if postmaster else 0.0
    start, used = time.perf_counter(), time.process_time()
    done = sweep_clocks()
    spent, used = time.perf_counter() - start, time.process_time() - used
    database = cpu_seconds(children_of(postmaster)) - database if postmaster else 0.0
    return {
        "due": due, "done": done, "seconds": round(spent, 1), "per_second": round(done / spent),
        "seconds_for_100000": round(spent * DUE / max(done, 1), 1),
        "python_cpu_ms": round(1000 * used / max(done, 1), 3),
        "database_cpu_ms": round(1000 * database / max(done, 1), 3),
    }  # fmt: skip


def _keep_reactions(count: int) -> None:
    """The first of those that the sweep left; the others would only take time."""
    if PendingReaction.objects.count() < count:
        Clock.objects.filter(stopped_at=None).update(late_at=None)
        sweep_clocks()
    kept = list(PendingReaction.objects.order_by("id").values_list("pk", flat=True)[:count])
    PendingReaction.objects.filter(pk__gt=kept[-1]).delete() if kept else None
    PendingReaction.objects.update(next_at=clock.now() - timedelta(minutes=1))


def _queue(count: int) -> None:
    Message.objects.all().delete()
    user = User.objects.first()
    assert user is not None
    queue_messages([
        Draft("notice", str(user.pk), "演示", f"演示 {number}", "case.overdue", "case", "0", dedupe_key=f"b-{number}")
        for number in range(count)
    ])  # fmt: skip


def _reactions_left() -> int:
    return PendingReaction.objects.count()


def _messages_left() -> int:
    return Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING]).count()


def _workers(where: Where, count: int, room: str, rows: int, left: Any) -> dict[str, Any]:
    """So many processes, each running the job until nothing is left. The time is that of the job, not of the start."""
    say(f"{room}, {count} worker{'s' if count > 1 else ''}")
    before = left()
    connection.close()
    with ThreadPoolExecutor(count) as pool:
        at = str(time.time() + 6)
        told = list(pool.map(lambda _: run(where, "-m", "benchmarks.working", room, at), range(count)))
    for one in told:
        if one.returncode:
            sys.stderr.write(one.stderr)
    ends = [one.stdout.split() for one in told]
    spent = max(float(end[0]) for end in ends)
    done = before - left()
    cpu = sum(float(end[1]) for end in ends)
    return {
        "rows": done, "seconds": round(spent, 1), "per_second": round(done / spent), "each": [int(e[2]) for e in ends],
        "worker_cpu_ms": round(1000 * cpu / max(done, 1), 2),
    }  # fmt: skip
