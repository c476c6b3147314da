"""Outlines as shapely geometries: from and to GeoJSON (RFC 7946) and WKB, and how large they are."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from vitalgrid.foundation.kit.geometry.frames import convert

EARTH_RADIUS = 6371007.2  # metres: the sphere with the same surface as the WGS-84 ellipsoid (authalic radius)
METRES_PER_DEGREE = EARTH_RADIUS * np.pi / 180
DIGITS = 8  # decimal places of a degree that are written: about a millimetre


def from_wkb(parts: Sequence[bytes]) -> np.ndarray:
    """An array of geometries from their WKB."""
    return shapely.from_wkb([bytes(part) for part in parts])


def to_wkb(shape: BaseGeometry) -> bytes:
    """The WKB of a geometry (two dimensions, little-endian)."""
    return shapely.to_wkb(shapely.force_2d(shape), byte_order=1)


def from_geojson(geometry: Mapping[str, Any], frame: str = "wgs84") -> BaseGeometry:
    """A Polygon or MultiPolygon in WGS-84 from a GeoJSON geometry that `checks.faults_of` found sound.

    ValueError when it is of another type or its rings cannot be read.
    """
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    try:
        if kind == "Polygon":
            return _polygon(coordinates, frame)
        if kind == "MultiPolygon":
            return MultiPolygon([_polygon(rings, frame) for rings in coordinates or []])
    except (TypeError, IndexError, shapely.errors.ShapelyError) as error:
        raise ValueError("the rings of the outline cannot be read") from error
    raise ValueError(f"an outline is a Polygon or a MultiPolygon, not {kind}")


def _polygon(rings: Any, frame: str) -> Polygon:
    turned = []
    for ring in rings:
        points = np.array([[float(p[0]), float(p[1])] for p in ring], dtype=np.float64)
        lon, lat = convert(points[:, 0], points[:, 1], frame)
        turned.append(np.column_stack([lon, lat]))
    return Polygon(turned[0], turned[1:])


def to_geojson(shape: BaseGeometry) -> dict[str, Any]:
    """The GeoJSON geometry, rounded to `DIGITS` places, outer rings counter-clockwise."""
    oriented = shapely.set_precision(shape, 0) if shape.is_empty else shapely.orient_polygons(shape)
    return json.loads(json.dumps(_rounded(mapping(oriented))))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


def square_metres(shape: BaseGeometry) -> float:
    """The surface of a Polygon or MultiPolygon given in degrees, in m² on the authalic sphere.

    Ring by ring, R²/2 · Σ (λ₂ − λ₁)(2 + sin φ₁ + sin φ₂) (Chamberlain & Duquette, JPL Publication 07-03, 2007).
    """
    total = 0.0
    for part in shapely.get_parts(shape):
        if isinstance(part, Polygon) and not part.is_empty:
            holes = sum(_ring_square_metres(hole.coords) for hole in part.interiors)
            total += _ring_square_metres(part.exterior.coords) - holes
    return total


def _ring_square_metres(ring: Any) -> float:
    points = np.radians(np.asarray(ring, dtype=np.float64)[:, :2])
    turn, sine = np.diff(points[:, 0]), np.sin(points[:, 1])
    return abs(float(np.sum(turn * (2 + sine[:-1] + sine[1:])))) * EARTH_RADIUS**2 / 2


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Distance in metres on the sphere (haversine)."""
    phi, other_phi = np.radians(lat), np.radians(other_lat)
    half = np.sin((other_phi - phi) / 2) ** 2
    half += np.cos(phi) * np.cos(other_phi) * np.sin(np.radians(other_lon - lon) / 2) ** 2
    return float(2 * EARTH_RADIUS * np.arcsin(np.sqrt(min(1.0, half))))


def polygons_only(shape: BaseGeometry) -> BaseGeometry:
    """The surfaces within `shape`, without the lines and points that cutting may leave."""
    parts = [p for p in shapely.get_parts(shape) if isinstance(p, Polygon) and not p.is_empty]
    nested = [p for c in shapely.get_parts(shape) if c.geom_type == "MultiPolygon" for p in c.geoms]
    found = parts + nested
    if len(found) == 1:
        return found[0]
    return MultiPolygon(found)
