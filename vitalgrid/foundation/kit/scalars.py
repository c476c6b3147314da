"""Several small answers in one statement: a page that needs ten counts and two marks asks the database once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Scalar:
    """A subselect that gives one value, with its parameters as the database takes them."""

    sql: str
    params: tuple[Any, ...] = ()


def scalar_of(query: "QuerySet[Any]", column: str) -> Scalar:
    """The first value of `column` in the query's order; None where there is no row."""
    try:
        sql, params = query.values(column)[:1].query.sql_with_params()
    except EmptyResultSet:
        return Scalar("NULL")
    return Scalar(f"({sql})", tuple(params))


def count_up_to(query: "QuerySet[Any]", most: int) -> Scalar:
    """How many rows the query finds, counted no further than `most`: never a walk over a million rows."""
    try:
        sql, params = query.order_by().values("pk")[:most].query.sql_with_params()
    except EmptyResultSet:
        return Scalar("0")
    return Scalar(f"(SELECT count(*) FROM ({sql}) AS found)", tuple(params))


def rows_scalar(query: "QuerySet[Any]", names: Sequence[str]) -> Scalar:
    """The rows of a query as one JSON text, for `rows_in`; `names` are its columns, all of them texts."""
    try:
        sql, params = query.query.sql_with_params()
    except EmptyResultSet:
        return Scalar("NULL")
    columns = ", ".join(f"found.{connection.ops.quote_name(name)}" for name in names)
    if connection.vendor == "postgresql":
        return Scalar(f"(SELECT json_agg(json_build_array({columns}))::text FROM ({sql}) AS found)", tuple(params))
    return Scalar(f"(SELECT json_group_array(json_array({columns})) FROM ({sql}) AS found)", tuple(params))


def rows_in(text: str | None) -> list[list[str]]:
    """The rows that a `rows_scalar` gave."""
    found: list[list[str]] = json.loads(text or "[]")
    return found


def answers(scalars: Sequence[Scalar]) -> list[Any]:
    """The values of all of them, in order, by one statement."""
    if not scalars:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement_of(scalars))
        return list(cursor.fetchone())


def statement_of(scalars: Sequence[Scalar]) -> tuple[str, list[Any]]:
    """The statement that asks for all of them, and its values."""
    return "SELECT " + ", ".join(one.sql for one in scalars), [p for one in scalars for p in one.params]
