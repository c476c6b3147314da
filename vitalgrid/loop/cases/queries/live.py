"""What moved while somebody looked at a list."""

from uuid import UUID

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.queries import changes_since
from vitalgrid.loop.cases.access import visible_to

AT_MOST = 200


def moved_since(by: Actor, cursor: str) -> int:
    """How many of the cases that `by` may see have changed since `cursor`; at most 200 are counted."""
    rows, _next, _more = changes_since(cursor, limit=AT_MOST)
    cases = {UUID(row.object_id) for row in rows if row.kind == "case"}
    return visible_to(by).filter(pk__in=cases).count() if cases else 0
