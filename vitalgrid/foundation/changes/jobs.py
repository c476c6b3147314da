"""Running what follows later. Any number of workers; effects happen once."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from vitalgrid.foundation.changes import reactions
from vitalgrid.foundation.changes.events import from_plain
from vitalgrid.foundation.changes.models import PendingReaction
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.locks import locked
from vitalgrid.foundation.kit.retry import MOST_ATTEMPTS, said_of, wait_after

LEASE = timedelta(seconds=60)
BATCH = 20
# Rows in one transaction: fewer commits, and where all writers queue for one lock still short enough for them.
TOGETHER = {"sqlite": 5}


def run_reactions() -> int:
    """Run the reactions that are due until none is left. Returns how many events were dealt with."""
    done = 0
    while claimed := _claim():
        size = TOGETHER.get(connection.vendor, BATCH)
        for start in range(0, len(claimed), size):
            done += _run(claimed[start : start + size])
    return done


def _claim() -> list[tuple[int, UUID]]:
    """Take some due rows for a minute: if this process dies, they are due again and another takes them."""
    now = clock.now()
    due = PendingReaction.objects.filter(state=PendingReaction.State.WAITING, next_at__lte=now).order_by(
        "next_at", "id"
    )
    if not due.exists():  # without a lock: on SQLite a transaction would hold up every writer
        return []
    with transaction.atomic():
        taken = list(locked(due).values_list("pk", flat=True)[:BATCH])
        lease = new_id()
        claimed = PendingReaction.objects.filter(pk__in=taken)
        claimed.update(lease=lease, next_at=now + LEASE, attempts=F("attempts") + 1)
    return [(pk, lease) for pk in taken]


def _run(claimed: Sequence[tuple[int, UUID]]) -> int:
    """Run what some rows still ask for, in one transaction that also strikes it off; returns how many are done with.

    Each function stands behind a savepoint of its own: one that fails leaves nothing behind, is noted and tried again
    later, and undoes none of the others. A process that dies undoes all of them, and nothing was struck off.
    """
    with transaction.atomic():
        waiting = PendingReaction.objects.select_for_update().in_bulk([pk for pk, _lease in claimed])
        mine = [waiting[pk] for pk, lease in claimed if pk in waiting and waiting[pk].lease == lease]
        done = [row.pk for row in mine if _is_done(row)]
        PendingReaction.objects.filter(pk__in=done).delete()
    return len(done)


def _is_done(row: PendingReaction) -> bool:
    event = from_plain(row.body)
    while row.todo:
        try:
            with transaction.atomic():
                reactions.function(row.todo[0])(event)
        except Exception as error:  # whatever a reaction raises: it is noted, tried again, and given up visibly
            _note_failure(row, error)
            return False
        row.todo = row.todo[1:]
    return True


def _note_failure(row: PendingReaction, error: Exception) -> None:
    row.last_error = f"{row.todo[0].rsplit('.', 1)[-1]}: {said_of(error)}"[:200]
    row.lease = None
    row.next_at = clock.now() + wait_after(row.attempts)
    if row.attempts >= MOST_ATTEMPTS:
        row.state = PendingReaction.State.GIVEN_UP
    row.save(update_fields=["todo", "last_error", "lease", "next_at", "state"])
