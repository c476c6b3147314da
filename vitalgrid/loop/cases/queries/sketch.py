"""A sketch of the place of a case: outlines of areas, the case in the middle, what stands around it. Plain numbers for
an SVG, so that it is there at once, without a script, without a base map, and on paper."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import cos, radians
from typing import Protocol

import shapely

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.kit.geometry.shapes import METRES_PER_DEGREE
from vitalgrid.loop.cases.models import Case

WIDE, HIGH = 308.0, 204.0  # units of the drawing
EDGE = 9.0  # units that a mark keeps from the rim
GAP = 17.0  # units between two marks
LINE = {2: 10.0, 3: 9.0}  # levels whose names are written, and how high their letters are
NEVER_UNDER = 8.0  # units around a mark's middle
AROUND = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1))
RADIUS_SHARE = 0.34  # of the height that the circle takes


class Placed(Protocol):
    """Something with a point, a number and a tone."""

    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def number(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def is_overdue(self) -> bool: ...


@dataclass(frozen=True)
class Outline:
    """An area on the sketch: its path and where its name stands."""

    path: str
    name: str
    x: float
    y: float
    level: int
    is_here: bool


@dataclass(frozen=True)
class Mark:
    """A numbered case on the sketch."""

    x: float
    y: float
    number: int
    code: str
    is_overdue: bool


@dataclass
class Sketch:
    """Everything on it, in units of the drawing; the case itself stands in the middle."""

    outlines: list[Outline] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    radius: float = HIGH * RADIUS_SHARE
    metres: int = 300
    wide: float = WIDE
    high: float = HIGH
    name: str = ""  # the area in which the case lies

    @property
    def middle(self) -> tuple[float, float]:
        """Where the case stands."""
        return self.wide / 2, self.high / 2

    @property
    def foot(self) -> float:
        """Where the word below the circle stands."""
        return self.high / 2 + self.radius + 14

    @property
    def named(self) -> list[Outline]:
        """The neighbours whose names find room: inside the rim, on no mark and on no other name; the larger first."""
        taken = [_letters(self.name, 8 + _long(self.name, LINE[2]) / 2, 16.0, LINE[2])]
        taken.append(_letters(f"{self.metres} m", self.wide / 2, self.foot, LINE[2]))
        spots = [self.middle, *((mark.x, mark.y) for mark in self.marks)]
        taken += [(x - NEVER_UNDER, y - NEVER_UNDER, x + NEVER_UNDER, y + NEVER_UNDER) for x, y in spots]
        found = []
        for one in sorted(self.outlines, key=lambda one: one.level):
            if one.is_here or one.level not in LINE:
                continue
            half = _long(one.name, LINE[one.level]) / 2 + 3
            x = min(max(one.x, half), self.wide - half)
            y = min(max(one.y, LINE[one.level] + 3), self.high - 4)
            box = _letters(one.name, x, y, LINE[one.level])
            if not any(_meet(box, other) for other in taken):
                taken.append(box)
                found.append(replace(one, x=round(x, 1), y=round(y, 1)))
        return found


Box = tuple[float, float, float, float]


def _long(text: str, size: float) -> float:
    """How long a line of these letters is, in units: a Chinese character is square, another about half."""
    return sum(size if letter > "\u2e80" else size * 0.56 for letter in text)


def _letters(text: str, x: float, y: float, size: float) -> Box:
    """The box of a line that stands on `y` with its middle at `x`."""
    half = _long(text, size) / 2
    return x - half - 1, y - size, x + half + 1, y + 2


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def sketch_of(case: Case, others: Iterable[Placed], metres: float) -> Sketch | None:
    """The sketch around the case's point with a circle of `metres`; None where it has no point. No statement, once the
    process knows the outlines."""
    if case.lon is None or case.lat is None:
        return None
    made, here = Sketch(metres=round(metres)), net().area(case.area_id)
    per_metre = made.radius / metres
    lon_units, lat_units = METRES_PER_DEGREE * cos(radians(case.lat)) * per_metre, METRES_PER_DEGREE * per_metre

    def place(lon: float, lat: float) -> tuple[float, float]:
        return WIDE / 2 + (lon - case.lon) * lon_units, HIGH / 2 - (lat - case.lat) * lat_units  # type: ignore[operator]

    half_lon, half_lat = WIDE / 2 / lon_units, HIGH / 2 / lat_units
    box = (case.lon - half_lon, case.lat - half_lat, case.lon + half_lon, case.lat + half_lat)
    made.outlines = _outlines(box, (lon_units, lat_units), case)
    for one in others:
        if one.lon is not None and one.lat is not None:
            x, y = place(one.lon, one.lat)
            x, y = _beside(_inside(x, WIDE), _inside(y, HIGH), made)
            made.marks.append(Mark(x, y, one.number, one.code, one.is_overdue))
    made.name = "" if here is None else here.label
    return made


def _beside(x: float, y: float, made: Sketch) -> tuple[float, float]:
    """The same spot, or one beside it where a mark stands already: what cannot be seen cannot be judged."""
    taken = [made.middle, *((mark.x, mark.y) for mark in made.marks)]
    spots = [(x, y), *((x + GAP * far * dx, y + GAP * far * dy) for far in (1, 2) for dx, dy in AROUND)]
    for at_x, at_y in spots:
        at_x, at_y = _inside(at_x, WIDE), _inside(at_y, HIGH)
        if all(abs(at_x - other_x) >= GAP - 1 or abs(at_y - other_y) >= GAP - 1 for other_x, other_y in taken):
            return at_x, at_y
    return x, y


def _inside(value: float, size: float) -> float:
    return round(min(max(value, EDGE), size - EDGE), 1)


def _outlines(box: tuple[float, float, float, float], units: tuple[float, float], case: Case) -> list[Outline]:
    known, found = net(), []
    west, _south, _east, north = box
    here = known.area(case.area_id)
    above = {area.id for area in known.areas.above(here.id)} if here else set()
    for area, shape in known.places.outlines_in(box, known.today()):
        cut = shapely.clip_by_rect(shape, *box)
        if cut.is_empty or area.level == 0:
            continue
        paths = [_path(ring, west, north, units) for ring in _rings(cut)]
        spot = cut.representative_point()
        x, y = (spot.x - west) * units[0], (north - spot.y) * units[1]
        found.append(Outline("".join(paths), area.label, round(x, 1), round(y, 1), area.level, area.id in above))
    return sorted(found, key=lambda one: -one.level)


def _rings(shape: shapely.Geometry) -> list[shapely.Geometry]:
    polygons = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _path(ring: shapely.Geometry, west: float, north: float, units: tuple[float, float]) -> str:
    points = shapely.get_coordinates(ring)
    steps = [f"{(x - west) * units[0]:.1f} {(north - y) * units[1]:.1f}" for x, y in points[:-1]]
    return f"M{'L'.join(steps)}Z"
