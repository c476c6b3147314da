"""What a room tells the engine about its records: a fact is one row a record, with plain columns.

Columns are whole numbers or texts and nothing else, so that every database agrees on them: moments are microseconds
since 1970 UTC, truths 0 or 1, ids 32 hexadecimal digits (a `uuid` on PostgreSQL). What is absent is null.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

INTEGER, TEXT = "int64", "string"
PREFIX = "fact_"  # an annotation must not be called like a column of the table


class Micros(Func):
    """A moment as microseconds since 1970 UTC, to the digit."""

    arity = 1
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        """Django stores `YYYY-MM-DD HH:MM:SS[.ffffff]`; SQLite's own seconds are rounded to thousandths."""
        sql, params = compiler.compile(self.source_expressions[0])
        whole = f"CAST(strftime('%%s', substr({sql}, 1, 19)) AS INTEGER) * 1000000"
        return f"({whole} + CAST(substr({sql} || '000000', 21, 6) AS INTEGER))", (*params, *params)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        """`extract(epoch …)` is an exact numeric there."""
        sql, params = compiler.compile(self.source_expressions[0])
        return f"(extract(epoch FROM {sql}) * 1000000)::bigint", tuple(params)


@dataclass(frozen=True)
class Column:
    """One column of a fact. `moment_path` is the model field behind a moment, so that a period can use its index."""

    type: str
    expression: Combinable
    moment_path: str = ""
    is_id: bool = False


def moment(path: str, *, when: Q | None = None) -> Column:
    """The moment in field `path`; null where `when` does not hold."""
    micros: Any = Micros(F(path))
    if when is not None:
        micros = Case(When(when, then=micros), output_field=BigIntegerField())
    return Column(INTEGER, micros, moment_path=path)


def truth(condition: Q) -> Column:
    """1 where `condition` holds, else 0."""
    return Column(INTEGER, Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField()))


def number(path: str) -> Column:
    """The whole number in field `path`."""
    return Column(INTEGER, Cast(F(path), BigIntegerField()))


def text(path: str) -> Column:
    """The text in field `path`."""
    return Column(TEXT, Cast(F(path), CharField()))


def identity(path: str) -> Column:
    """The id (UUID) in field `path`, a foreign key or a plain column."""
    return Column(TEXT, F(path), is_id=True)


@dataclass(frozen=True, eq=False)
class Fact:
    """The records of one kind. `rows` gives the queryset that they come from, without order."""

    name: str
    rows: Callable[[], "QuerySet[Any, Any]"]
    columns: Mapping[str, Column] = field(default_factory=dict)
    # Records that count for the whole, and in no narrowing for those who must not learn where they lie.
    apart: Q | None = None

    @property
    def schema(self) -> dict[str, str]:
        """Column name -> type, as Ibis names types."""
        return {name: column.type for name, column in self.columns.items()}

    @property
    def table(self) -> str:
        """What the fact's table is called in every compiled statement and in Parquet."""
        return f"fact_{self.name}"

    def values(self, narrowed: Q | None = None) -> "QuerySet[Any, Any]":
        """The columns in order, one tuple a record; `narrowed` in the words of the model."""
        rows = self.rows().filter(narrowed or Q()).order_by()
        rows = rows.annotate(**{PREFIX + name: column.expression for name, column in self.columns.items()})
        return rows.values_list(*(PREFIX + name for name in self.columns))
