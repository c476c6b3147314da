"""`boundaries.geojson`."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from vitalgrid.city.grids.models import Area, Boundary
from vitalgrid.city.grids.outlines import boundary_of
from vitalgrid.city.grids.pack.register import Entry, Register, day, name_in_changes
from vitalgrid.city.grids.queries.memory import touch
from vitalgrid.foundation.kit.geometry.checks import examine
from vitalgrid.foundation.kit.geometry.coverage import Piece, coverage_faults
from vitalgrid.foundation.kit.geometry.frames import frame_named
from vitalgrid.foundation.kit.parts import Finding, PackData, Row, put_rows

COLUMNS = (
    "geojson", "wkb", "min_lon", "min_lat", "max_lon", "max_lat", "square_metres", "source", "source_frame",
    "is_schematic",
)  # fmt: skip


def check(data: PackData) -> list[Finding]:
    """Every outline sound and of an area of the pack. Overlaps, gaps and overhangs are warnings."""
    areas = Register(data, "areas")
    found: list[Finding] = []
    pieces: dict[tuple[str, date], Piece] = {}
    rows: dict[str, Row] = {}
    for row in data.of("boundaries"):
        entry = _area_of(areas, row)
        if entry is None:
            what = _("there is no area %(code)s") % {"code": row.values["code"]}
            found.append(data.finding("boundaries", row, what, _("add it to areas.csv or mend the code"), key="code"))
            continue
        if entry.key in pieces:
            what = _("the area %(code)s has two boundaries") % {"code": entry.code}
            found.append(data.finding("boundaries", row, what, _("keep one, or give valid_from"), key="code"))
        examined = examine(row.values["geometry"], row.get("frame", "wgs84"))
        found += [data.finding("boundaries", row, _named(entry, f.sentence), f.proposal) for f in examined.faults]
        if examined.shape is not None:
            pieces[entry.key] = Piece(entry.code, examined.shape)
            rows[entry.code] = row
    return found + _check_coverage(data, areas, pieces, rows)


def _named(entry: Entry, sentence: str) -> str:
    return f"{entry.code} {entry.row.values['name']}: {sentence}"


def _area_of(areas: Register, row: Row) -> Entry | None:
    """The area that a boundary belongs to: of the code and first day, else the one of the code that is open."""
    start = day(row, "valid_from")
    code = row.values["code"]
    return areas.find(f"{code}@{start}" if start else code, date.max)


def _check_coverage(
    data: PackData, areas: Register, pieces: dict[tuple[str, date], Piece], rows: dict[str, Row]
) -> list[Finding]:
    """Faults between neighbours, for the areas that are valid without end."""
    below: dict[Entry, list[Entry]] = defaultdict(list)
    for entry in areas.entries:
        parent = areas.find(entry.row.get("parent"), entry.start) if entry.end is None else None
        if parent is not None:
            below[parent].append(entry)
    found = []
    for parent, children in below.items():
        outlined = [pieces[child.key] for child in children if child.key in pieces]
        is_complete = len(outlined) == len(children)
        for fault in coverage_faults(outlined, pieces.get(parent.key), is_complete=is_complete):
            row = rows.get(fault.codes[0])
            at = row if row is not None else 1
            found.append(data.finding("boundaries", at, fault.sentence, fault.proposal, is_warning=True))
    return found


def load(data: PackData) -> int:
    """The boundaries, in WGS-84."""
    areas = Register(data, "areas")
    ids = {(code, start): area_id for area_id, code, start in Area.objects.values_list("id", "code", "valid_from")}
    rows, names = [], {}
    for row in data.of("boundaries"):
        entry = _area_of(areas, row)
        if entry is not None:
            area_id = ids[entry.key]
            names[area_id] = entry.code
            rows.append({"area_id": area_id, **_values(row)})
    since = len(data.changes)
    changed = put_rows(data, "boundaries", Boundary, ["area_id"], rows)
    name_in_changes(data, since, names)
    if changed:
        touch()
    return changed


def _values(row: Row) -> dict[str, Any]:
    frame = frame_named(row.get("frame", "wgs84"))
    shape = examine(row.values["geometry"], frame).shape
    assert shape is not None  # what is not sound does not pass the check
    made = boundary_of(
        Area(),
        shape,
        source=row.get("source", ""),
        source_frame=frame,
        is_schematic=row.get("is_schematic", False),
    )
    return {column: getattr(made, column) for column in COLUMNS}
