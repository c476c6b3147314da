"""One's own notices in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.actions.notices import SUBJECTS

ORDER = ("-at", "-id")


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as its page shows it; `about` is the title of the case, where the reader may see it."""

    id: UUID
    label: str
    code: str
    at: datetime
    is_new: bool
    about: str


def told(by: Actor, rows: list[Notice]) -> list[Told]:
    """Each notice with the title of its case, where the reader may see it."""
    codes = [row.code for row in rows if row.code]
    titles = dict(visible_to(by).filter(code__in=codes).values_list("code", "title")) if codes else {}
    return [
        Told(
            row.id,
            str(SUBJECTS.get(row.kind) or row.title),
            row.code,
            row.at,
            row.read_at is None,
            titles.get(row.code, ""),
        )
        for row in rows
    ]
