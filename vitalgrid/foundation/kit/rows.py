"""Writing many plain rows quickly: COPY on PostgreSQL, one prepared statement on SQLite, no ORM in between.

For append-only tables that are written by every action (journal, feed), for what a report brings with it, and for bulk
imports. Rows of several tables that belong together go in one statement on PostgreSQL. Everything else uses
`bulk_create`.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

COPY_FROM = 20  # rows; for fewer, COPY costs more round trips than it saves


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table: values in the order of the field `names`."""

    model: type[models.Model]
    names: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Insertion:
    """An INSERT in its own words, for a table that is no model. `many`: one run for each of `values`."""

    sql: str
    values: Sequence[Any]
    many: bool = False


Part = Rows | Insertion


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert `rows` (values in the order of the field `names`) into the table of `model`; return how many.

    No defaults, no hooks: every column without a database default must be named. Runs in the caller's transaction.
    """
    part = Rows(model, tuple(names), list(rows))
    insert_together([part])
    return len(part.rows)


def insert_together(parts: Sequence[Part]) -> None:
    """Insert into several tables. On PostgreSQL few rows go in one statement, many by COPY a table.

    A constraint that one row breaks undoes them all, as it would one by one; a part sees nothing of the others.
    """
    given = [part for part in parts if isinstance(part, Insertion) or part.rows]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for part in given:
                _insert_into_sqlite(cursor, part)
            return
        few = [_statement(part) for part in given if isinstance(part, Insertion) or len(part.rows) < COPY_FROM]
        for part in given:
            if isinstance(part, Rows) and len(part.rows) >= COPY_FROM:
                _copy(cursor, part)
        if few:
            before = ", ".join(f"part_{number} AS ({sql})" for number, (sql, _values) in enumerate(few[:-1]))
            text = f"WITH {before} {few[-1][0]}" if before else few[-1][0]
            cursor.execute(text, [value for _sql, values in few for value in values])


def rows_of(objects: Sequence[models.Model]) -> Rows | None:
    """Model objects that are new and complete as rows; None when there are none. Keys must be made already."""
    if not objects:
        return None
    fields = [field for field in objects[0]._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = tuple(field.attname for field in fields)
    return Rows(type(objects[0]), names, [[getattr(one, name) for name in names] for one in objects])


def insert_objects(*groups: Sequence[models.Model]) -> None:
    """Insert groups of new objects, each group of one model, together."""
    insert_together([part for group in groups if (part := rows_of(group)) is not None])


def _insert_into_sqlite(cursor: Any, part: Part) -> None:
    if isinstance(part, Rows):
        cursor.executemany(f"{_head(part)} VALUES {_places(part)}", _ready(part))
    elif part.many:
        cursor.executemany(part.sql, part.values)
    else:
        cursor.execute(part.sql, part.values)


def _statement(part: Part) -> tuple[str, list[Any]]:
    if isinstance(part, Insertion):
        return part.sql, list(part.values)
    values = ", ".join([_places(part)] * len(part.rows))
    return f"{_head(part)} VALUES {values}", [value for row in _ready(part) for value in row]


def _copy(cursor: Any, part: Rows) -> None:
    # Django wraps the errors of statements, not those of COPY: callers wait for its IntegrityError and try again.
    with connection.wrap_database_errors, cursor.copy(f"COPY {_target(part.model, part.names)} FROM STDIN") as copy:
        for row in _ready(part):
            copy.write_row(row)


def _head(part: Rows) -> str:
    return f"INSERT INTO {_target(part.model, part.names)}"


def _places(part: Rows) -> str:
    return f"({', '.join(['%s'] * len(part.names))})"


def _ready(part: Rows) -> list[list[Any]]:
    converters = _converters(part.model, part.names, connection.vendor)
    return [
        [value if to is None else to(value) for to, value in zip(converters, row, strict=True)] for row in part.rows
    ]


@lru_cache(maxsize=256)
def _target(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(connection.ops.quote_name(_field(model, name).column) for name in names)
    return f"{connection.ops.quote_name(model._meta.db_table)} ({columns})"


def _field(model: type[models.Model], name: str) -> Any:
    by_attribute = {field.attname: field for field in model._meta.concrete_fields}
    return by_attribute.get(name) or model._meta.get_field(name)


@lru_cache(maxsize=256)
def _converters(model: type[models.Model], names: tuple[str, ...], vendor: str) -> list[Callable[[Any], Any] | None]:
    return [_converter(_field(model, name), vendor) for name in names]


def _converter(field: Any, vendor: str) -> Callable[[Any], Any] | None:
    field = getattr(field, "target_field", field)  # of a foreign key: what it points to
    kind = field.get_internal_type()
    if kind == "JSONField":
        return lambda value: None if value is None else json.dumps(value, ensure_ascii=False, cls=field.encoder)
    if vendor == "sqlite" and kind == "UUIDField":
        return lambda value: value.hex if isinstance(value, UUID) else value
    if vendor == "sqlite" and kind == "DateTimeField":
        return lambda value: value.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if _is_moment(value) else value
    plain = (
        "CharField", "TextField", "AutoField", "BigAutoField", "BigIntegerField", "BinaryField", "BooleanField",
        "FloatField",
    )  # fmt: skip
    if kind in plain and not hasattr(field, "context"):
        return None
    if kind in ("UUIDField", "DateTimeField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime)
