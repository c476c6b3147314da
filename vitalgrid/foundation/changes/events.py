"""What an action tells the house."""

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
