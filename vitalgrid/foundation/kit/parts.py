"""What a room brings to city packs: the form of its part of a pack, how it is checked, and how it is loaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Finding:
    """Something wrong in a pack: where, what, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.mend}"


@dataclass(frozen=True)
class Row:
    """One record of a pack file with the line it starts on (1-based)."""

    line: int
    values: Mapping[str, Any]


@dataclass
class PackData:
    """A pack as read: per part name its rows (YAML lists, CSV lines, GeoJSON features) in file order."""

    folder: Path
    rows: dict[str, list[Row]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # part name -> file name, for findings

    def of(self, part: str) -> list[Row]:
        """The rows of `part`, empty when the pack has none."""
        return self.rows.get(part, [])


@dataclass(frozen=True)
class Part:
    """One file of a pack. `schema` is a JSON Schema for one row; `check` sees the whole pack, `load` writes the part.

    Parts are loaded in the order of the rooms, then of the room's `PARTS`. Loading twice changes nothing.
    """

    name: str  # areas
    file: str  # areas.csv | units.yaml | boundaries.geojson
    schema: Mapping[str, Any]
    load: Callable[[PackData], int]
    check: Callable[[PackData], list[Finding]] | None = None
    is_required: bool = True
