"""A whole list in the order in which its page shows it, for files: nothing twice, nothing missed while it is read."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.paging import MOST_ROWS
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.queries.listing import CaseFilter, CaseRow, list_cases, narrowed, rows_of
from vitalgrid.loop.cases.queries.views import OF_UNITS, VIEWS


def order_of(wanted: CaseFilter) -> str:
    """`due` or `new`, as the page of this filter has it; what is found by words stands newest first."""
    return "new" if wanted.q else wanted.order or VIEWS[wanted.view][1]


def whole_list(by: Actor, wanted: CaseFilter) -> Iterator[CaseRow]:
    """Every row of the list. By receipt it is read page by page. By what is due the order is written down first, in
    sixteen bytes a case: a due moment may move while a long list is read, and its row would come twice or never."""
    if order_of(wanted) == "new":
        yield from _by_receipt(by, wanted)
        return
    ids = _due_first(by, wanted)
    for start in range(0, len(ids), MOST_ROWS):
        place = {UUID(bytes=each): number for number, each in enumerate(ids[start : start + MOST_ROWS])}
        rows = rows_of(visible_to(by).filter(pk__in=list(place)))
        yield from sorted(rows, key=lambda row: place[row.id])


def _by_receipt(by: Actor, wanted: CaseFilter) -> Iterator[CaseRow]:
    before = ""
    while True:
        page = list_cases(by, wanted, before=before, limit=MOST_ROWS)
        yield from page.rows
        before = page.older
        if not before:
            return


def _due_first(by: Actor, wanted: CaseFilter) -> list[bytes]:
    """The ids as the page has them: the clocked ones by what is due, then those without any clock, the newest first."""
    query = narrowed(by, wanted)
    has_clock = Q(next_due_at__isnull=False) & (Q() if wanted.view in OF_UNITS else Q(is_open=True))
    clocked = query.filter(has_clock).order_by("next_due_at", "id")
    others = query.filter(~has_clock).order_by("-opened_at", "-id")
    return [each.bytes for part in (clocked, others) for each in part.values_list("pk", flat=True).iterator()]
