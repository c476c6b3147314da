"""What an indicator is, and the three kinds that there are. Each is one Ibis expression over the columns of a fact.

An expression yields whole numbers only (how many, of how many, which values stand around a rank); the last division
is done in Python. So every engine gives the same figure to the digit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import ibis
from django.utils.functional import Promise
from ibis.expr.types import BooleanValue, IntegerScalar, IntegerValue, Table

from vitalgrid.foundation.figures.fact import Fact

Condition = Callable[[Table, IntegerScalar], BooleanValue]  # (records, now in microseconds)
Picking = Callable[[Table, IntegerScalar, bool], Table]  # (records, now, only those above the line)
Counted = Mapping[str, int | None]  # the one row that the expression yields

HOUR = 3_600_000_000  # microseconds
LISTED = 200  # records that a figure opens


@dataclass(frozen=True, slots=True)
class Parts:
    """What a figure consists of. `value` is null where there is nothing to tell, never 0 in its stead."""

    value: int | float | None
    numerator: int | None
    denominator: int | None
    n: int
    non_response: int | None = None


@dataclass(frozen=True, eq=False)
class Indicator:
    """One indicator. `expression` sees the records whose moment `period_on` lies in the period, within the scope.

    `label` names it, `definition` says its formula in words, both translated lazily; `measured_in` is cases, reports,
    share or hours. `pick` gives the very records that are counted: those above the line, or all of those below it.
    """

    key: str
    label: "str | Promise"
    definition: "str | Promise"
    measured_in: str
    fact: Fact
    period_on: str
    expression: Callable[[Table, IntegerScalar], Table]
    finish: Callable[[Counted], Parts]
    pick: Picking | None = None


def count(
    key: str,
    label: "str | Promise",
    definition: "str | Promise",
    *,
    fact: Fact,
    period_on: str,
    measured_in: str,
    where: Condition | None = None,
) -> Indicator:
    """How many records there are (for which `where` holds)."""

    def pick(rows: Table, now: IntegerScalar, is_part: bool) -> Table:
        return rows.filter(where(rows, now)) if where else rows

    def expression(rows: Table, now: IntegerScalar) -> Table:
        rows = pick(rows, now, False)
        return rows.aggregate(n=rows.count())

    def finish(row: Counted) -> Parts:
        n = row["n"] or 0
        return Parts(n, n, None, n)

    return Indicator(key, label, definition, measured_in, fact, period_on, expression, finish, pick)


def rate(
    key: str,
    label: "str | Promise",
    definition: "str | Promise",
    *,
    fact: Fact,
    period_on: str,
    part: Condition,
    whole: Condition | None = None,
    has_non_response: bool = False,
) -> Indicator:
    """The share of records with `part` among those with `whole` (all when left out); null when there are none.

    `has_non_response`: the records outside `whole` were asked and did not answer, and are told beside the figure.
    """

    def pick(rows: Table, now: IntegerScalar, is_part: bool) -> Table:
        rows = rows.filter(whole(rows, now)) if whole else rows
        return rows.filter(part(rows, now)) if is_part else rows

    def expression(rows: Table, now: IntegerScalar) -> Table:
        in_part, asked = part(rows, now), rows.count()
        if whole is None:
            return rows.aggregate(asked=asked, denominator=asked, numerator=ibis.ifelse(in_part, 1, 0).sum())
        in_whole = whole(rows, now)
        return rows.aggregate(
            asked=asked,
            denominator=ibis.ifelse(in_whole, 1, 0).sum(),
            numerator=ibis.ifelse(in_whole & in_part, 1, 0).sum(),
        )

    def finish(row: Counted) -> Parts:
        numerator, denominator = row["numerator"] or 0, row["denominator"] or 0
        silent = (row["asked"] or 0) - denominator if has_non_response else None
        return Parts(numerator / denominator if denominator else None, numerator, denominator, denominator, silent)

    return Indicator(key, label, definition, "share", fact, period_on, expression, finish, pick)


def quantile_hours(
    key: str,
    label: "str | Promise",
    definition: "str | Promise",
    *,
    fact: Fact,
    period_on: str,
    duration: Callable[[Table], IntegerValue],
    share: Fraction,
) -> Indicator:
    """The `share` quantile of a duration in microseconds, told in hours, linear between ranks.

    With n sorted values the place is (n − 1) · share from the first (Hyndman and Fan 1996, type 7; what NumPy does).
    The two values around the place are found by their row number, since SQLite has no quantiles.
    """
    top, bottom = share.numerator, share.denominator

    def pick(rows: Table, now: IntegerScalar, is_part: bool) -> Table:
        return rows.filter(duration(rows).notnull())

    def expression(rows: Table, now: IntegerScalar) -> Table:
        lasted = rows.mutate(lasted=duration(rows))
        lasted = lasted.filter(lasted.lasted.notnull()).select("lasted")
        ranked = lasted.mutate(rank=ibis.row_number().over(order_by=lasted.lasted), n=lasted.count().over())
        lower = (ranked.n - 1) * top // bottom
        return ranked.aggregate(
            n=ranked.count(),
            low=ibis.ifelse(ranked.rank == lower, ranked.lasted, None).max(),
            high=ibis.ifelse(ranked.rank == lower + 1, ranked.lasted, None).max(),
        )

    def finish(row: Counted) -> Parts:
        n, low, high = row["n"] or 0, row["low"], row["high"]
        if not n or low is None:
            return Parts(None, None, None, 0)
        rest = (n - 1) * top % bottom
        between = low * (bottom - rest) + (low if high is None else high) * rest
        return Parts(between / (bottom * HOUR), None, None, n)

    return Indicator(key, label, definition, "hours", fact, period_on, expression, finish, pick)


@lru_cache(maxsize=256)
def listing(indicator: Indicator, is_part: bool) -> Indicator:
    """The same question, answered by the ids of the records that it counts (column `record`, each once, newest first,
    at most `LISTED`) instead of by their number."""
    pick = indicator.pick
    if pick is None:
        raise ValueError(f"{indicator.key} counts no records that could be listed")

    def expression(rows: Table, now: IntegerScalar) -> Table:
        records = pick(rows, now, is_part).select("record").distinct()
        return records.order_by(ibis.desc("record")).limit(LISTED)

    return replace(indicator, expression=expression)
