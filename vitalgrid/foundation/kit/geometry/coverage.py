"""Whether the areas below one area cover it: without overlap, without gap, and not beyond it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from vitalgrid.foundation.kit.geometry import faults
from vitalgrid.foundation.kit.geometry.faults import Fault, FaultKind
from vitalgrid.foundation.kit.geometry.placement import CRACK
from vitalgrid.foundation.kit.geometry.shapes import polygons_only, square_metres

TOLERANCE = 1.0  # m²: smaller differences, and slivers that `placement` closes, come from rounding coordinates


@dataclass(frozen=True)
class Piece:
    """An area with its sound outline in degrees."""

    code: str
    shape: BaseGeometry


def coverage_faults(
    pieces: Sequence[Piece], parent: Piece | None = None, *, is_complete: bool = True, tolerance: float = TOLERANCE
) -> list[Fault]:
    """Overlaps of `pieces`, what they leave uncovered, and what reaches beyond `parent`; each above `tolerance` m².

    Without a parent only what the pieces enclose can be a gap. `is_complete` is false when some of the parent's areas
    have no outline: then nothing can be said about gaps.
    """
    found = _overlaps(pieces, tolerance)
    if parent is not None:
        found += _overhangs(pieces, parent, tolerance)
    if is_complete and pieces:
        found += _gaps(pieces, parent, tolerance)
    return found


def mended(pieces: Sequence[Piece], found: Sequence[Fault]) -> dict[str, BaseGeometry]:
    """The outlines by code after every proposal in `found` is followed. Each overlap, gap and overhang has one place
    to go; gaps that nobody touches stay."""
    shapes = {piece.code: piece.shape for piece in pieces}
    for fault in found:
        if fault.piece is None:
            continue
        if fault.kind is faults.GAP and fault.give_to in shapes:
            shapes[fault.give_to] = polygons_only(shapes[fault.give_to].union(fault.piece))
        elif fault.kind is faults.OUTSIDE_PARENT:
            shapes[fault.codes[0]] = polygons_only(shapes[fault.codes[0]].difference(fault.piece))
        elif fault.kind is faults.OVERLAP:
            loser = fault.codes[0] if fault.give_to == fault.codes[1] else fault.codes[1]
            shapes[loser] = polygons_only(shapes[loser].difference(fault.piece))
    return shapes


def _overlaps(pieces: Sequence[Piece], tolerance: float) -> list[Fault]:
    found = []
    shapes = np.array([piece.shape for piece in pieces], dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for one, other in sorted((int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b):
        piece = polygons_only(shapes[one].intersection(shapes[other]))
        size = _size(piece, tolerance)
        if size:
            names = (pieces[one].code, pieces[other].code)
            rests = {n: shapes[i].difference(piece) for n, i in zip(names, (one, other), strict=True)}
            values = {"first": names[0], "second": names[1]}
            found.append(
                _fault(faults.OVERLAP, piece, size, names, _longest_border(piece, rests) or min(names), values)
            )
    return found


def _overhangs(pieces: Sequence[Piece], parent: Piece, tolerance: float) -> list[Fault]:
    found = []
    for piece in pieces:
        beyond = polygons_only(piece.shape.difference(parent.shape))
        size = _size(beyond, tolerance)
        if size:
            values = {"first": piece.code, "parent": parent.code}
            found.append(_fault(faults.OUTSIDE_PARENT, beyond, size, (piece.code, parent.code), "", values))
    return found


def _gaps(pieces: Sequence[Piece], parent: Piece | None, tolerance: float) -> list[Fault]:
    covered = shapely.union_all([piece.shape for piece in pieces])
    whole = parent.shape if parent else _without_holes(covered)
    found = []
    name = parent.code if parent else "-"
    for part in shapely.get_parts(polygons_only(whole.difference(covered))):
        size = _size(part, tolerance)
        if size:
            near = {p.code: p.shape for p in pieces if p.shape.intersects(part)}
            owner = _longest_border(part, near)
            kind = faults.GAP if owner else faults.LONE_GAP
            found.append(_fault(kind, part, size, (name,), owner, {"parent": name}))
    return found


def _size(piece: BaseGeometry, tolerance: float) -> float:
    """The surface in m², 0 when it does not count: too small, or nowhere wider than a crack."""
    size = square_metres(piece)
    return 0.0 if size <= tolerance or piece.buffer(-CRACK).is_empty else size


def _without_holes(shape: BaseGeometry) -> BaseGeometry:
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(polygons_only(shape))])


def _longest_border(piece: BaseGeometry, candidates: Mapping[str, BaseGeometry]) -> str:
    """The code whose shape shares the longest border with `piece`; of equals the smallest code; "" if none touches."""
    edge = piece.boundary
    lengths = {code: edge.intersection(shape).length for code, shape in candidates.items() if not shape.is_empty}
    touching = {code: length for code, length in lengths.items() if length > 0}
    return min(touching, key=lambda code: (-round(touching[code], 9), code)) if touching else ""


def _fault(
    kind: FaultKind, piece: BaseGeometry, size: float, codes: tuple[str, ...], give_to: str, values: dict[str, str]
) -> Fault:
    parts = piece.geoms if isinstance(piece, MultiPolygon) else [piece]
    place = max(parts, key=lambda part: part.area).representative_point()
    return Fault(kind, place.x, place.y, size, codes, give_to, values, piece)
