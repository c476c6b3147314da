"""Reads an instance after the faults, in a process of its own, and holds it against what the client wrote down.

`python -m tests.faults.examine HISTORY` in the environment of the instance prints one JSON object. A history is a set:
attempted, acknowledged, read; lost = acknowledged but not read, unexpected = read but never attempted, doubled = read
twice. First a worker of its own finishes what dead workers have left, with their leases run out.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django

MARK = re.compile(r"第 ([0-9a-f]{32}) 号")
LEASE_OVER = timedelta(minutes=3)


def told(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a history. The last one may be torn when its writer was killed."""
    for line in path.read_bytes().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def finish_what_is_left() -> None:
    """What a worker does, until nothing is left."""
    from vitalgrid.foundation.changes.jobs import run_reactions
    from vitalgrid.foundation.journal.sealing import seal_pending
    from vitalgrid.foundation.kit import clock
    from vitalgrid.foundation.outbox.jobs import send
    from vitalgrid.loop.cases.jobs import sweep_clocks

    with clock.set_to(clock.now() + LEASE_OVER):
        for _ in range(3):
            sweep_clocks()
            run_reactions()
            send()
    seal_pending()


def examined(history: Path) -> dict[str, Any]:
    """The figures, and what is wrong in words."""
    from tests.faults.invariants import broken
    from vitalgrid.foundation.changes.models import PendingReaction
    from vitalgrid.foundation.files.models import Blob
    from vitalgrid.foundation.outbox.models import Message, Notice
    from vitalgrid.loop.cases.models import Report, Step

    lines = list(told(history))
    attempted = {line["key"] for line in lines if line["what"] == "attempted" and line["kind"] == "report"}
    answered = {line["key"]: line["answer"] for line in lines if line["what"] == "acknowledged"}
    codes = {key: answer["code"] for key, answer in answered.items() if key in attempted}
    rows = list(Report.objects.values_list("description", "case__code"))
    read = Counter(found[1] for text, _code in rows if (found := MARK.search(text)))
    stored = {found[1]: code for text, code in rows if (found := MARK.search(text))}
    moved = [line["answer"] for line in lines if line["what"] == "acknowledged" and line["kind"] == "move"]
    steps = set(Step.objects.values_list("case__code", "number"))
    photos = {line["answer"]["sha256"] for line in lines if line["what"] == "acknowledged" and line["kind"] == "photo"}
    # The unit is told of a case as long as it is open; what was closed before the worker came to it needs nobody.
    assigned = set(Step.objects.filter(verb="assign", case__is_open=True).values_list("case", flat=True))
    notices = Message.objects.filter(kind="case.assigned", channel="notice")
    told_of = Counter(UUID(about) for about in notices.values_list("about_id", flat=True))
    return {
        "attempted": len(attempted),
        "acknowledged": len(codes),
        "read": sum(read.values()),
        "moved": len(moved),
        "photos": len(photos),
        "unanswered": sum(line["what"] == "unanswered" for line in lines),
        "refused": dict(Counter(line["status"] for line in lines if line["what"] == "refused")),
        "lost": sorted(key for key, code in codes.items() if stored.get(key) != code)
        + sorted(str(one) for one in moved if (one["code"], one["revision"]) not in steps)
        + sorted(photos - set(Blob.objects.values_list("pk", flat=True))),
        "unexpected": sorted(read.keys() - attempted),
        "doubled": sorted(key for key, count in read.items() if count > 1),
        "assigned": len(assigned),
        "told": sum(told_of.values()),
        "notices": Notice.objects.filter(kind="case.assigned").count(),
        "untold": sorted(map(str, assigned - told_of.keys())),
        "told_twice": sorted(str(key) for key, count in told_of.items() if count > 1),
        "not_sent": Message.objects.exclude(state__in=["sent", "acknowledged"]).count(),
        "reactions_left": PendingReaction.objects.count(),
        "breaks": list(broken()),
    }


def main() -> None:
    """Print what was found."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalgrid.config.settings")
    django.setup()
    finish_what_is_left()
    sys.stdout.write(json.dumps(examined(Path(sys.argv[1])), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
