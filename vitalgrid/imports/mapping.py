"""A mapping says how a foreign file's columns become our fields. Its form is described in docs/reference/mapping.md."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jsonschema import Draft202012Validator

from vitalgrid.foundation.kit.importing import Importer
from vitalgrid.foundation.kit.parts import Part
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.imports.problems import BAD_MAPPING, MISSING_COLUMNS, NO_FILE, NOT_FILLED
from vitalgrid.packs.checking import said
from vitalgrid.packs.reading import read_pack

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _TEXT, "minItems": 1}
_COLUMN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["columns"],
    "properties": {
        "columns": {"anyOf": [_TEXT, _TEXTS]},
        "join": {"type": "string"},
        "dates": {"anyOf": [_TEXT, _TEXTS]},
    },
}
_WORDS = {"type": "object", "additionalProperties": {"type": ["string", "integer", "number", "boolean"]}}
SCHEMA = {
    "type": "object",
    "required": ["columns"],
    "additionalProperties": False,
    "properties": {
        "kind": _TEXT,
        "source": {**_TEXT, "maxLength": 60},
        "time_zone": _TEXT,
        "dates": {"anyOf": [_TEXT, _TEXTS]},
        "columns": {"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [_TEXT, _TEXTS, _COLUMN]}},
        "values": {"type": "object", "additionalProperties": _WORDS},
        "defaults": _WORDS,
        "unmapped": _WORDS,
    },
}


@dataclass(frozen=True)
class From:
    """Where one field comes from: columns whose values are joined, and the forms of its days and moments."""

    columns: tuple[str, ...]
    join: str = " "
    dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """How a file's columns become fields. `zone` is for moments without one; None: the city's."""

    columns: ReadOnly[str, From]
    source: str = ""
    zone: ZoneInfo | None = None
    dates: tuple[str, ...] = ()
    values: ReadOnly[str, ReadOnly[str, str]] = field(default_factory=dict)
    defaults: ReadOnly[str, str] = field(default_factory=dict)
    unmapped: ReadOnly[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that a column or a default fills."""
        return frozenset(self.columns) | frozenset(self.defaults)


def read_mapping(path: Path, importer: Importer) -> Mapping:
    """Read and check a mapping file. Raises `imports.no_file`, `imports.bad_mapping` with file, line and mend."""
    if not path.is_file():
        raise Problem(NO_FILE, path=str(path))
    part = Part("mapping", path.name, SCHEMA, lambda data: 0)
    data, findings = read_pack(path.parent, [part])
    if findings:
        raise Problem(BAD_MAPPING, finding=str(findings[0]))
    if not data.of("mapping"):
        raise Problem(BAD_MAPPING, finding=f"{path.name}:1")
    row = data.of("mapping")[0]
    for error in sorted(Draft202012Validator(SCHEMA).iter_errors(row.values), key=lambda e: str(e.validator)):
        what, mend = said(error)
        line = row.line_of(str(error.absolute_path[0]) if error.absolute_path else "")
        raise Problem(BAD_MAPPING, finding=f"{path.name}:{line}: {what}; {mend}")
    known = {one.name for one in importer.fields}
    for key in ("columns", "values", "defaults", "unmapped"):
        for name in row.get(key, {}):
            if name not in known:
                fields = ", ".join(sorted(known))
                raise Problem(BAD_MAPPING, finding=f"{path.name}:{row.line_of(key)}: {key}.{name}; {fields}")
    return _mapping(path, row.values, row.line_of("time_zone"))


def _mapping(path: Path, values: ReadOnly[str, Any], zone_line: int) -> Mapping:
    zone = None
    if values.get("time_zone"):
        try:
            zone = ZoneInfo(values["time_zone"])
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise Problem(BAD_MAPPING, finding=f"{path.name}:{zone_line}: {values['time_zone']}") from error
    return Mapping(
        columns={name: _from(entry) for name, entry in values["columns"].items()},
        source=values.get("source", ""),
        zone=zone,
        dates=_several(values.get("dates", ())),
        values={name: {str(k): str(v) for k, v in words.items()} for name, words in values.get("values", {}).items()},
        defaults={name: str(value) for name, value in values.get("defaults", {}).items()},
        unmapped={name: str(value) for name, value in values.get("unmapped", {}).items()},
    )


def _from(entry: Any) -> From:
    if isinstance(entry, dict):
        return From(_several(entry["columns"]), entry.get("join", " "), _several(entry.get("dates", ())))
    return From(_several(entry))


def _several(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def own_names(columns: tuple[str, ...], importer: Importer) -> Mapping:
    """The mapping of a file whose columns already have our names. Other columns are left alone."""
    return Mapping({one.name: From((one.name,)) for one in importer.fields if one.name in columns})


def check_against(mapping: Mapping, columns: tuple[str, ...], importer: Importer) -> None:
    """Raise `imports.missing_columns` or `imports.not_filled` when the file and the mapping do not go together."""
    missing = sorted({column for entry in mapping.columns.values() for column in entry.columns} - set(columns))
    if missing:
        raise Problem(MISSING_COLUMNS, columns=", ".join(missing), has=", ".join(c for c in columns if c))
    unfilled = [one.name for one in importer.fields if one.is_required and one.name not in mapping.fields]
    if unfilled:
        raise Problem(NOT_FILLED, fields=", ".join(unfilled))
