"""The outlines of a day for maps and still pictures, from an area down to a level."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from vitalgrid.city.grids.models import Boundary
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.foundation.kit.geometry.shapes import METRES_PER_DEGREE, from_wkb, to_geojson

MOST_VERTICES = 9_000  # in one answer; more would not be seen on a screen
MANY = 900  # ids in one statement


def areas_down_to(area: KnownArea, level: int, on: date) -> list[KnownArea]:
    """The area and those below it, down to `level`, valid on the day; higher ones first."""
    below = [each for each in net().areas.below(area.id, on) if each.level <= level]
    return sorted([area, *below], key=lambda each: (each.level, each.code))


def shapes_of(areas: Sequence[KnownArea]) -> dict[KnownArea, BaseGeometry]:
    """The outlines of those of the areas that have one, in their order."""
    by_id = {area.id: area for area in areas}
    rows = Boundary.objects.filter(area__in=list(by_id)) if len(by_id) <= MANY else Boundary.objects.all()
    told = [(by_id[key], bytes(wkb)) for key, wkb in rows.values_list("area", "wkb") if key in by_id]
    found = dict(zip((each for each, _ in told), from_wkb([wkb for _, wkb in told]), strict=True))
    return {area: found[area] for area in areas if area in found}


def schematic_among(areas: Sequence[KnownArea]) -> bool:
    """Whether an outline of these is invented, which every picture of it has to say."""
    return Boundary.objects.filter(area__in=[area.id for area in areas[:MANY]], is_schematic=True).exists()


def outlines_down_to(area: KnownArea, level: int, on: date) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of the area and those below, each with a point for its name.

    Big ones are simplified level by level, so that neighbours keep one border.
    """
    areas = areas_down_to(area, level, on)
    features = []
    for shown, shape in _light(shapes_of(areas)).items():
        at = shape.representative_point()
        told = {
            "id": str(shown.id),
            "code": shown.code,
            "name": shown.label,
            "level": shown.level,
            "parent": str(shown.parent),
            "is_top": shown.id == area.id,
            "at": [round(at.x, 6), round(at.y, 6)],
        }
        features.append({"type": "Feature", "geometry": to_geojson(shape), "properties": told})
    return {"type": "FeatureCollection", "features": features}


def outlines_text(area: KnownArea, level: int, on: date) -> str:
    """The same as text, with nothing in it that a reader does not need."""
    return json.dumps(outlines_down_to(area, level, on), ensure_ascii=False, separators=(",", ":"))


def _light(shapes: dict[KnownArea, BaseGeometry]) -> dict[KnownArea, BaseGeometry]:
    count = int(shapely.get_num_coordinates(list(shapes.values())).sum()) if shapes else 0
    if count <= MOST_VERTICES:
        return shapes
    made: dict[KnownArea, BaseGeometry] = {}
    metres = 2.0
    while count > MOST_VERTICES and metres < 1e4:
        metres *= 2
        made = {}
        for level in sorted({area.level for area in shapes}):
            some = {area: shape for area, shape in shapes.items() if area.level == level}
            simple = shapely.coverage_simplify(np.array(list(some.values()), dtype=object), metres / METRES_PER_DEGREE)
            made |= {area: (one if not one.is_empty else some[area]) for area, one in zip(some, simple, strict=True)}
        count = int(shapely.get_num_coordinates(list(made.values())).sum())
    return {area: made[area] for area in shapes}
