"""Whether one outline is sound, and a corrected one when it is not."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from vitalgrid.foundation.kit.geometry import faults
from vitalgrid.foundation.kit.geometry.faults import Fault
from vitalgrid.foundation.kit.geometry.frames import convert
from vitalgrid.foundation.kit.geometry.shapes import METRES_PER_DEGREE, polygons_only, square_metres

MAX_VERTICES = 50_000

Ring = np.ndarray  # positions as rows of longitude and latitude
Box = tuple[float, float, float, float]  # west, south, east, north


@dataclass
class Examined:
    """An outline as it came (`shape`, None when it is not sound) and as it could be (`mended`, None when it cannot)."""

    shape: BaseGeometry | None = None
    mended: BaseGeometry | None = None
    faults: list[Fault] = field(default_factory=list)


def examine(
    geometry: Any, frame: str = "wgs84", *, near: Box | None = None, max_vertices: int = MAX_VERTICES
) -> Examined:
    """Check a GeoJSON Polygon or MultiPolygon given in `frame`; the answer's shapes are in WGS-84.

    `near` (WGS-84 degrees) is where the outline should lie: it tells swapped coordinates where both orders are places
    on the earth. Nothing is raised: whatever is wrong is a fault.
    """
    found = Examined()
    try:
        shape = _examined(geometry, frame, near, max_vertices, found.faults)
    except _Unreadable as unreadable:
        found.faults.append(unreadable.fault)
        return found
    if found.faults:
        found.mended = shape
    else:
        found.shape = shape
    return found


def _examined(
    geometry: Any, frame: str, near: Box | None, max_vertices: int, found: list[Fault]
) -> BaseGeometry | None:
    polygons = _in_order(_read(geometry), near, found)
    for rings in polygons:
        for number, ring in enumerate(rings):
            rings[number] = _to_wgs84(_closed(ring, number + 1, found), frame)
    count = sum(len(ring) for rings in polygons for ring in rings)
    shape = _shape(polygons)
    if count > max_vertices:
        shape = _simplified(shape, count, max_vertices, found)
    elif any(np.abs(np.diff(rings[0][:, 0])).max() > 180 for rings in polygons):
        shape = _cut_at_antimeridian(polygons, found)
    return _valid(shape, found)


class _Unreadable(Exception):  # noqa: N818 - never leaves this file
    """Nothing can be made of the geometry; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind.code)
        self.fault = fault


def _not_an_outline(detail: str) -> _Unreadable:
    return _Unreadable(Fault(faults.NOT_AN_OUTLINE, values={"detail": detail}))


def _read(geometry: Any) -> list[list[Ring]]:
    """The rings of every polygon as arrays."""
    if not isinstance(geometry, Mapping):
        raise _not_an_outline(type(geometry).__name__)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _not_an_outline(str(kind)[:40])
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list | tuple) or not polygons:
        raise _not_an_outline("coordinates")
    if not all(isinstance(rings, list | tuple) and rings for rings in polygons):
        raise _not_an_outline("rings")
    return [[_ring(ring, number) for number, ring in enumerate(rings, start=1)] for rings in polygons]


def _ring(ring: Any, number: int) -> Ring:
    if not isinstance(ring, list | tuple):
        raise _not_an_outline(f"ring {number}")
    for place, position in enumerate(ring, start=1):
        if not isinstance(position, list | tuple) or len(position) < 2:
            raise _not_an_outline(f"ring {number}, position {place}")
        if not all(_is_number(value) for value in position[:2]):
            raise _Unreadable(Fault(faults.NOT_FINITE, values={"ring": number, "number": place}))
    if len(ring) < 3:
        raise _Unreadable(Fault(faults.TOO_FEW, values={"ring": number}))
    return np.array([position[:2] for position in ring], dtype=np.float64)


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False


def _in_order(polygons: list[list[Ring]], near: Box | None, found: list[Fault]) -> list[list[Ring]]:
    """The rings with longitude first."""
    every = np.vstack([ring for rings in polygons for ring in rings])
    swapped = every[:, ::-1]
    on_earth, swapped_on_earth = _is_on_earth(every), _is_on_earth(swapped)
    is_elsewhere = near is not None and not _meets(every, near) and _meets(swapped, near)
    if on_earth.all() and not is_elsewhere:
        return polygons
    worst = every[np.argmin(on_earth)]
    if swapped_on_earth.all():
        found.append(Fault(faults.SWAPPED, float(worst[0]), float(worst[1])))
        return [[ring[:, ::-1].copy() for ring in rings] for rings in polygons]
    raise _Unreadable(Fault(faults.OUT_OF_RANGE, float(worst[0]), float(worst[1])))


def _is_on_earth(points: Ring) -> np.ndarray:
    return (np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90)


def _meets(points: Ring, near: Box) -> bool:
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return bool(west <= near[2] and east >= near[0] and south <= near[3] and north >= near[1])


def _closed(ring: Ring, number: int, found: list[Fault]) -> Ring:
    if (ring[0] == ring[-1]).all():
        return ring
    found.append(Fault(faults.UNCLOSED, float(ring[-1][0]), float(ring[-1][1]), values={"ring": number}))
    return np.vstack([ring, ring[:1]])


def _to_wgs84(ring: Ring, frame: str) -> Ring:
    return np.column_stack(convert(ring[:, 0], ring[:, 1], frame))


def _shape(polygons: list[list[Ring]]) -> BaseGeometry:
    for rings in polygons:
        for number, ring in enumerate(rings, start=1):
            if len(np.unique(ring, axis=0)) < 3:
                raise _Unreadable(Fault(faults.TOO_FEW, float(ring[0][0]), float(ring[0][1]), values={"ring": number}))
    parts = [shapely.Polygon(rings[0], rings[1:]) for rings in polygons]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _simplified(shape: BaseGeometry, count: int, limit: int, found: list[Fault]) -> BaseGeometry:
    metres, simple = 0.5, shape
    while shapely.get_num_coordinates(simple) > limit and metres < 1e6:
        metres *= 2
        simple = shape.simplify(metres / METRES_PER_DEGREE)
    values = {"number": count, "limit": limit, "metres": f"{metres:g}"}
    found.append(Fault(faults.TOO_MANY_VERTICES, values=values))
    return simple


def _cut_at_antimeridian(polygons: list[list[Ring]], found: list[Fault]) -> BaseGeometry:
    """Move the western part behind 180°, cut there, and move it back (RFC 7946 §3.1.9)."""
    parts: list[BaseGeometry] = []
    for rings in polygons:
        outer = rings[0]
        jump = np.flatnonzero(np.abs(np.diff(outer[:, 0])) > 180)
        if not len(jump):
            parts.append(shapely.Polygon(outer, rings[1:]))
            continue
        found.append(Fault(faults.ANTIMERIDIAN, float(outer[jump[0]][0]), float(outer[jump[0]][1])))
        turned = [np.column_stack([np.where(r[:, 0] < 0, r[:, 0] + 360, r[:, 0]), r[:, 1]]) for r in rings]
        whole = shapely.make_valid(shapely.Polygon(turned[0], turned[1:]))
        east = polygons_only(whole.intersection(box(0, -90, 180, 90)))
        west = polygons_only(whole.intersection(box(180, -90, 360, 90)))
        parts += [east, shapely.transform(west, lambda points: points - [360, 0])]
    return polygons_only(shapely.union_all(parts))


_REASON = re.compile(r"^(?P<detail>[^\[]+)\[(?P<lon>\S+) (?P<lat>[^\s\]]+)\]?")


def _valid(shape: BaseGeometry, found: list[Fault]) -> BaseGeometry | None:
    """The shape itself when it is sound, else a corrected one and a fault."""
    if not shapely.is_valid(shape):
        mended = polygons_only(shapely.union_all([_mended_part(part) for part in shapely.get_parts(shape)]))
        found.append(_invalid(shape, mended))
        shape = mended
    if shape.is_empty or square_metres(shape) <= 0:
        found.append(Fault(faults.EMPTY))
        return None
    return shape


def _mended_part(part: BaseGeometry) -> BaseGeometry:
    """The outer ring without its holes, each made sound by itself: a hole that lies outside takes nothing away and,
    unlike with `make_valid` on the whole, adds nothing either."""
    outer, *holes = (
        shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)
        for ring in [shapely.get_exterior_ring(part), *shapely.get_rings(part)[1:]]
    )
    return outer.difference(shapely.union_all(holes)) if holes else outer


def _invalid(shape: BaseGeometry, mended: BaseGeometry) -> Fault:
    match = _REASON.match(shapely.is_valid_reason(shape))
    detail = match["detail"].strip() if match else "invalid"
    kind = faults.INVALID
    if "elf-intersection" in detail:
        kind = faults.SELF_INTERSECTION
    elif detail.startswith("Hole lies outside"):
        kind = faults.HOLE_OUTSIDE
    lon, lat = (float(match["lon"]), float(match["lat"])) if match else (None, None)
    size = abs(square_metres(mended) - square_metres(shape))
    return Fault(kind, lon, lat, size, values={"detail": detail})
