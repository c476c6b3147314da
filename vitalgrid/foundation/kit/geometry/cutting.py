"""Cutting a surface along a drawn line."""

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from vitalgrid.foundation.kit.geometry.shapes import polygons_only, square_metres

CRUMB = 1.0  # m²: what a line that runs along a border leaves over is no piece


def line_from_text(text: str) -> shapely.LineString | None:
    """A line from "97.05,40.29 97.06,40.30 …" (degrees, longitude first); None when that cannot be read."""
    points: list[tuple[float, float]] = []
    try:
        for pair in text.replace(";", " ").split():
            lon, lat = (float(part) for part in pair.split(","))
            if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                return None
            if not points or points[-1] != (lon, lat):
                points.append((lon, lat))
    except ValueError:
        return None
    return shapely.LineString(points) if len(points) > 1 else None


def cut(surface: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """The pieces of `surface` along `line`, the biggest first; one piece when the line does not cross it whole.

    Crumbs of less than a square metre stay with the piece that they touch.
    """
    parts: list[BaseGeometry] = []
    for part in shapely.get_parts(surface):
        parts += list(shapely.get_parts(split(part, line)))
    parts = [part for part in parts if part.geom_type == "Polygon"]
    pieces = sorted((p for p in parts if square_metres(p) > CRUMB), key=square_metres, reverse=True)
    for crumb in (p for p in parts if square_metres(p) <= CRUMB):
        nearest = min(range(len(pieces)), key=lambda n: pieces[n].distance(crumb), default=None)
        if nearest is not None:
            pieces[nearest] = polygons_only(shapely.union_all([pieces[nearest], crumb]))
    return pieces


def largest_share(surface: BaseGeometry, pieces: Sequence[BaseGeometry]) -> tuple[int, float]:
    """Which piece holds most of `surface`, and how much of it (0–1)."""
    shares = [shapely.area(surface.intersection(piece)) for piece in pieces]
    whole = shapely.area(surface)
    best = max(range(len(pieces)), key=lambda n: shares[n])
    return best, float(shares[best] / whole) if whole else 0.0
