"""Entries for tests, written by the room's own actions."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from vitalgrid.foundation.journal.actions import Draft, append
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock


@dataclass(frozen=True)
class Person:
    """Somebody who acts."""

    kind: str = "user"
    id: str = "7"
    name: str = "演示·张某"
    post: str = "受理员"
    address: str = "192.0.2.7"
    channel: str = "console"


def drafts(count: int, **changes: object) -> list[Draft]:
    """Drafts of `count` entries about the cases 1 … count."""
    given: dict[str, Any] = {"event": "case.noted", "kind": "case", "by": Person(), "at": clock.now(), **changes}
    return [Draft(**{"object_id": str(number), **given}) for number in range(1, count + 1)]


def write_entries(count: int, *, together: bool = True) -> list[Entry]:
    """Write entries in one transaction, or each in its own; return all entries of the journal."""
    made = drafts(count)
    for batch in [made] if together else [[draft] for draft in made]:
        with transaction.atomic():
            append(batch)
    return list(Entry.objects.order_by("id"))
