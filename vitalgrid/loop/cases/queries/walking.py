"""Walking lists of cases in their order: where a page begins and ends, and several pages in one statement.

In the order of due moments a list has two sections, what has a clock and what has none; the second is read only where
the first does not fill the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet

from vitalgrid.loop.cases.models import Case

# What a row needs; the order is that of the rows.
COLUMNS = (
    "id", "code", "title", "state", "category_id", "class_code", "urgency", "procedure", "area_id", "township",
    "lead_unit_id", "opened_at", "due_at", "next_due_at", "paused_until", "pause_cause", "outcome", "report_count",
    "return_count", "reopen_count", "press_count", "is_extension_asked", "revision", "desk", "address", "unit_text",
    "category_text", "lon", "lat", "is_integrity", "closed_at", "follow_up_due_at", "followed_up_at",
    "rework_count",
)  # fmt: skip
DUE_PLACE = COLUMNS.index("next_due_at")
# Where a page ends: in the order of due moments, or of receipt (also the cases without a clock, after all others).
DUE, NEW = "due", "new"
Values = tuple[Any, ...]


@dataclass(frozen=True)
class Walk:
    """The rows that one page is made of: sections in their order, up to `limit` rows in all."""

    sections: list[tuple[bool, "QuerySet[Case, Values]"]]  # (all of them must have a clock, the rows)
    limit: int


def walk(
    query: "QuerySet[Case]", order: str, cursor: list[str] | None, limit: int, *, is_back: bool, goes_by_units: bool
) -> Walk:
    """Up to `limit` rows after the cursor. In order of due moments the cases without any clock come last, newest first:
    none is ever left out of a list for want of a deadline."""
    if order == NEW:
        return Walk([(False, _section(query, "opened_at", cursor, limit, is_descending=not is_back))], limit)
    # As the indexes of what is due are made; a list that goes by its units must not be lured into them.
    is_open = Q() if goes_by_units else Q(is_open=True)
    has_clock = Q(next_due_at__isnull=False) & is_open
    sections = [(True, query.filter(has_clock)), (False, query.filter(~has_clock))]
    if is_back:
        sections.reverse()
    if cursor is not None and (cursor[0] == DUE) != sections[0][0]:
        sections = sections[1:]  # the cursor stands in the second section already
    found: list[tuple[bool, QuerySet[Case, Values]]] = []
    for is_clocked, part in sections:
        at = cursor if cursor is not None and (cursor[0] == DUE) == is_clocked else None
        if is_clocked and at is None and connection.vendor == "postgresql":
            found.append((True, _clocked_first(query.filter(is_open), limit, is_back=is_back)))
        else:
            column = "next_due_at" if is_clocked else "opened_at"
            found.append((is_clocked, _section(part, column, at, limit, is_descending=is_back == is_clocked)))
    return Walk(found, limit)


def _clocked_first(query: "QuerySet[Case]", limit: int, *, is_back: bool) -> "QuerySet[Case, Values]":
    """The first rows of the clocked section, or the last. Not asked by "has a clock" but read off the index's end:
    PostgreSQL takes that question for independent of "is open" and expects a hundredth of the rows there are."""
    moment = F("next_due_at").desc(nulls_last=True) if is_back else F("next_due_at").asc(nulls_last=True)
    return query.order_by(moment, "-id" if is_back else "id").values_list(*COLUMNS)[:limit]


def _section(
    query: "QuerySet[Case]", column: str, cursor: list[str] | None, limit: int, *, is_descending: bool
) -> "QuerySet[Case, Values]":
    """Rows in the order of (`column`, id), after the cursor."""
    side = "lt" if is_descending else "gt"
    if cursor is not None:
        moment, last = datetime.fromisoformat(cursor[1]), UUID(cursor[2])
        beyond = Q(**{f"{column}__{side}": moment}) | Q(**{column: moment, f"id__{side}": last})
        # Said once more by itself, so that the index is entered at the cursor and not walked up to it.
        query = query.filter(beyond, **{f"{column}__{side}e": moment})
    sign = "-" if is_descending else ""
    return query.order_by(f"{sign}{column}", f"{sign}id").values_list(*COLUMNS)[:limit]


def rows_of_walks(walks: Sequence[Walk]) -> list[list[Values]]:
    """The rows of each walk, by one statement for all of them."""
    statement = _Statement()
    for number, each in enumerate(walks):
        statement.add(number, each)
    found: list[list[Values]] = [[] for _ in walks]
    for number, is_clocked, *values in statement.rows():
        if not is_clocked or values[DUE_PLACE] is not None:
            found[number].append(tuple(values))
    return [rows[: each.limit] for rows, each in zip(found, walks, strict=True)]


class _Statement:
    """WITH the first section of each walk SELECT it, UNION ALL the second one where the first is not full."""

    def __init__(self) -> None:
        self.firsts: list[str] = []
        self.first_params: list[Any] = []
        self.parts: list[str] = []
        self.params: list[Any] = []
        self.compiler: Any = None
        self.converters: dict[int, Any] = {}

    def add(self, number: int, each: Walk) -> None:
        """One more walk."""
        compiled = [(is_clocked, *one) for is_clocked, rows in each.sections if (one := self._compiled(rows))]
        for place, (is_clocked, sql, params) in enumerate(compiled):
            head = f"SELECT {number}, {int(is_clocked)}, found.*"
            if place == 0 and len(compiled) > 1:
                self.firsts.append(f"walk_{number} AS MATERIALIZED ({sql})")
                self.first_params += params
                self.parts.append(f"{head} FROM walk_{number} AS found")
                continue
            part = f"{head} FROM ({sql}) AS found"
            if place:
                full = "WHERE next_due_at IS NOT NULL" if compiled[0][0] else ""
                gate = f"SELECT 1 FROM walk_{number} {full} LIMIT 1 OFFSET {each.limit - 1}"
                part += f" WHERE NOT EXISTS ({gate})"
            self.parts.append(part)
            self.params += params

    def _compiled(self, rows: "QuerySet[Case, Values]") -> tuple[str, tuple[Any, ...]] | None:
        compiler = rows.query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        if self.compiler is None:  # all of them have the same columns
            self.compiler = compiler
            self.converters = compiler.get_converters([one[0] for one in compiler.select])
        return sql, params

    def rows(self) -> list[list[Any]]:
        """Each row behind the number of its walk and whether it must have a clock."""
        if not self.parts:
            return []
        firsts = f"WITH {', '.join(self.firsts)} " if self.firsts else ""
        with connection.cursor() as cursor:
            cursor.execute(firsts + " UNION ALL ".join(self.parts), [*self.first_params, *self.params])
            found = cursor.fetchall()
        if not self.converters:
            return found
        made = self.compiler.apply_converters([row[2:] for row in found], self.converters)
        return [[*row[:2], *values] for row, values in zip(found, made, strict=True)]
