"""Sending what is due, repeating what was not acknowledged, erasing what is no longer needed."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.locks import locked
from vitalgrid.foundation.kit.retry import said_of
from vitalgrid.foundation.outbox import channels
from vitalgrid.foundation.outbox.models import Message
from vitalgrid.foundation.outbox.rules import next_wait

log = logging.getLogger("vitalgrid.outbox")
State = Message.State
LEASE = timedelta(seconds=60)
BATCH = 50
_OPEN = (State.QUEUED, State.SENDING)


def send() -> int:
    """Send every message that is due. Returns how many left. Any number of workers."""
    _queue_unacknowledged()
    sent = 0
    while claimed := _claim():
        by_channel: dict[str, list[Message]] = {}
        for message in claimed:
            by_channel.setdefault(message.channel, []).append(message)
        for messages in by_channel.values():
            sent += _send_all(messages)
    return sent


def _send_all(messages: list[Message]) -> int:
    """What leaves the house goes one by one, each noted as it went; what stays in it by the batch, in one commit."""
    first = messages[0]
    try:
        if len(messages) > 1 and (many := channels.together(first.channel)) is not None:
            return _send_together(messages, many)
    except Exception as error:  # one of them cannot be sent, nothing was: one by one it is seen which
        log.info("messages of %s one by one: %s", first.channel, said_of(error))
    return sum(_send(message) for message in messages)


def _send_together(messages: list[Message], many: Callable[[Sequence[Message]], None]) -> int:
    """Send and note in one transaction what is still ours; returns how many."""
    now = clock.now()
    with transaction.atomic():
        mine = Message.objects.filter(
            pk__in=[message.pk for message in messages], lease=messages[0].lease, state=State.SENDING
        )
        ours = set(mine.select_for_update().values_list("pk", flat=True))
        kept = [message for message in messages if message.pk in ours]
        many(kept)
        for minutes in {message.acknowledge_within for message in kept}:
            until = now + timedelta(minutes=minutes)
            mine.filter(acknowledge_within=minutes).update(
                state=State.SENT, sent_at=now, next_at=until, lease=None, last_error=""
            )
    return len(kept)


def _claim() -> list[Message]:
    """Take some due messages for a minute; whoever dies while sending leaves them to the next worker."""
    now = clock.now()
    due = Message.objects.filter(state__in=_OPEN, next_at__lte=now).order_by("next_at", "id")
    if not due.exists():
        return []
    with transaction.atomic():
        rows = list(locked(due)[:BATCH])
        lease = new_id()
        for row in rows:
            row.state, row.lease, row.next_at, row.attempts = State.SENDING, lease, now + LEASE, row.attempts + 1
        claimed = Message.objects.filter(pk__in=[row.pk for row in rows])
        claimed.update(state=State.SENDING, lease=lease, next_at=now + LEASE, attempts=F("attempts") + 1)
    return rows


def _send(message: Message) -> bool:
    """Outside any transaction: a slow receiver holds no lock."""
    if not _still_ours(message):
        return False
    try:
        channels.channel(message.channel)(message)
    except channels.Refused as error:
        _note(message, State.FAILED, error)
    except Exception as error:  # whatever a channel raises: it is noted, tried again, and failed visibly
        wait = next_wait(message.attempts)
        _note(message, State.QUEUED if wait else State.FAILED, error, wait)
    else:
        now = clock.now()
        until = now + timedelta(minutes=message.acknowledge_within)
        _mine(message.pk, message.lease).update(state=State.SENT, sent_at=now, next_at=until, lease=None, last_error="")
        return True
    return False


def _still_ours(message: Message) -> bool:
    """A batch may take longer than its lease; renew it for this message, or leave it to whoever took it.

    In the first half of the lease nobody can have taken it.
    """
    if message.next_at - clock.now() > LEASE / 2:
        return True
    return bool(_mine(message.pk, message.lease).update(next_at=clock.now() + LEASE))


def _mine(pk: UUID, lease: UUID | None) -> QuerySet[Message]:
    return Message.objects.filter(pk=pk, lease=lease, state=State.SENDING)


def _note(message: Message, state: str, error: Exception, wait: timedelta | None = None) -> None:
    _mine(message.pk, message.lease).update(
        state=state,
        lease=None,
        last_error=f"{message.channel}: {said_of(error)}"[:200],
        next_at=clock.now() + (wait or timedelta()),
    )


def _queue_unacknowledged() -> None:
    """What should have been acknowledged by now goes out again, or has failed."""
    late = Message.objects.filter(state=State.SENT, acknowledge_within__gt=0, next_at__lte=clock.now())
    for pk, attempts in late.values_list("pk", "attempts")[:500]:
        state = State.QUEUED if next_wait(attempts) else State.FAILED
        late.filter(pk=pk).update(state=state, last_error="not acknowledged in time")


def erase_old() -> int:
    """Erase addresses and texts of messages that are over for `OUTBOX_KEEP_DAYS`, and the files of the file channel.

    Failed ones too: whoever wants to repeat one has that long. What is still to leave stays.
    """
    limit = clock.now() - timedelta(days=settings.OUTBOX_KEEP_DAYS)
    over = Message.objects.filter(erased_at=None, created_at__lt=limit, next_at__lt=limit).exclude(state__in=_OPEN)
    erased = over.update(to="", body="", erased_at=clock.now())
    for path in [*channels.folder().glob("*.jsonl"), *channels.folder().glob("mail/*.log")]:
        if path.stat().st_mtime < limit.timestamp():
            path.unlink(missing_ok=True)
    return erased
