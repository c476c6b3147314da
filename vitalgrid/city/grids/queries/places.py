"""Where points lie on a given day."""

from bisect import bisect_right
from collections import OrderedDict
from datetime import date
from uuid import UUID

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely import Geometry, bounds, total_bounds

from vitalgrid.city.grids.models import Boundary
from vitalgrid.city.grids.queries.known import Family, KnownArea
from vitalgrid.foundation.kit.geometry.placement import NOWHERE, Placement
from vitalgrid.foundation.kit.geometry.shapes import from_wkb

FAR = 0.5  # degrees, some 50 km: next to the city somebody may still mean us; beyond it the numbers are wrong
EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)  # a city without outlines knows no outside
KEPT_SPANS = 6  # old days are asked for seldom: a late import, a page of the past


class _Span:
    """The outlines of a stretch of days on which none of them changes."""

    def __init__(self, leaves: list[KnownArea], upper: list[KnownArea], shapes: dict[UUID, Geometry]) -> None:
        self.areas = np.array([*leaves, *upper, None], dtype=object)  # the last is for NOWHERE, which is -1
        self._leaves = Placement([shapes[a.id] for a in leaves])
        self._upper = Placement([shapes[a.id] for a in upper])
        self._offset = len(leaves)
        self.outlines = np.array([shapes[a.id] for a in (*leaves, *upper)], dtype=object)
        self.bounds = bounds(self.outlines) if len(self.outlines) else np.empty((0, 4))
        self.box = tuple(total_bounds(self.outlines).tolist()) if len(self.outlines) else EVERYWHERE

    def place(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.intp]:
        found = self._leaves.place(lons, lats)
        missing = np.flatnonzero(found == NOWHERE)
        if len(missing) and len(self._upper):
            x, y = np.atleast_1d(np.asarray(lons, np.float64)), np.atleast_1d(np.asarray(lats, np.float64))
            above = self._upper.place(x[missing], y[missing])
            found[missing] = np.where(above == NOWHERE, NOWHERE, above + self._offset)
        return found


class Places:
    """Places points in the areas of a day. Outlines are read from the database when the first point comes.

    A leaf is an area with an outline below which no area with an outline stands on that day. A point on the border of
    several leaves lies in the one with the smallest code. A point in no leaf lies in the deepest area that holds it:
    a city whose outlines are not complete still learns the village or the township.
    """

    def __init__(self, areas: Family[KnownArea]) -> None:
        self._areas = areas
        self._shapes: dict[UUID, Geometry] | None = None
        self._turns: list[date] = []
        self._spans: OrderedDict[int, _Span] = OrderedDict()

    def place(self, lons: ArrayLike, lats: ArrayLike, on: date) -> list[KnownArea | None]:
        """For each point (WGS-84 degrees) its area on the day `on`, or None."""
        span = self._span(on)
        return span.areas[span.place(lons, lats)].tolist()

    def is_far(self, lon: float, lat: float, on: date) -> bool:
        """Whether the point (degrees) lies more than `FAR` outside the box around all outlines of the day."""
        west, south, east, north = self._span(on).box
        return not (west - FAR <= lon <= east + FAR and south - FAR <= lat <= north + FAR)

    def outlines_in(self, box: tuple[float, float, float, float], on: date) -> list[tuple[KnownArea, Geometry]]:
        """The areas of the day whose outline may reach into the box (west, south, east, north in degrees)."""
        span = self._span(on)
        west, south, east, north = box
        low, high = span.bounds[:, :2], span.bounds[:, 2:]
        hit = (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south)
        return [(span.areas[n], span.outlines[n]) for n in np.flatnonzero(hit)]

    def leaves(self, on: date) -> list[KnownArea]:
        """The leaves of the day, by code."""
        return self._split(on)[0]

    def edition(self, on: date) -> int:
        """A number that differs between days on which the outlines differ."""
        self._load()
        return bisect_right(self._turns, on)

    def _span(self, on: date) -> _Span:
        shapes = self._load()
        number = bisect_right(self._turns, on)
        span = self._spans.get(number)
        if span is None:
            span = self._spans[number] = _Span(*self._split(on), shapes)
            while len(self._spans) > KEPT_SPANS:
                self._spans.popitem(last=False)
        return span

    def _load(self) -> dict[UUID, Geometry]:
        if self._shapes is None:
            rows = list(Boundary.objects.values_list("area", "wkb"))
            shapes = dict(zip((r[0] for r in rows), from_wkb([bytes(r[1]) for r in rows]), strict=True))
            outlined = [a for a in map(self._areas.get, shapes) if a is not None]
            days = {a.valid_from for a in outlined} | {a.valid_until for a in outlined if a.valid_until}
            self._turns = sorted(days)
            self._shapes = shapes
        return self._shapes

    def _split(self, on: date) -> tuple[list[KnownArea], list[KnownArea]]:
        shapes = self._load()
        outlined = [a for a in self._areas.all_on(on) if a.id in shapes]
        inner = {above.id for a in outlined for above in self._areas.above(a.id)[:-1]}
        leaves = sorted((a for a in outlined if a.id not in inner), key=lambda a: a.code)
        upper = sorted((a for a in outlined if a.id in inner), key=lambda a: (-a.level, a.code))
        return leaves, upper
