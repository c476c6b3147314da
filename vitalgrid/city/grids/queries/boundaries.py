"""What is wrong between the outlines of the net on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vitalgrid.city.grids.access import access_area, require, roots
from vitalgrid.city.grids.models import Boundary
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.geometry.coverage import Piece, coverage_faults
from vitalgrid.foundation.kit.geometry.faults import Fault
from vitalgrid.foundation.kit.geometry.shapes import from_wkb
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

VIEW = "staffing.view"


@dataclass(frozen=True)
class FaultRow:
    """A fault between the areas right below `parent`."""

    parent: KnownArea
    fault: Fault


@dataclass(frozen=True)
class BoundaryCheck:
    """The faults, how many areas were looked at, and those that have no outline."""

    area: KnownArea
    rows: list[FaultRow]
    checked: int
    without: list[KnownArea]


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
        children = known.children(parent.id, on)
        outlined = [pieces[child.id] for child in children if child.id in pieces]
        is_complete = len(outlined) == len(children)
        for fault in coverage_faults(outlined, pieces.get(parent.id), is_complete=is_complete):
            rows.append(FaultRow(parent, fault))
    return BoundaryCheck(area, rows, len(pieces), [each for each in areas if each.id not in pieces])


def _pieces(areas: Iterable[KnownArea]) -> dict[object, Piece]:
    by_id = {area.id: area for area in areas}
    rows = [r for r in Boundary.objects.values_list("area", "wkb").iterator() if r[0] in by_id]
    shapes = from_wkb([bytes(row[1]) for row in rows])
    return {row[0]: Piece(by_id[row[0]].code, shape) for row, shape in zip(rows, shapes, strict=True)}
