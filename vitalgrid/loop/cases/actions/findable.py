"""Keeping it true who may find a case by its words, whenever it changes hands, place or is kept apart."""

from collections.abc import Collection
from uuid import UUID

from vitalgrid.foundation.search.actions import set_reach
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.reach import wanted_marks

# Verbs that bring units or reports without a change of the case's own columns, or put such things back.
GATHERING = frozenset({"assist", "take_in", "let_go", "undo_join", "undo"})


def keep_findable(case: Case, only: Collection[UUID] | None = None) -> None:
    """Give everything that is indexed of the locked case its marks, or just the reports `only`.

    What has its marks already is left as it is.
    """
    set_reach(wanted_marks([case], only))
