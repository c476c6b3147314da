"""What a room brings to file imports: which fields a row may have, and what is done with a batch of rows.

A room's `importer.py` names its importers in `IMPORTERS`. The room `imports` reads the file, applies the mapping,
types the cells, calls `put` batch by batch, and writes the bad rows with their reasons; so an importer sees only rows
whose required fields are there and whose values have the right type.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise


class ValueKind(StrEnum):
    """What a cell becomes."""

    TEXT = "text"
    NUMBER = "number"  # float
    INTEGER = "integer"
    MOMENT = "moment"  # datetime, aware
    DAY = "day"  # date
    FLAG = "flag"  # bool
    GEOMETRY = "geometry"  # GeoJSON, from a GeoJSON file
    LIST = "list"  # of texts, parted by |


@dataclass(frozen=True)
class ImportField:
    """One field of a kind of import. `about` is a lazy text for docs and messages; `limit` the longest text.

    A value that cannot be read makes the row bad; with `is_lenient` it is left out and noted as `unreadable_<name>`.
    """

    name: str
    kind: ValueKind = ValueKind.TEXT
    about: "str | Promise" = ""
    is_required: bool = False
    limit: int = 5000
    is_lenient: bool = False


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row as the importer gets it: the line in the file, the typed values that were not empty, what was noted."""

    line: int
    values: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field, `default` when the row does not give it."""
        value = self.values.get(name)
        return default if value is None else value


@dataclass(frozen=True)
class Batch:
    """Rows that go in together. `by` is the `Actor`; `fields` are the fields that the mapping fills at all.

    `source` names where the file is from: with a row's own id it makes a second import change nothing. `unmapped` says
    per field which code of ours stands in for a foreign word that is none of ours.
    """

    by: Any
    rows: Sequence[ImportRow]
    fields: frozenset[str]
    source: str = ""
    unmapped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: imported, or known before, or bad (`error` is a sentence). `notes` are counted by name."""

    error: str = ""
    is_repeated: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Importer:
    """One kind of import. `put` stores a batch in one transaction and answers row by row.

    When `put` raises a `Problem`, the batch is tried again row by row, so that one bad row never takes others along.
    """

    kind: str  # reports
    fields: tuple[ImportField, ...]
    put: Callable[[Batch], list[RowResult]]
    batch_size: int = 500
    notes: Mapping[str, "str | Promise"] = field(default_factory=dict)  # what a note means, as a lazy text
