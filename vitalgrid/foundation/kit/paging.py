"""Keyset paging: a page starts after a row, not at a number: the last page costs what the first does. No counting."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from vitalgrid.foundation.kit.problems import MALFORMED, Problem

M = TypeVar("M", bound=Model)
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Rows in order, and the cursors of the neighbouring pages (empty: there is none)."""

    rows: list[M]
    next: str
    previous: str


def page_of(rows: "QuerySet[M]", *, order: Sequence[str], cursor: str = "", size: int = 50) -> Page[M]:
    """One page of `rows`. `order` names columns that are never null, the last one unique: ("-opened_at", "-id").

    `size` is at most 200. Problem: `kit.malformed` for a cursor that nobody gave out.
    """
    size = max(1, min(size, MOST_ROWS))
    is_back, after = _read(rows, order, cursor)
    way = [_turned(name) for name in order] if is_back else list(order)
    if after:
        rows = rows.filter(_beyond(way, after))
    found = list(rows.order_by(*way)[: size + 1])
    has_more, kept = len(found) > size, found[:size]
    if is_back:
        kept.reverse()
    has_next, has_previous = (bool(after), has_more) if is_back else (has_more, bool(after))
    if not kept:
        return Page([], "", "")
    return Page(
        kept,
        _write(False, kept[-1], order) if has_next else "",
        _write(True, kept[0], order) if has_previous else "",
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(way: Sequence[str], after: Sequence[Any]) -> Q:
    """Rows after the row with the values `after`; the first column also bounds the range of the index."""
    condition, equal = Q(), Q()
    for name, value in zip(way, after, strict=True):
        column, lookup = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        condition |= equal & Q(**{f"{column}__{lookup}": value})
        equal &= Q(**{column: value})
    first, lookup = (way[0][1:], "lte") if way[0].startswith("-") else (way[0], "gte")
    return Q(**{f"{first}__{lookup}": after[0]}) & condition


def _write(is_back: bool, row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    plain = [value if isinstance(value, int | bool) else _text(value) for value in values]
    return urlsafe_b64encode(json.dumps([int(is_back), *plain]).encode()).decode().rstrip("=")


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(rows: "QuerySet[M]", order: Sequence[str], cursor: str) -> tuple[bool, list[Any]]:
    if not cursor:
        return False, []
    try:
        is_back, *plain = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(plain) != len(order) or is_back not in (0, 1):
            raise ValueError("another order")
        fields = [rows.model._meta.get_field(name.lstrip("-")) for name in order]
        return bool(is_back), [_value(field, value) for field, value in zip(fields, plain, strict=True)]
    except (ValueError, TypeError, ValidationError, OverflowError) as error:
        raise Problem(MALFORMED, field="cursor") from error


def _value(field: Any, value: Any) -> Any:
    if value is None or isinstance(value, list | dict):
        raise ValueError("not a value")
    made = field.to_python(value)
    field.run_validators(made)
    return made
