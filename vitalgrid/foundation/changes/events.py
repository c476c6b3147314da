"""What an action tells the house."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from vitalgrid.foundation.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to one object. `name` is `noun.past_verb`; `data` holds no personal value, ever.

    From one event come exactly one journal entry, one row of the changes feed and, if the table of reactions asks for
    it, one pending reaction.
    """

    name: str  # case.dispatched
    kind: str  # case, report, area, unit, post, user, task …
    object_id: str
    by: Actor
    at: datetime
    code: str = ""  # what people call the object
    township: UUID | None = None
    area: UUID | None = None
    unit: UUID | None = None
    revision: int = 1
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    hold_until: datetime | None = None  # what follows later is not run before: it may still be taken back


_ACTOR_FIELDS = ("kind", "id", "name", "user_id", "purpose", "address", "channel", "post")
_PLAIN_FIELDS = ("name", "kind", "object_id", "code", "revision", "reason", "data")
_ID_FIELDS = ("township", "area", "unit")


def to_plain(event: Event) -> dict[str, Any]:
    """The event as JSON can hold it, for a reaction that runs later. Of the actor stays who it was, not what it may.

    The values of `data` come back as JSON knows them: moments and ids as text.
    """
    plain = {name: getattr(event, name) for name in _PLAIN_FIELDS}
    plain["data"] = json.loads(json.dumps(event.data, default=str))
    plain |= {name: str(value) if (value := getattr(event, name)) else None for name in _ID_FIELDS}
    by = {name: getattr(event.by, name) for name in _ACTOR_FIELDS}
    if event.by.kind == "resident":
        by["address"] = ""  # a resident's network address is kept nowhere in the open
    return plain | {"at": event.at.isoformat(), "by": by}


def from_plain(plain: dict[str, Any]) -> Event:
    """The event again. Its actor has no grants: what runs later acts as a part of the system."""
    ids: dict[str, Any] = {name: UUID(plain[name]) if plain[name] else None for name in _ID_FIELDS}
    values = {name: plain[name] for name in _PLAIN_FIELDS}
    return Event(**values, **ids, at=datetime.fromisoformat(plain["at"]), by=Actor(**plain["by"]))
