"""What is to leave, what failed, and what a person has not read."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.permissions import OUTBOX_MANAGE
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.metrics import Sample
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem
from vitalgrid.foundation.kit.wholeness import Break
from vitalgrid.foundation.outbox.models import Message, Notice, Wish


def messages_for_desk(by: Actor, state: str = Message.State.FAILED) -> QuerySet[Message]:
    """Messages in one state, newest first (order for paging: "-created_at", "-id"). Problem: `kit.forbidden`."""
    by.require(OUTBOX_MANAGE)
    return Message.objects.filter(state=state).order_by("-created_at", "-id")


def message_for_desk(by: Actor, number: UUID) -> Message:
    """One message. Problems: `kit.forbidden`, `kit.not_found`."""
    by.require(OUTBOX_MANAGE)
    row = Message.objects.filter(pk=number).first()
    if row is None:
        raise Problem(NOT_FOUND)
    return row


def messages_about(kind: str, object_id: str) -> QuerySet[Message]:
    """The messages about one object, oldest first, for its story. Addresses stay closed unless they are asked for."""
    return Message.objects.filter(about_kind=kind, about_id=object_id).order_by("created_at", "id")


def notices_for(by: Actor) -> QuerySet[Notice]:
    """One's own notices, newest first (order for paging: "-at", "-id")."""
    return Notice.objects.filter(user_id=by.user_id or 0).order_by("-at", "-id")


def unread_count(by: Actor) -> int:
    """How many of one's notices are unread."""
    return Notice.objects.filter(user_id=by.user_id or 0, read_at=None).count()


def wishes_of(by: Actor) -> Wish:
    """How this person wants to be told; the usual way while they have said nothing."""
    return Wish.objects.filter(user_id=by.user_id or 0).first() or Wish(user_id=by.user_id or 0)


def samples() -> Iterable[Sample]:
    """For /metrics."""
    waiting = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING, Message.State.FAILED])
    for row in waiting.values("state", "channel").annotate(count=Count("id"), oldest=Min("not_before")):
        labels = {"state": row["state"], "channel": row["channel"]}
        yield Sample("vitalgrid_outbox_messages", "Messages that have not left.", row["count"], labels)
        age = max(0.0, (clock.now() - row["oldest"]).total_seconds())
        yield Sample("vitalgrid_outbox_oldest_seconds", "How long the oldest of them waits.", age, labels)


def breaks() -> Iterator[Break]:
    """For `vitalgrid check`: every message's state says what its moments say."""
    state = Message.State
    wrong = (
        Q(state=state.SENDING, lease=None)
        | Q(state__in=[state.SENT, state.ACKNOWLEDGED], sent_at=None)
        | ~Q(state=state.SENDING) & Q(lease__isnull=False)
    )
    for number in Message.objects.filter(wrong).order_by("id").values_list("pk", flat=True).iterator():
        yield Break("message.state", str(number), _("Message %(id)s contradicts itself.") % {"id": number})
