"""Turns the cells of a row into the typed values of its fields."""

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from django.utils.translation import gettext as _

from vitalgrid.foundation.kit.importing import Importer, ImportField, ImportRow, ValueKind
from vitalgrid.imports.mapping import From, Mapping
from vitalgrid.imports.reading import RawRow

_EMPTY = ("", None)
_TRUE = {"true", "yes", "y", "1", "是", "对", "有"}
_FALSE = {"false", "no", "n", "0", "否", "不", "无"}
_WHOLE_FLOAT = re.compile(r"^-?\d+\.0$")


class BadCell(ValueError):
    """A cell that cannot be read; its text says which and why."""


def typed_row(raw: RawRow, mapping: Mapping, importer: Importer, zone: tzinfo) -> ImportRow:
    """The row's fields with values of their kinds; empty ones are left out. Raises `BadCell`."""
    if raw.error:
        raise BadCell(_("the line cannot be read (%(why)s)") % {"why": raw.error})
    values: dict[str, Any] = {}
    notes: list[str] = []
    for one in importer.fields:
        entry = mapping.columns.get(one.name)
        value = _translated(_cell(raw, entry), one.name, mapping) if entry else None
        if value in _EMPTY:
            value = mapping.defaults.get(one.name)
        if value in _EMPTY:
            if one.is_required:
                raise BadCell(_("%(field)s is missing") % {"field": one.name})
            continue
        forms = (entry.dates if entry else ()) or mapping.dates
        try:
            values[one.name] = _typed(one, value, forms, mapping.zone or zone)
        except BadCell:
            if not one.is_lenient:
                raise
            notes.append(f"unreadable_{one.name}")
    return ImportRow(raw.line, values, tuple(notes))


def _cell(raw: RawRow, entry: From) -> Any:
    found = [raw.cells.get(column) for column in entry.columns]
    if len(found) == 1:
        return found[0].strip() if isinstance(found[0], str) else found[0]
    return entry.join.join(as_text(value) for value in found if as_text(value))


def _translated(value: Any, name: str, mapping: Mapping) -> Any:
    words = mapping.values.get(name)
    return words.get(as_text(value), value) if words and value not in _EMPTY else value


def as_text(value: Any) -> str:
    """A cell as text. A whole number that a sheet kept as a float loses its `.0`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()


def _typed(one: ImportField, value: Any, forms: Sequence[str], zone: tzinfo) -> Any:
    try:
        return _READERS[one.kind](one, value, forms, zone)
    except (ValueError, OverflowError, OSError) as error:
        if isinstance(error, BadCell):
            raise
        shown = as_text(value)[:60]
        what = _("%(field)s is “%(given)s”, which is not %(kind)s") % {
            "field": one.name,
            "given": shown,
            "kind": _words(one.kind),
        }
        raise BadCell(what) from error


def _words(kind: ValueKind) -> str:
    words = {
        ValueKind.NUMBER: _("a number"),
        ValueKind.INTEGER: _("a whole number"),
        ValueKind.MOMENT: _("a moment in the forms that the mapping names"),
        ValueKind.DAY: _("a day in the forms that the mapping names"),
        ValueKind.FLAG: _("yes or no"),
        ValueKind.GEOMETRY: _("a geometry"),
    }
    return words.get(kind, _("text"))


def _text(one: ImportField, value: Any, forms: Sequence[str], zone: tzinfo) -> str:
    text = as_text(value).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise BadCell(_("%(field)s has characters that cannot be stored") % {"field": one.name})
    if len(text) > one.limit:
        raise BadCell(_("%(field)s is longer than %(limit)d characters") % {"field": one.name, "limit": one.limit})
    return text


def _number(one: ImportField, value: Any, forms: Sequence[str], zone: tzinfo) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number


def _integer(one: ImportField, value: Any, forms: Sequence[str], zone: tzinfo) -> int:
    text = as_text(value)
    return int(text[:-2] if _WHOLE_FLOAT.match(text) else text)


def _moment(one: ImportField, value: Any, forms: Sequence[str], zone: tzinfo) -> datetime:
    """A moment without an offset is in `zone`. Of an hour that the clocks give twice it is the first."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    else:
        moment = _parsed(as_text(value), forms)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def _parsed(text: str, forms: Sequence[str]) -> datetime:
    for form in forms:
        if form in ("unix", "unix_ms"):
            return datetime.fromtimestamp(float(text) / (1000 if form == "unix_ms" else 1), UTC)
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
        except ValueError:
            continue
    return datetime.fromisoformat(text)


def _day(one: ImportField, value: Any, forms: Sequence[str], zone: tzinfo) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _parsed(as_text(value), forms).date()


def _flag(one: ImportField, value: Any, forms: Sequence[str], zone: tzinfo) -> bool:
    text = as_text(value).lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError(text)


def _geometry(one: ImportField, value: Any, forms: Sequence[str], zone: tzinfo) -> dict[str, Any]:
    if not isinstance(value, dict) or "type" not in value:
        raise ValueError(value)
    return value


def _list(one: ImportField, value: Any, forms: Sequence[str], zone: tzinfo) -> list[str]:
    parts = value if isinstance(value, list) else as_text(value).split("|")
    return [as_text(part) for part in parts if as_text(part)]


_READERS = {
    ValueKind.TEXT: _text,
    ValueKind.NUMBER: _number,
    ValueKind.INTEGER: _integer,
    ValueKind.MOMENT: _moment,
    ValueKind.DAY: _day,
    ValueKind.FLAG: _flag,
    ValueKind.GEOMETRY: _geometry,
    ValueKind.LIST: _list,
}
