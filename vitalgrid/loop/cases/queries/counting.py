"""Counts beside the lists, that never walk over a whole table."""

from collections.abc import Collection, Sequence
from uuid import UUID

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.scalars import Scalar, count_up_to
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.queries.listing import CaseFilter, narrowed

MOST = 99


def count_scalars(by: Actor, lists: Sequence[CaseFilter], own: Collection[UUID] | None = None) -> list[Scalar]:
    """For each list, how many cases stand in it, counted no further than `MOST` + 1. Lists of found words are not.

    `own`: as `visible_to` takes it.
    """
    seen = visible_to(by, own=own)
    return [count_up_to(narrowed(by, wanted, seen=seen), MOST + 1) for wanted in lists]


def shown_count(count: int) -> str:
    """A count as a tab shows it."""
    return f"{MOST}+" if count > MOST else str(count)
