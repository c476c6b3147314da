"""What is wrong between the outlines of the net on a day, and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from vitalgrid.city.grids.access import access_area, require, roots
from vitalgrid.city.grids.models import Boundary, OutlineMend
from vitalgrid.city.grids.outlines import digest_of
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.geometry import faults
from vitalgrid.foundation.kit.geometry.coverage import Piece, coverage_faults
from vitalgrid.foundation.kit.geometry.drawing import Drawing, drawing_of
from vitalgrid.foundation.kit.geometry.faults import Fault
from vitalgrid.foundation.kit.geometry.shapes import METRES_PER_DEGREE, from_wkb, square_metres
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

VIEW = "staffing.view"
SAFE_SHARE = 0.02  # of either outline: more is land, not a slip of the pen
SAFE_WIDTH = 50.0  # metres: a slip of the pen is a sliver
MENDS_READ, MENDS_SHOWN = 500, 10
CLOSE_UP = 6.0  # how much more than a small fault the picture shows; of one as big as a village little more than itself


@dataclass(frozen=True)
class FaultRow:
    """A fault between the areas right below `parent`. `is_safe`: one press may do what is proposed."""

    parent: KnownArea
    fault: Fault
    is_safe: bool = False

    @property
    def outlines(self) -> tuple[str, ...]:
        """The codes of the areas whose outlines could be drawn anew."""
        told = {*self.fault.codes, self.fault.give_to} - {"", self.parent.code, "-"}
        return tuple(sorted(told))

    @property
    def key(self) -> str:
        """What names the fault until it is mended."""
        told = self.fault
        return f"{told.kind.code}|{','.join(told.codes)}|{told.lon or 0:.6f},{told.lat or 0:.6f}"


@dataclass(frozen=True)
class MendRow:
    """An outline that one press mended. `can_undo`: it is still as that press left it."""

    area: KnownArea
    made_at: datetime
    undone_at: datetime | None
    can_undo: bool


@dataclass(frozen=True)
class BoundaryCheck:
    """The faults, how many areas were looked at, those that have no outline, and what was mended lately."""

    area: KnownArea
    rows: list[FaultRow]
    checked: int
    without: list[KnownArea]
    mends: list[MendRow]


def boundary_check_for(by: Actor, code: str = "", *, on: date | None = None) -> BoundaryCheck:
    """Overlaps, gaps and overhangs at and below the area, parent by parent. Raises `kit.forbidden`, `kit.not_found`."""
    require(by, VIEW)
    known = net()
    on = on or known.today()
    area = known.area_by_code(code, on) if code else next(iter(roots(by, VIEW)), None)
    if area is None:
        raise Problem(NOT_FOUND)
    access_area(by, area.id, VIEW)
    areas = [area, *known.areas.below(area.id, on)]
    pieces = _pieces(areas)
    rows = []
    for parent in areas:
        rows += _faults(parent, pieces, on)[2]
    without = [each for each in areas if each.id not in pieces]
    return BoundaryCheck(area, rows, len(pieces), without, _mends(areas))


def _mends(areas: Iterable[KnownArea]) -> list[MendRow]:
    """The newest mends among the areas; of each area only its newest can be taken back."""
    by_id = {area.id: area for area in areas}
    told = OutlineMend.objects.order_by("-made_at", "-pk").values_list("area", "made_at", "undone_at", "after")
    newest = [row for row in told[:MENDS_READ] if row[0] in by_id][:MENDS_SHOWN]
    now = dict(Boundary.objects.filter(area__in=[row[0] for row in newest]).values_list("area", "geojson"))
    rows, seen = [], set()
    for area, made_at, undone_at, after in newest:
        is_open = undone_at is None and area not in seen
        if undone_at is None:
            seen.add(area)
        rows.append(MendRow(by_id[area], made_at, undone_at, is_open and digest_of(now.get(area, "")) == after))
    return rows


def faults_below(parent: KnownArea, on: date) -> tuple[list[Piece], Piece | None, list[FaultRow], bool]:
    """The outlines right below `parent`, its own, what is wrong between them, and whether every one has an outline."""
    children = net().children(parent.id, on)
    pieces = _pieces([parent, *children])
    outlined, whole, rows = _faults(parent, pieces, on)
    return outlined, whole, rows, len(outlined) == len(children)


def _faults(
    parent: KnownArea, pieces: dict[object, Piece], on: date
) -> tuple[list[Piece], Piece | None, list[FaultRow]]:
    children = net().children(parent.id, on)
    outlined = [pieces[child.id] for child in children if child.id in pieces]
    whole = pieces.get(parent.id)
    found = coverage_faults(outlined, whole, is_complete=len(outlined) == len(children))
    rows = [FaultRow(parent, fault) for fault in found]
    return outlined, whole, [FaultRow(parent, row.fault, is_safe(row, outlined)) for row in rows]


def loser_of(fault: Fault) -> str:
    """The code of the area whose outline changes when the proposal is followed; "" when there is none."""
    if fault.kind is faults.GAP:
        return fault.give_to
    if fault.kind is faults.OUTSIDE_PARENT:
        return fault.codes[0]
    if fault.kind is faults.OVERLAP:
        return fault.codes[0] if fault.give_to == fault.codes[1] else fault.codes[1]
    return ""


def is_safe(row: FaultRow, pieces: Sequence[Piece]) -> bool:
    """Whether the proposal may be taken with one press: it names an area, and moves next to no land."""
    shapes = {piece.code: piece.shape for piece in pieces}
    touched = {loser_of(row.fault), *(code for code in row.fault.codes if code in shapes)} - {""}
    if loser_of(row.fault) not in shapes or row.fault.piece is None:
        return False
    if not row.fault.piece.buffer(-SAFE_WIDTH / 2 / METRES_PER_DEGREE).is_empty:
        return False
    return all(
        row.fault.square_metres <= SAFE_SHARE * square_metres(shapes[code]) for code in touched if code in shapes
    )


def picture_of(row: FaultRow, on: date) -> Drawing | None:
    """The bad place, close up: the outlines about it, and the piece that the fault is about."""
    piece = row.fault.piece
    if piece is None or piece.is_empty:
        return None
    west, south, east, north = piece.bounds
    extent = max(east - west, north - south, 1e-4)
    outlined, whole, _rows, _is_complete = faults_below(row.parent, on)
    widest = max((each.shape.bounds[2] - each.shape.bounds[0] for each in outlined), default=extent)
    around = max(extent * 0.6, min(extent * CLOSE_UP / 2, widest / 4))
    room = box(west, south, east, north).centroid.buffer(around)
    made = drawing_of([room], margin=0)
    if made is None:
        return None
    frame = room.envelope
    known = net()
    for each in outlined:
        shape: BaseGeometry = each.shape.intersection(frame)
        area = known.area_by_code(each.code, on)
        made.add(shape, "below", title=area.label if area else each.code, label=area.label if area else each.code)
    if whole is not None:
        made.add(whole.shape.intersection(frame), "whole")
    made.add(piece, "bad", title=row.fault.sentence)
    return made


def _pieces(areas: Iterable[KnownArea]) -> dict[object, Piece]:
    by_id = {area.id: area for area in areas}
    rows = [r for r in Boundary.objects.values_list("area", "wkb").iterator() if r[0] in by_id]
    shapes = from_wkb([bytes(row[1]) for row in rows])
    return {row[0]: Piece(by_id[row[0]].code, shape) for row, shape in zip(rows, shapes, strict=True)}
