"""What a person has written and not yet sent."""

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.models import Draft


def kept_draft(by: Actor, key: str) -> str:
    """The content that this person kept under `key`, "" when there is none. Nobody else's can be asked for."""
    kept = Draft.objects.filter(user_id=by.user_id, key=key[:120]).first() if by.user_id is not None else None
    return kept.content if kept else ""
