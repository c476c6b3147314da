"""Coordinates in and out of the frames that maps in China use.

GCJ-02 shifts WGS-84 by some hundred metres and BD-09 shifts GCJ-02 once more. Neither was published by its maker; the
arithmetic below is the one that Chinese map libraries share (first made public as `eviltransform`, 2013; the same
constants stand in `coordtransform` and `gcoord`). It has no closed inverse, so the way back is a fixed-point
iteration. Outside the rectangle that the shift is defined for, all three frames are equal.
"""

from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

Frame = Literal["wgs84", "gcj02", "bd09"]
FRAMES: tuple[Frame, ...] = ("wgs84", "gcj02", "bd09")
ALIASES: dict[str, Frame] = {"cgcs2000": "wgs84", "epsg:4326": "wgs84", "epsg:4490": "wgs84"}

Floats = NDArray[np.float64]

# Krasovsky 1940 ellipsoid: half axis in metres and squared eccentricity.
_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BD_LON, _BD_LAT = 0.0065, 0.006
_BD_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 8  # each round shrinks the rest about a hundredfold; after eight it is below a nanometre


def frame_named(name: str) -> Frame:
    """The frame of that name in any case (`cgcs2000` is `wgs84`). ValueError when there is none."""
    lowered = name.strip().lower().replace("-", "").replace("_", "")
    for frame in FRAMES:
        if lowered == frame:
            return frame
    if lowered in ALIASES:
        return ALIASES[lowered]
    raise ValueError(f"unknown frame of coordinates: {name}")


@overload
def convert(lon: float, lat: float, frame: str, to: str = "wgs84") -> tuple[float, float]: ...
@overload
def convert(lon: Floats, lat: Floats, frame: str, to: str = "wgs84") -> tuple[Floats, Floats]: ...


def convert(lon: Any, lat: Any, frame: str, to: str = "wgs84") -> tuple[Any, Any]:
    """Longitude and latitude (degrees; numbers, or arrays of one shape) from `frame` into `to`.

    There and back differs by less than a millimetre. ValueError for an unknown frame.
    """
    source, target = frame_named(frame), frame_named(to)
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if source != target:
        if source == "bd09":
            x, y = _undo(_gcj_to_bd, x, y)
        if source != "wgs84" and target == "wgs84":
            x, y = _undo(_wgs_to_gcj, x, y)
        if source == "wgs84":
            x, y = _wgs_to_gcj(x, y)
        if target == "bd09":
            x, y = _gcj_to_bd(x, y)
    if np.ndim(lon) == 0:
        return float(x), float(y)
    return x, y


def is_shifted(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Whether the shift applies at these places: a rectangle around China, as the published arithmetic has it."""
    x, y = np.asarray(lon), np.asarray(lat)
    return (x >= _WEST) & (x <= _EAST) & (y >= _SOUTH) & (y <= _NORTH)


def _wgs_to_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    east, north = _waves(lon - 105.0, lat - 35.0)
    sine = np.sin(np.radians(lat))
    bend = 1 - _ECCENTRICITY * sine * sine
    d_lat = np.degrees(north / (_AXIS * (1 - _ECCENTRICITY) / (bend * np.sqrt(bend))))
    d_lon = np.degrees(east / (_AXIS / np.sqrt(bend) * np.cos(np.radians(lat))))
    inside = is_shifted(lon, lat)
    return np.where(inside, lon + d_lon, lon), np.where(inside, lat + d_lat, lat)


def _waves(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The shift in metres to the east and to the north; x, y in degrees from 105° E, 35° N."""
    pi, sin = np.pi, np.sin
    root, both = np.sqrt(np.abs(x)), 20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (both + 20 * sin(pi * y) + 40 * sin(pi * y / 3) + 160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (both + 20 * sin(pi * x) + 40 * sin(pi * x / 3) + 150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) * 2 / 3
    return east, north


def _gcj_to_bd(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    inside = is_shifted(lon, lat)
    return (
        np.where(inside, radius * np.cos(angle) + _BD_LON, lon),
        np.where(inside, radius * np.sin(angle) + _BD_LAT, lat),
    )


def _undo(shift: Any, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """The place that `shift` carries to (lon, lat), by taking away the remaining difference again and again."""
    x, y = lon, lat
    for _round in range(_ROUNDS):
        shifted_x, shifted_y = shift(x, y)
        x, y = x + (lon - shifted_x), y + (lat - shifted_y)
    return x, y
