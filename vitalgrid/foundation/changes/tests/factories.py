"""Events for tests."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit_many
from vitalgrid.foundation.changes.events import Event

NORTH, SOUTH = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def event(name: str = "case.filed", object_id: str = "1", **more: Any) -> Event:
    """Something that happened in the north."""
    given: dict[str, Any] = {"township": NORTH, "unit": UUID(int=9), "data": {"n": 1}, **more}
    return Event(name, "case", object_id, Actor.system("test"), given.pop("at", NOON), **given)


def write(*object_ids: str, **more: Any) -> None:
    """Emit an event for each object, in one transaction."""
    with transaction.atomic():
        emit_many([event(object_id=object_id, **more) for object_id in object_ids])
