"""How this room tells the house what happened.

The feed of changes stands above accounts (it needs `Actor`), so its door is named by settings and not imported.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock


@dataclass(frozen=True)
class Told:
    """What happened to one object: `name` is `noun.past_verb`, `data` holds no personal value."""

    name: str
    kind: str
    object_id: str
    code: str = ""
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def tell_all(by: Actor, told: list[Told]) -> None:
    """Emit one event each. Must run inside the action's transaction."""
    event, emit_many = import_string(settings.EVENT), import_string(settings.EMIT)
    at = clock.now()
    emit_many(
        [
            event(
                name=one.name,
                kind=one.kind,
                object_id=one.object_id,
                by=by,
                at=at,
                code=one.code,
                reason=one.reason,
                data=one.data,
            )
            for one in told
        ]
    )


def tell(by: Actor, name: str, kind: str, object_id: str, code: str = "", reason: str = "", **data: Any) -> None:
    """Emit one event. Must run inside the action's transaction."""
    tell_all(by, [Told(name, kind, object_id, code, reason, data)])
