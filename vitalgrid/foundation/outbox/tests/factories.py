"""Messages for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox import jobs
from vitalgrid.foundation.outbox.actions import Draft, queue_message
from vitalgrid.foundation.outbox.models import Message

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(seconds: float) -> Any:
    """The clock at noon and so many seconds."""
    return clock.set_to(NOON + timedelta(seconds=seconds))


def draft(**changes: Any) -> Draft:
    """A message to a resident that does not exist."""
    given: dict[str, Any] = {
        "channel": "sms",
        "to": "13800001234",
        "subject": "您的诉求已办结",
        "body": "甲某您好，您反映的事项已办结。",
        "kind": "case.closed_notice",
        "about_kind": "case",
        "about_id": "1",
        "code": "260301-0000001",
    }
    return Draft(**{**given, **changes})


def queued(**changes: Any) -> Message:
    """A message queued at noon."""
    with at(0):
        return Message.objects.get(pk=queue_message(draft(**changes)))


def send_at(seconds: float) -> int:
    """Send what is due then."""
    with at(seconds):
        return jobs.send()
