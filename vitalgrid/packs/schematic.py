"""Draws invented, nested boundaries for the areas of a pack, for a city that has none it may publish.

Every leaf of the tree gets one cell of a Voronoi diagram; every area above is the union of its leaves, so that borders
are shared point by point and every place inside falls into exactly one leaf. Nothing is measured in the world.
"""

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import shapely
from shapely import MultiPoint, Polygon

DIGITS = 5  # of a degree: about a metre
LABEL = "示意，非实际界线 / schematic, not a real boundary"
_ROUNDS = 60  # of moving each point to the middle of its cell

Point = tuple[float, float]


def write(folder: Path, centre: Point, radius: Point, seed: int = 7) -> int:
    """Draw the areas of `folder`/areas.csv that hold until further notice into boundaries.geojson; return how many.

    `centre` is longitude and latitude, `radius` half the width and half the height of the whole, in degrees.
    The same areas and seed give the same bytes.
    """
    with (folder / "areas.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row.get("valid_until")]
    shapes = draw([(row["code"], row["parent"]) for row in rows], centre, radius, seed)
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"code": row["code"], "is_schematic": True, "source": LABEL},
                "geometry": _geometry(shapes[row["code"]]),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in rows
    ]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (folder / "boundaries.geojson").write_text(text, encoding="utf-8")
    return len(lines)


def draw(tree: list[tuple[str, str]], centre: Point, radius: Point, seed: int) -> dict[str, Polygon]:
    """A polygon for each code of `tree`, given as (code, parent code or ""). Degrees, rounded, shared borders equal."""
    children: dict[str, list[str]] = defaultdict(list)
    for code, parent in tree:
        children[parent].append(code)
    leaves = {code: _leaves(code, children) for code, _parent in tree}
    roots = children[""]
    points, cells = _mesh(sum(len(leaves[root]) for root in roots), Random(seed))
    dealing = _Dealing(leaves, children, points, _neighbours(cells), {})
    if not dealing.deal(frozenset(range(len(points))), roots):
        raise ValueError(f"no whole areas with seed {seed}: try another one")
    place = dealing.place
    cells = [_placed(cell, centre, radius) for cell in cells]
    shapes: dict[str, Polygon] = {}
    for code, _parent in tree:
        whole = shapely.coverage_union_all([cells[place[leaf]] for leaf in leaves[code]])
        if not isinstance(whole, Polygon):
            raise ValueError(f"{code} falls apart with seed {seed}: try another one")
        shapes[code] = whole
    return shapes


def _leaves(code: str, children: dict[str, list[str]]) -> list[str]:
    below = children.get(code)
    return [leaf for child in below for leaf in _leaves(child, children)] if below else [code]


def _mesh(count: int, random: Random) -> tuple[list[Point], list[Polygon]]:
    """`count` points spread evenly over a round patch, and their Voronoi cells, in a unit disc."""
    spread = [_in_disc(random) for _ in range(count)]
    ring_count = max(12, int(2.2 * math.sqrt(math.pi * count)))
    reach = 1 + 1.1 / math.sqrt(count)
    ring = []
    for number in range(ring_count):
        angle = 2 * math.pi * (number + 0.5 * random.random()) / ring_count
        away = reach * (1 + 0.05 * random.random() + 0.06 * math.sin(3 * angle + 1) + 0.05 * math.sin(5 * angle))
        ring.append((away * math.cos(angle), away * math.sin(angle)))
    far = [(4 * math.cos(a), 4 * math.sin(a)) for a in (0.3, 1.6, 2.9, 4.2, 5.5)]
    cells: list[Polygon] = []
    disc = shapely.Point(0, 0).buffer(1, quad_segs=32)  # cells at the rim are cut, or their points would walk away
    for step in range(_ROUNDS + 1):
        diagram = shapely.voronoi_polygons(MultiPoint(spread + ring + far), ordered=True)
        cells = list(diagram.geoms)[:count]
        if step == _ROUNDS:
            break
        middles = [shapely.intersection(cell, disc).centroid for cell in cells]
        spread = [(middle.x, middle.y) for middle in middles]
    return spread, cells


def _in_disc(random: Random) -> Point:
    angle, away = 2 * math.pi * random.random(), math.sqrt(random.random())
    return away * math.cos(angle), away * math.sin(angle)


def _neighbours(cells: list[Polygon]) -> list[set[int]]:
    """For each cell the cells that share a border with it."""
    tree = shapely.STRtree(cells)
    ones, others = tree.query(cells, predicate="touches")
    found: list[set[int]] = [set() for _ in cells]
    for one, other in zip(ones.tolist(), others.tolist(), strict=True):
        if shapely.intersection(cells[one], cells[other]).length > 1e-4:
            found[one].add(other)
    return found


@dataclass
class _Dealing:
    """Gives each leaf a point, so that every area above is one piece."""

    leaves: dict[str, list[str]]
    children: dict[str, list[str]]
    points: list[Point]
    neighbours: list[set[int]]
    place: dict[str, int]

    def deal(self, free: frozenset[int], codes: list[str]) -> bool:
        """Halve the codes, halve the points across the longer side, and so on; turn a cut that leaves pieces."""
        if len(codes) == 1:
            below = self.children.get(codes[0])
            if below:
                return self.deal(free, below)
            self.place[codes[0]] = next(iter(free))
            return True
        first = self._first_half(codes)
        size = sum(len(self.leaves[code]) for code in first)
        for one, other in self._cuts(free, size):
            if self.deal(one, first) and self.deal(other, codes[len(first) :]):
                return True
        return False

    def _first_half(self, codes: list[str]) -> list[str]:
        total = sum(len(self.leaves[code]) for code in codes)
        first, held = [codes[0]], len(self.leaves[codes[0]])
        for code in codes[1:-1]:
            weight = len(self.leaves[code])
            if 2 * held + weight > total:
                break
            first.append(code)
            held += weight
        return first

    def _cuts(self, free: frozenset[int], size: int) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
        """The ways to take `size` of the points from one side, both halves whole; across the longer side first."""
        middle_x = sum(self.points[i][0] for i in free) / len(free)
        middle_y = sum(self.points[i][1] for i in free) / len(free)
        xx = sum((self.points[i][0] - middle_x) ** 2 for i in free)
        yy = sum((self.points[i][1] - middle_y) ** 2 for i in free)
        xy = sum((self.points[i][0] - middle_x) * (self.points[i][1] - middle_y) for i in free)
        long_way = 0.5 * math.atan2(2 * xy, xx - yy)
        for turn in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6):
            angle = long_way + turn * math.pi / 12
            along = {i: self.points[i][0] * math.cos(angle) + self.points[i][1] * math.sin(angle) for i in free}
            ordered = sorted(free, key=along.__getitem__)
            one, other = frozenset(ordered[:size]), frozenset(ordered[size:])
            if self._is_whole(one) and self._is_whole(other):
                yield one, other

    def _is_whole(self, part: frozenset[int]) -> bool:
        seen, to_see = set(), [next(iter(part))]
        while to_see:
            here = to_see.pop()
            if here not in seen:
                seen.add(here)
                to_see += [i for i in self.neighbours[here] if i in part]
        return len(seen) == len(part)


def _placed(cell: Polygon, centre: Point, radius: Point) -> Polygon:
    """The cell on the globe, its corners rounded. A corner that two cells share is rounded to the same place."""
    corners: list[Point] = []
    for x, y in cell.exterior.coords:
        corner = (round(centre[0] + radius[0] * x, DIGITS), round(centre[1] + radius[1] * y, DIGITS))
        if not corners or corners[-1] != corner:
            corners.append(corner)
    return Polygon(corners)


def _geometry(shape: Polygon) -> dict[str, object]:
    rings = [shape.exterior, *shape.interiors]
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in ring.coords] for ring in rings]}
