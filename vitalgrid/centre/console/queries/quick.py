"""A few cases and areas for words that are still being typed."""

from dataclasses import dataclass, field
from uuid import UUID

from vitalgrid.city.grids.queries import KnownArea
from vitalgrid.city.grids.queries.chart import areas_named
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.queries.excerpts import excerpts
from vitalgrid.loop.cases.queries.listing import CaseFilter, CaseRow, list_cases

CASES, AREAS = 6, 3
SHORTEST = 2  # characters: one alone finds nearly everything


@dataclass
class Finds:
    """What was found. `words` are to be marked in it; of a telephone number there is nothing to mark."""

    words: str = ""
    cases: list[CaseRow] = field(default_factory=list)
    areas: list[KnownArea] = field(default_factory=list)
    excerpts: dict[UUID, str] = field(default_factory=dict)


def quick_finds(by: Actor, typed: str) -> Finds:
    """The newest few, by the same search and with the same eyes as the list."""
    wanted = CaseFilter.from_query({"view": "all", "q": typed})
    if len(wanted.q) < SHORTEST or not by.can("case.view"):
        return Finds()
    rows = list_cases(by, wanted, limit=CASES).rows
    if wanted.is_telephone:
        return Finds("", rows)
    told = excerpts(by, [row.id for row in rows], wanted.q)
    return Finds(wanted.q, rows, areas_named(wanted.q)[:AREAS], told)
