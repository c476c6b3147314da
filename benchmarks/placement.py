"""`python -m benchmarks.placement`: points into 20,164 areas of forty corners each, beside plain shapely."""

import json
import time

import numpy as np
import shapely

from benchmarks.machine import rate
from vitalgrid.foundation.kit.geometry.frames import convert
from vitalgrid.foundation.kit.geometry.placement import Placement

SIDE = 142  # areas on a side of the square
STEPS = 10  # corners on a side of an area
POINTS = 100_000


def _side(start: np.ndarray, end: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A crooked border from `start` to just before `end`; both neighbours take the same one."""
    share = np.linspace(0, 1, STEPS + 1)[1:-1, None]
    between = start + (end - start) * share
    return np.vstack([start, between + random.normal(0, 0.02, between.shape)])


def _outlines(random: np.random.Generator) -> list[bytes]:
    corners = np.stack(np.meshgrid(np.arange(SIDE + 1.0), np.arange(SIDE + 1.0), indexing="ij"), -1)
    across = {(i, j): _side(corners[i, j], corners[i + 1, j], random) for i in range(SIDE) for j in range(SIDE + 1)}
    along = {(i, j): _side(corners[i, j], corners[i, j + 1], random) for i in range(SIDE + 1) for j in range(SIDE)}
    rings = []
    for i in range(SIDE):
        for j in range(SIDE):
            back = np.vstack([across[i, j + 1], corners[i + 1, j + 1]])[::-1][:-1]
            home = np.vstack([along[i, j], corners[i, j + 1]])[::-1][:-1]
            rings.append(shapely.Polygon(np.vstack([across[i, j], along[i + 1, j], back, home]) / 1000 + [97, 39]))
    return list(shapely.to_wkb(rings))


def many_areas() -> dict[str, float]:
    """Points a second in bulk and singly, the raw limit, the loading in seconds, and conversions a second."""
    random = np.random.default_rng(7)
    wkb = _outlines(random)
    start = time.perf_counter()
    shapes = shapely.from_wkb(wkb)
    placement = Placement(shapes)
    loading = time.perf_counter() - start
    lons, lats = 97 + random.uniform(0, SIDE / 1000, POINTS), 39 + random.uniform(0, SIDE / 1000, POINTS)
    tree = shapely.STRtree(shapes)
    bulk = rate(lambda: placement.place(lons, lats), each=POINTS)
    raw = rate(lambda: tree.query(shapely.points(lons, lats), predicate="intersects"), each=POINTS)
    return {
        "areas": len(wkb),
        "loading_seconds": loading,
        "points_per_second_in_bulk": bulk,
        "points_per_second_singly": rate(lambda: placement.place(lons[0], lats[0])),
        "points_per_second_of_plain_shapely": raw,
        "ratio_to_plain_shapely": bulk / raw,
        "gcj02_conversions_per_second": rate(lambda: convert(lons, lats, "gcj02"), each=POINTS),
    }


if __name__ == "__main__":
    print(json.dumps({name: round(value, 3) for name, value in many_areas().items()}, indent=2))  # noqa: T201
