"""Writing many plain rows quickly: COPY on PostgreSQL, one prepared statement on SQLite, no model objects.

For append-only tables that are written by every action (journal, feed) and for bulk imports. Everything else uses
`bulk_create`.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

COPY_FROM = 20  # rows; for fewer, COPY costs more round trips than it saves


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert `rows` (values in the order of the field `names`) into the table of `model`; return how many.

    No defaults, no hooks: every column without a database default must be named. Runs in the caller's transaction.
    """
    vendor = connection.vendor
    converters = _converters(model, tuple(names), vendor)
    ready = [[value if to is None else to(value) for to, value in zip(converters, row, strict=True)] for row in rows]
    if not ready:
        return 0
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(_field(model, name).column) for name in names)
    with connection.cursor() as cursor:
        if vendor == "postgresql" and len(ready) >= COPY_FROM:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            places = f"({', '.join(['%s'] * len(names))})"
            if vendor == "postgresql":
                values = ", ".join([places] * len(ready))
                cursor.execute(f"INSERT INTO {table} ({columns}) VALUES {values}", [v for row in ready for v in row])
            else:
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES {places}", ready)
    return len(ready)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


@lru_cache(maxsize=256)
def _converters(model: type[models.Model], names: tuple[str, ...], vendor: str) -> list[Callable[[Any], Any] | None]:
    return [_converter(_field(model, name), vendor) for name in names]


def _converter(field: Any, vendor: str) -> Callable[[Any], Any] | None:
    kind = field.get_internal_type()
    if kind == "JSONField":
        return lambda value: None if value is None else json.dumps(value, ensure_ascii=False, cls=field.encoder)
    if vendor == "sqlite" and kind == "UUIDField":
        return lambda value: value.hex if isinstance(value, UUID) else value
    if vendor == "sqlite" and kind == "DateTimeField":
        return lambda value: value.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if _is_moment(value) else value
    plain = ("CharField", "TextField", "BigAutoField", "BigIntegerField", "BinaryField", "BooleanField")
    if kind in plain and not hasattr(field, "context"):
        return None
    if kind in ("UUIDField", "DateTimeField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime)
