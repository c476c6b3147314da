"""Outlines as a still picture: paths for an SVG that needs no script, no base map and no WebGL."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from vitalgrid.foundation.kit.geometry.shapes import polygons_only

WIDTH = 640.0  # units of the drawing; the page scales it
TALLEST = 720.0
MARGIN = 0.03


@dataclass(frozen=True)
class Stroke:
    """One outline to draw: the `d` of a path, its class on the page, and what it is."""

    d: str
    kind: str
    title: str = ""
    href: str = ""
    x: float = 0.0
    y: float = 0.0
    label: str = ""


@dataclass
class Drawing:
    """A picture: its view box and its outlines, the first ones lowest. Degrees become units by `place`."""

    width: float
    height: float
    west: float
    north: float
    unit: float
    flat: float
    strokes: list[Stroke] = field(default_factory=list)

    @property
    def view_box(self) -> str:
        """What the `viewBox` says."""
        return f"0 0 {self.width:.0f} {self.height:.0f}"

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point in degrees lies in the picture."""
        return round((lon - self.west) * self.flat * self.unit, 1), round((self.north - lat) * self.unit, 1)

    def add(self, shape: BaseGeometry, kind: str, *, title: str = "", href: str = "", label: str = "") -> None:
        """Draw one outline on top of those before."""
        if shape.is_empty:
            return
        at = shape.representative_point()
        x, y = self.place(at.x, at.y)
        self.strokes.append(Stroke(self._path(shape), kind, title, href, x, y, label))

    def _path(self, shape: BaseGeometry) -> str:
        told = []
        for part in shapely.get_parts(polygons_only(shape)):
            for ring in [part.exterior, *part.interiors]:
                points = [self.place(lon, lat) for lon, lat in shapely.get_coordinates(ring)]
                kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
                told.append("M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z")
        return "".join(told)


def drawing_of(shapes: Iterable[BaseGeometry], *, margin: float = MARGIN) -> Drawing | None:
    """An empty picture that has room for all `shapes` (degrees, equirectangular about their middle); None for none."""
    boxes: list[Any] = [shape.bounds for shape in shapes if not shape.is_empty]
    if not boxes:
        return None
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    flat = max(cos(radians((south + north) / 2)), 0.05)
    pad = margin * max((east - west) * flat, north - south, 1e-5)
    wide, high = (east - west) * flat + 2 * pad, north - south + 2 * pad
    unit = min(WIDTH / wide, TALLEST / high)
    return Drawing(wide * unit, high * unit, west - pad / flat, north + pad, unit, flat)
