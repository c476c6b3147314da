"""From an indicator and a question to one statement with places for its values.

The expression is compiled once for each indicator, dialect and shape of the question. The values of a question (the
ends of the period, the ids of areas and units, now) are never in the compiled text: marks stand for them, which become
placeholders, and the values are bound when the statement runs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ibis

from vitalgrid.foundation.figures.indicator import Indicator

# Marks for numbers are numbers, so that the compiled types are right; no moment of ours comes near them.
_FIRST_MARK = 4_611_686_018_427_387_000
MOMENTS = ("from", "until", "now")
_MARK = re.compile(rf"'@(\w+)@'|\b{_FIRST_MARK // 10}(\d)\b")


@dataclass(frozen=True)
class Shape:
    """What of a question changes the statement: which ends the period has, and how many ids narrow which column."""

    has_from: bool
    has_until: bool
    narrowed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Statement:
    """A query over a table called like the fact, with `%s` places and, in their order, the names of their values."""

    sql: str
    names: tuple[str, ...]

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of their places."""
        return [values[name] for name in self.names]


def _mark(name: str) -> Any:
    return ibis.literal(_FIRST_MARK + MOMENTS.index(name), type="int64")


@lru_cache(maxsize=2048)
def compiled(indicator: Indicator, dialect: str, shape: Shape) -> Statement:
    """The statement of `indicator` in the words of `dialect` (sqlite, postgres, duckdb, …).

    Its values are called `from`, `until`, `now`, and `<column>_<place>` for the ids of a narrowed column.
    """
    rows = ibis.table(indicator.fact.schema, name=indicator.fact.table)
    moment = rows[indicator.period_on]
    conditions = [moment.notnull()]
    if shape.has_from:
        conditions.append(moment >= _mark("from"))
    if shape.has_until:
        conditions.append(moment < _mark("until"))
    for column, size in shape.narrowed:
        conditions.append(rows[column].isin([f"@{column}_{place}@" for place in range(size)]))
    rows = rows.filter(*conditions)
    text = str(ibis.to_sql(indicator.expression(rows, _mark("now")), dialect=dialect))
    names: list[str] = []

    def place(found: re.Match[str]) -> str:
        names.append(found[1] or MOMENTS[int(found[2])])
        return "%s"

    return Statement(_MARK.sub(place, text.replace("%", "%%")), tuple(names))


def with_table(statement: str, table: str, columns: list[str], source: str) -> str:
    """`statement` with `source` (a query) in front as the table that it reads."""
    names = ", ".join(f'"{column}"' for column in columns)
    named = f'"{table}" ({names}) AS ({source})'
    if statement.upper().startswith("WITH "):
        return f"WITH {named}, {statement[5:]}"
    return f"WITH {named} {statement}"
