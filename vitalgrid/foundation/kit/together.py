"""Rows of several small tables in one statement: a page that shows what hangs on one thing asks the database once.

Each query comes back as one JSON text, so this is for tens of rows, not for thousands.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet

from vitalgrid.foundation.kit.scalars import Scalar, answers

Read = Callable[[Any], Any]
Column = Any  # a field with a column of its own
# As JSON gives them, they are right already.
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.FloatField)


def read_together(*queries: "QuerySet[Any]") -> list[list[Any]]:
    """The objects of each query, in its order, by one statement for all of them.

    Queries give whole objects of their own table, or `values_list(…, flat=True)` of it: no annotations, nothing from
    related tables. On SQLite a float is right to fifteen digits.
    """
    found = answers([_rows(query) for query in queries])
    return [_read(query, json.loads(text or "[]")) for query, text in zip(queries, found, strict=True)]


def _rows(query: "QuerySet[Any]") -> Scalar:
    try:
        sql, params = query.query.sql_with_params()
    except EmptyResultSet:
        return Scalar("NULL")
    columns = ", ".join(f"found.{connection.ops.quote_name(name)}" for name, _field in _columns(query))
    if connection.vendor == "postgresql":
        return Scalar(f"(SELECT json_agg(json_build_array({columns}))::text FROM ({sql}) AS found)", tuple(params))
    return Scalar(f"(SELECT json_group_array(json_array({columns})) FROM ({sql}) AS found)", tuple(params))


def _columns(query: "QuerySet[Any]") -> list[tuple[str, Column]]:
    """What the query gives: names of columns with their fields."""
    if query.query.values_select:
        return [(name, query.model._meta.get_field(name)) for name in query.query.values_select]
    return [(field.column, field) for field in query.model._meta.concrete_fields]


def _read(query: "QuerySet[Any]", rows: list[list[Any]]) -> list[Any]:
    readers = [_reader(field) for _name, field in _columns(query)] if rows else []
    made = [[None if value is None else read(value) for read, value in zip(readers, row, strict=True)] for row in rows]
    if query.query.values_select:
        return [value for (value,) in made]
    names = [field.attname for field in query.model._meta.concrete_fields]
    return [query.model.from_db(connection.alias, names, values) for values in made]


def _reader(field: Column) -> Read:
    """What makes the column's value of what JSON gives for it."""
    if isinstance(field, models.ForeignKey):
        return _reader(field.target_field)
    if isinstance(field, models.JSONField):
        return _json if connection.vendor == "sqlite" else _same
    if isinstance(field, models.DateTimeField):
        return _moment
    for kind, read in ((models.UUIDField, UUID), (models.BooleanField, bool), (models.DateField, date.fromisoformat)):
        if isinstance(field, kind):
            return cast("Read", read)
    if isinstance(field, PLAIN) and not hasattr(field, "from_db_value"):
        return _same
    raise TypeError(f"{field} cannot be read together with others")


def _same(value: Any) -> Any:
    return value


def _json(value: str) -> Any:
    return json.loads(value)


def _moment(value: str) -> datetime:
    """SQLite keeps moments in UTC and does not say so."""
    read = datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
