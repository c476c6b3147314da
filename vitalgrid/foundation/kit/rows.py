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
from operator import attrgetter
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
Convert = Callable[[Any], Any]


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
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            for part in given:
                _insert_into_sqlite(cursor, part)
        return
    few: list[Part] = [part for part in given if isinstance(part, Insertion) or len(part.rows) < COPY_FROM]
    if len(few) < len(given):
        with connection.cursor() as cursor:
            for part in given:
                if isinstance(part, Rows) and len(part.rows) >= COPY_FROM:
                    _copy(cursor, part)
    if few:
        run_apart(_together(tuple(_shape(part) for part in few)), [value for part in few for value in _values(part)])


def run_apart(sql: str, values: Sequence[Any]) -> Any:
    """PostgreSQL: run a statement whose values (`%s`) travel apart from its text; returns the cursor, with its answer.

    For statements that repeat much and carry many values: neither client nor server reads their text again and again.
    """
    cursor = connection.apart()  # type: ignore[attr-defined]
    cursor.execute(_numbered(sql), values)
    return cursor


def rows_of(objects: Sequence[models.Model]) -> Rows | None:
    """Model objects that are new and complete as rows; None when there are none. Keys must be made already."""
    if not objects:
        return None
    names, values_of = _attributes(type(objects[0]))
    return Rows(type(objects[0]), names, [values_of(one) for one in objects])


def insert_objects(*groups: Sequence[models.Model]) -> None:
    """Insert groups of new objects, each group of one model, together."""
    insert_together([part for group in groups if (part := rows_of(group)) is not None])


def _insert_into_sqlite(cursor: Any, part: Part) -> None:
    if isinstance(part, Rows):
        cursor.executemany(f"INSERT INTO {_target(part.model, part.names)} VALUES {_places(part.names)}", _ready(part))
    elif part.many:
        cursor.executemany(part.sql, part.values)
    else:
        cursor.execute(part.sql, part.values)


_Shape = tuple[str] | tuple[type[models.Model], tuple[str, ...], int]


def _shape(part: Part) -> _Shape:
    """What a part's text hangs on, without its values."""
    return (part.sql,) if isinstance(part, Insertion) else (part.model, part.names, len(part.rows))


def _values(part: Part) -> Iterable[Any]:
    return part.values if isinstance(part, Insertion) else (value for row in _ready(part) for value in row)


@lru_cache(maxsize=512)
def _together(shapes: tuple[_Shape, ...]) -> str:
    """One statement for several tables, with %s for each value."""
    *before, last = [_text(shape) for shape in shapes]
    parts = ", ".join(f"part_{number} AS ({sql})" for number, sql in enumerate(before))
    return f"WITH {parts} {last}" if parts else last


def _text(shape: _Shape) -> str:
    if len(shape) == 1:
        return shape[0]
    model, names, count = shape
    return f"INSERT INTO {_target(model, names)} VALUES {', '.join([_places(names)] * count)}"


@lru_cache(maxsize=512)
def _numbered(sql: str) -> str:
    """The text with $1, $2 … for %s."""
    first, *others = sql.split("%s")
    return first + "".join(f"${number}{text}" for number, text in enumerate(others, 1))


@lru_cache(maxsize=256)
def _attributes(model: type[models.Model]) -> tuple[tuple[str, ...], Callable[[models.Model], tuple[Any, ...]]]:
    """The columns that a new object fills, and what reads them from it."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = tuple(field.attname for field in fields)
    return names, attrgetter(*names)


def _copy(cursor: Any, part: Rows) -> None:
    # Django wraps the errors of statements, not those of COPY: callers wait for its IntegrityError and try again.
    with connection.wrap_database_errors, cursor.copy(f"COPY {_target(part.model, part.names)} FROM STDIN") as copy:
        for row in _ready(part):
            copy.write_row(row)


def _places(names: tuple[str, ...]) -> str:
    return f"({', '.join(['%s'] * len(names))})"


def _ready(part: Rows) -> list[list[Any]]:
    """The values as the database takes them. Most columns take theirs as they are."""
    converters = _converters(part.model, part.names, connection.vendor)
    rows = [list(row) for row in part.rows]
    for place, convert in converters:
        for row in rows:
            row[place] = convert(row[place])
    return rows


@lru_cache(maxsize=256)
def _target(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(connection.ops.quote_name(_field(model, name).column) for name in names)
    return f"{connection.ops.quote_name(model._meta.db_table)} ({columns})"


def _field(model: type[models.Model], name: str) -> Any:
    by_attribute = {field.attname: field for field in model._meta.concrete_fields}
    return by_attribute.get(name) or model._meta.get_field(name)


@lru_cache(maxsize=256)
def _converters(model: type[models.Model], names: tuple[str, ...], vendor: str) -> list[tuple[int, Convert]]:
    """(place in the row, what converts the value there), for the columns that need it."""
    found = [(place, _converter(_field(model, name), vendor)) for place, name in enumerate(names)]
    return [(place, convert) for place, convert in found if convert is not None]


def _converter(field: Any, vendor: str) -> Convert | None:
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
