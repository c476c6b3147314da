"""What a room brings to city packs: the form of its part of a pack, how it is checked, and how it is loaded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Finding:
    """Something wrong in a pack: where, what, and how to mend it. `is_warning`: the pack loads all the same."""

    file: str
    line: int
    what: str
    mend: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.mend}"


@dataclass(frozen=True)
class Row:
    """One record of a pack file with the line it starts on, and the lines of its own keys where known (all 1-based)."""

    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def get(self, key: str, default: Any = None) -> Any:
        """The value at `key`; `default` when the pack does not give it."""
        value = self.values.get(key)
        return default if value is None else value

    def line_of(self, key: str) -> int:
        """The line where `key` stands, else the line of the row."""
        return self.lines.get(key, self.line)


@dataclass
class PackData:
    """A pack as read: per part name its rows (YAML lists, CSV lines, GeoJSON features) in file order.

    A loading part adds a sentence to `changes` for what it adds or alters; a dry run prints them.
    """

    folder: Path
    rows: dict[str, list[Row]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # part name -> file name, for findings
    changes: list[str] = field(default_factory=list)

    def of(self, part: str) -> list[Row]:
        """The rows of `part`, empty when the pack has none."""
        return self.rows.get(part, [])

    def finding(
        self, part: str, row: Row | int, what: str, mend: str, *, key: str = "", is_warning: bool = False
    ) -> Finding:
        """A finding in the file of `part`, at `row` (or a line), at the line of `key` if it is known."""
        line = row if isinstance(row, int) else row.line_of(key)
        return Finding(self.files.get(part, part), line, what, mend, is_warning)


@dataclass(frozen=True)
class Part:
    """One file of a pack, or one key of a YAML file. `schema` is a JSON Schema (an object) for one row.

    `check` sees the whole pack, `load` writes the part and returns how many rows it added or altered. Parts are loaded
    in the order of the rooms, then of the room's `PARTS`. Loading twice changes nothing: the second time returns 0.
    """

    name: str  # areas
    file: str  # areas.csv | units.yaml | boundaries.geojson
    schema: Mapping[str, Any]
    load: Callable[[PackData], int]
    check: Callable[[PackData], list[Finding]] | None = None
    is_required: bool = True
    key: str = ""  # the key of a YAML mapping under which the rows stand; "" = the whole file


def put_rows(
    data: PackData,
    part: str,
    model: type[models.Model],
    key: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    *,
    scope: Mapping[str, Any] | None = None,
) -> int:
    """Make the table hold `rows` (attribute name -> value; foreign keys as `x_id`), and say what that changed.

    `key` names the attributes that tell rows apart. Rows of the table that the pack does not name are left alone, for
    old cases point to them. `scope` narrows which table rows are compared. Returns how many were added or altered.
    """
    known = {tuple(getattr(row, k) for k in key): row for row in model._default_manager.filter(**(scope or {}))}
    added: list[models.Model] = []
    altered: list[models.Model] = []
    touched: set[str] = set()
    for values in rows:
        name = tuple(values[k] for k in key)
        old = known.get(name)
        if old is None:
            added.append(model(**{**(scope or {}), **values}))
            data.changes.append(f"+ {part} {_said(name)}")
            continue
        differing = {k: v for k, v in values.items() if getattr(old, k) != v}
        if differing:
            said = f"~ {part} {_said(name)}:"
            data.changes += [f"{said} {k} {getattr(old, k)!s:.60} → {v!s:.60}" for k, v in differing.items()]
            for attribute, value in differing.items():
                setattr(old, attribute, value)
            touched |= differing.keys()
            altered.append(old)
    if altered:  # first, for a row that ends makes room for its successor with the same code
        _update(model, altered, touched)
    model._default_manager.bulk_create(added, batch_size=500)
    return len(added) + len(altered)


def _update(model: type[models.Model], rows: list[models.Model], attributes: set[str]) -> None:
    """Write the altered attributes; a row that phones hold also rises by one revision."""
    names = {model._meta.get_field(a).name for a in attributes}
    if any(f.name == "revision" for f in model._meta.concrete_fields):
        for row in rows:
            row.revision += 1  # type: ignore[attr-defined]
        names.add("revision")
    model._default_manager.bulk_update(rows, sorted(names), batch_size=500)


def _said(name: tuple[Any, ...]) -> str:
    return " ".join(str(value) for value in name if value not in (None, ""))
