"""Running what follows later. Any number of workers; effects happen once."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from vitalgrid.foundation.changes import reactions
from vitalgrid.foundation.changes.events import from_plain
from vitalgrid.foundation.changes.models import PendingReaction
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.locks import locked
from vitalgrid.foundation.kit.retry import MOST_ATTEMPTS, said_of, wait_after

LEASE = timedelta(seconds=60)
BATCH = 20


def run_reactions() -> int:
    """Run the reactions that are due until none is left. Returns how many events were dealt with."""
    done = 0
    while claimed := _claim():
        for pk, lease in claimed:
            done += _run(pk, lease)
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
        rows = list(locked(due)[:BATCH])
        lease = new_id()
        for row in rows:
            row.lease, row.next_at, row.attempts = lease, now + LEASE, row.attempts + 1
        PendingReaction.objects.bulk_update(rows, ["lease", "next_at", "attempts"])
    return [(row.pk, lease) for row in rows]


def _run(pk: int, lease: UUID) -> bool:
    """Run what one row still asks for; each function in a transaction of its own that also strikes it off."""
    try:
        while _run_next(pk, lease):
            pass
    except Exception as error:  # whatever a reaction raises: it is noted, tried again, and given up visibly
        _note_failure(pk, lease, error)
        return False
    return True


def _run_next(pk: int, lease: UUID) -> bool:
    with transaction.atomic():
        row = PendingReaction.objects.select_for_update().filter(pk=pk, lease=lease).first()
        if row is None:  # another worker took it over, because this one was too slow
            return False
        if row.todo:
            reactions.function(row.todo[0])(from_plain(row.body))
            row.todo = row.todo[1:]
        if not row.todo:
            row.delete()
            return False
        row.next_at = clock.now() + LEASE
        row.save(update_fields=["todo", "next_at"])
        return True


def _note_failure(pk: int, lease: UUID, error: Exception) -> None:
    with transaction.atomic():
        row = PendingReaction.objects.select_for_update().filter(pk=pk, lease=lease).first()
        if row is None:
            return
        row.last_error = f"{row.todo[0].rsplit('.', 1)[-1]}: {said_of(error)}"[:200] if row.todo else said_of(error)
        row.lease = None
        row.next_at = clock.now() + wait_after(row.attempts)
        if row.attempts >= MOST_ATTEMPTS:
            row.state = PendingReaction.State.GIVEN_UP
        row.save(update_fields=["last_error", "lease", "next_at", "state"])
