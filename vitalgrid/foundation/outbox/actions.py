"""Queueing messages, in the transaction of what they tell, and repeating or acknowledging them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.permissions import OUTBOX_MANAGE
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.problems import NOT_A_CHOICE, NOT_FOUND, SIGN_IN, Problem
from vitalgrid.foundation.outbox import channels
from vitalgrid.foundation.outbox.groups import CONSOLE, groups, personal_channels
from vitalgrid.foundation.outbox.models import Message, Notice, Wish
from vitalgrid.foundation.outbox.problems import ERASED, HALF_QUIET, NOT_FAILED, UNKNOWN_CHANNEL

State = Message.State


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is queued. `to`: an address, a number, or for `notice` the user's id.

    `subject` is shown in lists and kept: nothing personal in it. `dedupe_key` lets a repeat queue nothing; without one
    every call queues a message. `acknowledge_within` (minutes): not acknowledged by then, it is sent again.
    """

    channel: str
    to: str
    subject: str
    body: str
    kind: str
    about_kind: str
    about_id: str
    code: str = ""
    not_before: datetime | None = None
    dedupe_key: str = ""
    acknowledge_within: int = 0


def queue_message(draft: Draft) -> UUID:
    """Queue one message; return its id (a new one also when the key was used before and nothing was queued)."""
    return queue_messages([draft])[0]


def queue_messages(drafts: Sequence[Draft]) -> list[UUID]:
    """Queue messages with one statement, in the caller's transaction: they leave only if what they tell is true.

    Part of the action that calls it, so it has no journal entry of its own. Problem: `outbox.unknown_channel`.
    """
    now = clock.now()
    rows = [_message(draft, now) for draft in drafts]
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return [row.id for row in rows]


def _message(draft: Draft, now: datetime) -> Message:
    if draft.channel not in channels.names():
        raise Problem(UNKNOWN_CHANNEL, field="channel", channel=draft.channel)
    number = new_id()
    start = draft.not_before or now
    return Message(
        id=number,
        channel=draft.channel,
        to=draft.to,
        subject=draft.subject[:200],
        body=draft.body,
        kind=draft.kind,
        about_kind=draft.about_kind,
        about_id=str(draft.about_id),
        code=draft.code,
        created_at=now,
        not_before=start,
        next_at=start,
        acknowledge_within=draft.acknowledge_within,
        dedupe_key=draft.dedupe_key or number.hex,
    )


def retry_message(*, by: Actor, number: UUID) -> None:
    """Send a failed message again. Problems: `kit.forbidden`, `kit.not_found`, `outbox.not_failed`, `outbox.erased`."""
    by.require(OUTBOX_MANAGE)
    with transaction.atomic():
        row = _locked(number)
        if row.state != State.FAILED:
            raise Problem(NOT_FAILED)
        if row.erased_at:
            raise Problem(ERASED)
        now = clock.now()
        row.state, row.attempts, row.next_at, row.last_error = State.QUEUED, 0, now, ""
        row.save(update_fields=["state", "attempts", "next_at", "last_error"])
        emit(_event("message.retried", row, by, now))


def acknowledge_message(*, by: Actor, number: UUID) -> None:
    """Note that the receiver has got the message. A repeat changes nothing. Problems: `kit.not_found`."""
    with transaction.atomic():
        row = _locked(number)
        if row.state == State.ACKNOWLEDGED:
            return
        now = clock.now()
        row.state, row.acknowledged_at, row.lease = State.ACKNOWLEDGED, now, None
        row.save(update_fields=["state", "acknowledged_at", "lease"])
        emit(_event("message.acknowledged", row, by, now))


def read_notices(numbers: Sequence[UUID] | None = None, *, by: Actor) -> int:
    """Mark one's own notices as read (None: all). Returns how many were new. A private matter: not journalled."""
    mine = Notice.objects.filter(user_id=by.user_id or 0, read_at=None)
    return (mine if numbers is None else mine.filter(id__in=numbers)).update(read_at=clock.now())


def save_wishes(
    *,
    by: Actor,
    channels: Mapping[str, Sequence[str]],
    quiet_from: time | None = None,
    quiet_until: time | None = None,
    digest: str = "",
    digest_at: time = time(8, 0),
) -> Wish:
    """How this person wants to be told from now on. A private matter: not journalled.

    Problems: `kit.sign_in`, `kit.not_a_choice`, `outbox.half_quiet`.
    """
    if by.user_id is None:
        raise Problem(SIGN_IN)
    offered = set(personal_channels())
    for name, chosen in channels.items():
        if name not in groups() or not set(chosen) <= offered:
            raise Problem(NOT_A_CHOICE, field=name)
    if digest and digest not in {CONSOLE, *offered}:
        raise Problem(NOT_A_CHOICE, field="digest")
    if (quiet_from is None) != (quiet_until is None):
        raise Problem(HALF_QUIET, field="quiet_until" if quiet_until is None else "quiet_from")
    kept = {name: sorted(set(chosen)) for name, chosen in channels.items() if chosen}
    told = {"channels": kept, "quiet_from": quiet_from, "quiet_until": quiet_until}
    wish, _made = Wish.objects.update_or_create(
        user_id=by.user_id, defaults={**told, "digest": digest, "digest_at": digest_at}
    )
    return wish


def _locked(number: UUID) -> Message:
    row = Message.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Problem(NOT_FOUND)
    return row


def _event(name: str, row: Message, by: Actor, now: datetime) -> Event:
    data = {"channel": row.channel, "kind": row.kind, "about": f"{row.about_kind} {row.about_id}"}
    return Event(name, "message", str(row.pk), by, now, code=row.code, data=data)
