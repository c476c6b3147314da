"""What a person has written and not yet sent. Only they see it, and nobody else's act destroys it."""

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import SIGN_IN, Problem
from vitalgrid.loop.cases.actions.cleaning import clean_text
from vitalgrid.loop.cases.models import Draft

LONGEST = 20_000


def save_draft(*, by: Actor, key: str, content: str) -> None:
    """Keep `content` (any text, usually JSON of a form) under `key` for this person. Empty content drops it.

    A draft is private working paper, not an act: it is in no journal.
    """
    if by.user_id is None:
        raise Problem(SIGN_IN)
    text = clean_text(content, LONGEST)
    if not text:
        drop_draft(by=by, key=key)
        return
    Draft.objects.update_or_create(user_id=by.user_id, key=key[:120], defaults={"content": text, "at": clock.now()})


def drop_draft(*, by: Actor, key: str) -> None:
    """The form was sent, or its writer gave it up."""
    if by.user_id is None:
        raise Problem(SIGN_IN)
    Draft.objects.filter(user_id=by.user_id, key=key[:120]).delete()
