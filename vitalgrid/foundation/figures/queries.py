"""Asking for a figure: of the live database, or of Parquet files that hold the same facts."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.module_loading import import_string

from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.calendar.rules.working_time import to_micros
from vitalgrid.foundation.figures.compiling import Shape, compiled, with_table
from vitalgrid.foundation.figures.indicator import Counted, Indicator, listing
from vitalgrid.foundation.figures.periods import Period
from vitalgrid.foundation.figures.problems import NOT_BY, UNKNOWN_INDICATOR
from vitalgrid.foundation.kit.problems import Problem

DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Records whose `column` is one of `ids`. `code` is what was asked for; no column means no narrowing."""

    code: str
    column: str
    ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with everything needed to read it. `n` is how many records it stands on."""

    key: str
    value: int | float | None
    numerator: int | None
    denominator: int | None
    n: int
    non_response: int | None
    first: date | None
    last: date | None
    area: str | None
    unit: str | None
    as_of: datetime
    definition: str

    def as_json(self) -> dict[str, Any]:
        """In the keys of `vitalgrid measure --json`."""
        plain = asdict(self)
        first, last = plain.pop("first"), plain.pop("last")
        return {
            **{name: plain[name] for name in ("key", "value", "numerator", "denominator", "n")},
            "from": first.isoformat() if first else None,
            "to": last.isoformat() if last else None,
            "area": self.area,
            "unit": self.unit,
            "as_of": self.as_of.isoformat(),
            "definition": self.definition,
            "non_response": self.non_response,
        }


def indicators() -> Mapping[str, Indicator]:
    """Every indicator of the product by its key, in the order of the table that `settings.INDICATORS` names."""
    table: Mapping[str, Indicator] = import_string(settings.INDICATORS)
    return table


def indicator_called(key: str) -> Indicator:
    """The indicator with that key. Raises `figures.unknown_indicator`."""
    found = indicators().get(key)
    if found is None:
        raise Problem(UNKNOWN_INDICATOR, key=key)
    return found


def scope_named(kind: str, asked: str) -> Scope | None:
    """The area or unit (`kind`) called `asked` by code or name; None when nothing is asked.

    Who knows areas and units stands above this room and is named by `settings.SCOPES`. Raises `figures.unknown_area`,
    `figures.unknown_unit`, `figures.ambiguous_name`, each at the field of that kind.
    """
    if not asked:
        return None
    find: Callable[[str], Scope] = import_string(settings.SCOPES[kind])
    return find(asked)


def measure(
    key: str,
    *,
    now: datetime,
    period: Period | None = None,
    area: Scope | None = None,
    unit: Scope | None = None,
    is_apart_told: bool = True,
) -> Figure:
    """The figure `key` of the live database, as of `now`. Days are the city's; one statement.

    Without `is_apart_told` a figure of an area or a unit leaves out the records that stand apart (`Fact.apart`).
    Raises `figures.unknown_indicator`, and `figures.not_by` when the indicator cannot be narrowed that way.
    """
    return _figure(indicator_called(key), _ask_database, period or Period(), area, unit, now, is_apart_told)


def records_behind(
    key: str,
    *,
    now: datetime,
    is_part: bool = False,
    period: Period | None = None,
    area: Scope | None = None,
    unit: Scope | None = None,
    is_apart_told: bool = True,
) -> list[UUID]:
    """The ids (the fact's column `record`) of what the figure counts: all below the line, or with `is_part` those above
    it. Each once, the newest first, at most `indicator.LISTED`. One statement. Raises as `measure`."""
    indicator, scopes = listing(indicator_called(key), is_part), _narrowing(indicator_called(key), area, unit)
    begin, end = (period or Period()).bounds(city_zone())
    rows, _names = _run(Question(indicator, begin, end, now, scopes, is_apart_told))
    return [row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in rows if row[0] is not None]


def measure_in_files(
    key: str,
    *,
    folder: Path,
    now: datetime,
    period: Period | None = None,
    area: Scope | None = None,
    unit: Scope | None = None,
) -> Figure:
    """The same of the Parquet files that `parquet.write_facts` put into `folder`, by DuckDB and the same expression."""

    def ask(question: "Question") -> Counted:
        return _ask_files(question, folder)

    return _figure(indicator_called(key), ask, period or Period(), area, unit, now)


@dataclass(frozen=True)
class Question:
    """An indicator with all its values."""

    indicator: Indicator
    begin: datetime | None
    end: datetime | None
    now: datetime
    scopes: tuple[Scope, ...]
    is_apart_told: bool = True

    @property
    def shape(self) -> Shape:
        """What of it changes the statement."""
        narrowed = tuple((scope.column, len(scope.ids)) for scope in self.scopes)
        return Shape(self.begin is not None, self.end is not None, narrowed)

    def values(self, id_form: Callable[[UUID], str]) -> dict[str, Any]:
        """Name -> value, ids written in the form of the database."""
        values: dict[str, Any] = {"now": to_micros(self.now)}
        if self.begin:
            values["from"] = to_micros(self.begin)
        if self.end:
            values["until"] = to_micros(self.end)
        for scope in self.scopes:
            values |= {f"{scope.column}_{place}": id_form(each) for place, each in enumerate(scope.ids)}
        return values

    def narrowed(self) -> Q:
        """The period in the words of the model, so that its index is used."""
        path = self.indicator.fact.columns[self.indicator.period_on].moment_path
        narrowed = Q(**{f"{path}__isnull": False})
        if self.begin:
            narrowed &= Q(**{f"{path}__gte": self.begin})
        if self.end:
            narrowed &= Q(**{f"{path}__lt": self.end})
        apart = self.indicator.fact.apart
        if apart is not None and self.scopes and not self.is_apart_told:
            narrowed &= ~apart
        return narrowed


def _figure(
    indicator: Indicator,
    ask: Callable[[Question], Counted],
    period: Period,
    area: Scope | None,
    unit: Scope | None,
    now: datetime,
    is_apart_told: bool = True,
) -> Figure:
    zone = city_zone()
    scopes = _narrowing(indicator, area, unit)
    begin, end = period.bounds(zone)
    parts = indicator.finish(ask(Question(indicator, begin, end, now, scopes, is_apart_told)))
    return Figure(
        key=indicator.key,
        value=parts.value,
        numerator=parts.numerator,
        denominator=parts.denominator,
        n=parts.n,
        non_response=parts.non_response,
        first=period.first,
        last=period.last,
        area=area.code if area else None,
        unit=unit.code if unit else None,
        as_of=now.astimezone(zone),
        definition=str(indicator.definition),
    )


def _narrowing(indicator: Indicator, area: Scope | None, unit: Scope | None) -> tuple[Scope, ...]:
    scopes = tuple(scope for scope in (area, unit) if scope and scope.column)
    for scope in scopes:
        if scope.column not in indicator.fact.columns:
            raise Problem(NOT_BY, key=indicator.key, by=scope.column)
    return scopes


def _ask_database(question: Question) -> Counted:
    rows, names = _run(question)
    return {name: None if value is None else int(value) for name, value in zip(names, rows[0], strict=True)}


def _run(question: Question) -> tuple[list[Any], list[str]]:
    """The rows of a question from the live database, and the names of their columns."""
    fact = question.indicator.fact
    statement = compiled(question.indicator, DIALECTS[connection.vendor], question.shape)
    source, given = fact.values(question.narrowed()).query.sql_with_params()
    values = question.values(str if connection.vendor == "postgresql" else _hex)
    with connection.cursor() as cursor:
        text = with_table(statement.sql, fact.table, list(fact.columns), source)
        cursor.execute(text, [*given, *statement.bound(values)])
        return cursor.fetchall(), [column[0] for column in cursor.description]


@cache
def _lake() -> duckdb.DuckDBPyConnection:
    """One engine in the process: it takes a thirtieth of a second to start."""
    return duckdb.connect()


def _ask_files(question: Question, folder: Path) -> Counted:
    fact = question.indicator.fact
    statement = compiled(question.indicator, "duckdb", question.shape)
    columns = ", ".join(f'"{column}"' for column in fact.columns)
    text = with_table(statement.sql, fact.table, list(fact.columns), f"SELECT {columns} FROM read_parquet(%s)")
    given = [str(folder / f"{fact.table}.parquet"), *statement.bound(question.values(_hex))]
    with _lake().cursor() as cursor:
        cursor.execute(text.replace("%s", "?").replace("%%", "%"), given)
        row = cursor.fetchone() or ()
        names = [column[0] for column in cursor.description]
    return {name: None if value is None else int(value) for name, value in zip(names, row, strict=True)}


def _hex(key: UUID) -> str:
    return key.hex
