"""Making the row of a boundary from an outline."""

import json
from hashlib import sha256

from shapely.geometry.base import BaseGeometry

from vitalgrid.city.grids.models import Area, Boundary
from vitalgrid.foundation.kit.geometry.shapes import square_metres, to_geojson, to_wkb


def boundary_of(
    area: Area, outline: BaseGeometry, *, source: str = "", source_frame: str = "wgs84", is_schematic: bool = False
) -> Boundary:
    """The unsaved boundary of `area` with `outline` (sound, WGS-84 degrees)."""
    west, south, east, north = outline.bounds
    return Boundary(
        area=area,
        geojson=json.dumps(to_geojson(outline), separators=(",", ":")),
        wkb=to_wkb(outline),
        min_lon=west,
        min_lat=south,
        max_lon=east,
        max_lat=north,
        square_metres=square_metres(outline),
        source=source,
        source_frame=source_frame,
        is_schematic=is_schematic,
    )


def digest_of(geojson: str) -> str:
    """What tells one outline from another."""
    return sha256(geojson.encode()).hexdigest()
