"""Which outline a point lies in: exactly one, in bulk."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

# A point this close to an outline (degrees, about half a metre) belongs to it when it lies in no outline at all:
# two neighbours that share a border but not its vertices leave cracks of rounding size between them.
CRACK = 5e-6

NOWHERE = -1

Indexes = NDArray[np.intp]


class Placement:
    """An index over outlines in degrees. The order given is the order of precedence.

    A point on the border of several outlines lies in the first of them; in the net they are ordered by code, so the
    lowest code wins.
    """

    def __init__(self, shapes: Sequence[shapely.Geometry] | np.ndarray) -> None:
        self._shapes = np.asarray(shapes, dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def __len__(self) -> int:
        return len(self._shapes)

    def place(self, lons: ArrayLike, lats: ArrayLike) -> Indexes:
        """For each point the index of its outline, or `NOWHERE`. Arrays of one length; NaN lies nowhere."""
        x, y = np.atleast_1d(np.asarray(lons, np.float64)), np.atleast_1d(np.asarray(lats, np.float64))
        found = np.full(len(x), len(self._shapes), dtype=np.intp)
        usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if len(self._shapes) and len(usable):
            points = shapely.points(x[usable], y[usable])
            which, outline = self._tree.query(points)
            which = usable[which]
            inside = shapely.intersects_xy(self._shapes[outline], x[which], y[which])
            np.minimum.at(found, which[inside], outline[inside])
            self._close_cracks(found, x, y, usable)
        found[found == len(self._shapes)] = NOWHERE
        return found

    def _close_cracks(self, found: Indexes, x: NDArray, y: NDArray, usable: Indexes) -> None:
        missing = usable[found[usable] == len(self._shapes)]
        if len(missing):
            points = shapely.points(x[missing], y[missing])
            which, outline = self._tree.query_nearest(points, max_distance=CRACK)
            np.minimum.at(found, missing[which], outline)
