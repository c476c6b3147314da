"""A small city for tests: two townships of two villages of two grids of two patches, with units, posts and people.

The outlines are nested rectangles, so every point of the city lies in exactly one patch. All of it is invented.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shapely.geometry import box

from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.city.grids.models import Area, Boundary, City, DutyArea, Post, Unit
from vitalgrid.city.grids.outlines import boundary_of
from vitalgrid.city.grids.queries import touch
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import make_user

WEST, SOUTH, SIZE = 97.0, 39.8, 0.16  # degrees
SINCE = date(2020, 1, 1)
LEVELS = {str(n): {"name": name, "name_en": en} for n, (name, en) in enumerate(
    [("市", "City"), ("乡镇", "Township"), ("村", "Village"), ("网格", "Grid"), ("包挂区", "Patch")]
)}  # fmt: skip
KINDS = ["city", "township", "village", "group", "patch"]
DUTIES = [
    ("hygiene", "环境卫生整治", "Hygiene"),
    ("disputes", "矛盾纠纷调处", "Disputes"),
    ("safety", "安全生产", "Safety"),
]
BOX = tuple[float, float, float, float]


@dataclass
class SmallCity:
    """The city's things by code, and an actor for each post by a short name (see `small_city`)."""

    city: City
    areas: dict[str, Area] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def user(self, name: str) -> User:
        """Who holds the post `name`."""
        return self.posts[name].user

    def actor(self, name: str, **given: Any) -> Actor:
        """The actor of who holds the post `name`, built as a request builds it."""
        return actor_for_user(self.user(name), is_second_factor_met=True, **given)

    def middle(self, code: str) -> tuple[float, float]:
        """A point (longitude, latitude) inside the area `code`."""
        outline = self.areas[code].boundary
        return (outline.min_lon + outline.max_lon) / 2, (outline.min_lat + outline.max_lat) / 2


def make_area(
    code: str, parent: Area | None = None, *, outline: BOX | None = None, save: bool = True, **given: Any
) -> Area:
    """An area below `parent`, with a rectangle (west, south, east, north) as its outline if one is given."""
    level = given.pop("level", parent.level + 1 if parent else 0)
    fields = {"name": f"演示·{code}", "name_en": f"Demo {code}", "kind": KINDS[level], "valid_from": SINCE, **given}
    area = Area(code=code, parent=parent, level=level, is_invented=True, **fields)
    area.path = f"{parent.path if parent else ''}{code}/"
    area.township, area.village, area.grid = _ancestors(area, parent)
    boundary = boundary_of(area, box(*outline), source="schematic", is_schematic=True) if outline else None
    if save:
        area.save()
        if boundary:
            boundary.save()
        touch()
    elif boundary:
        area.boundary = boundary
    return area


def _ancestors(area: Area, parent: Area | None) -> list[Any]:
    above = [parent.township, parent.village, parent.grid] if parent else [None, None, None]
    return [area.id if area.level == level else above[level - 1] for level in (1, 2, 3)]


def make_unit(code: str, kind: str = "department", **given: Any) -> Unit:
    """A unit, valid since `SINCE`."""
    fields = {"name": f"演示·{code}", "name_en": f"Demo {code}", "valid_from": SINCE, "is_invented": True, **given}
    area = fields.get("area")
    unit = Unit(code=code, kind=kind, township=area.township if area else None, **fields)
    unit.save()
    touch()
    return unit


def make_post(role: str, place: Area | Unit | None = None, *, user: User | None = None, **given: Any) -> Post:
    """A post held since `SINCE`, by a new user unless one is given."""
    where = {"area": place} if isinstance(place, Area) else {"unit": place} if place else {}
    return Post.objects.create(
        user=user or make_user(),
        role=role,
        township=place.township if place else None,
        **{"started_on": SINCE, **where, **given},
    )


def make_city(**given: Any) -> City:
    """The row of the city."""
    fields = {"code": "620000", "name": "演示市", "name_en": "Demo City", "time_zone": "Asia/Shanghai", **given}
    return City.objects.create(**{"level_names": LEVELS, **fields})


def _tree(area: Area, outline: BOX, depth: int) -> list[Area]:
    """The area and everything below it; each level halves the rectangle, first across, then along."""
    if depth == 0:
        return [area]
    west, south, east, north = outline
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    halves = (
        [(west, south, middle_x, north), (middle_x, south, east, north)]
        if area.level % 2 == 0
        else [(west, south, east, middle_y), (west, middle_y, east, north)]
    )
    found = [area]
    for number, half in enumerate(halves, start=1):
        households = (120, 60, 30, 15)[area.level]
        code = f"{area.code}-{number}" if area.level else str(number)
        child = make_area(code, area, outline=half, save=False, households_planned=households)
        found += _tree(child, half, depth - 1)
    return found


def small_city(depth: int = 4, **given: Any) -> SmallCity:
    """The small city. Areas: `0` (city), `1`, `1-1`, `1-1-1`, `1-1-1-1` (patch), … `2-2-2-2`.

    Units: `centre`, `room-1`, `station-1`, `room-2`, `station-2`, `water`, `hygiene`, `petitions`, `discipline`.
    Posts: `intake`, `dispatch`, `inspection`, `assessment`, `leader`, `auditor`, `privacy`, `administrator`,
    `hotline`, `water`, `hygiene`, `petitions`, `discipline`; and for each township n: `room-n`, `station-n`,
    `head-n` … down the tree to `head-1-1-1`, `full-1-1-1-1`, `part-1-1-1-1`, `officer-1-1`.
    """
    made = SmallCity(make_city(**given))
    outline = (WEST, SOUTH, WEST + SIZE, SOUTH + SIZE)
    areas = _tree(make_area("0", outline=outline, save=False), outline, depth)
    Area.objects.bulk_create(areas)
    Boundary.objects.bulk_create([area.boundary for area in areas])
    made.areas = {area.code: area for area in areas}
    DutyArea.objects.bulk_create(
        DutyArea(code=code, name=name, name_en=en, position=n) for n, (code, name, en) in enumerate(DUTIES, start=1)
    )
    made.units = _units(made)
    made.posts = {name: make_post(role, place, **more) for name, role, place, more in _posts(made)}
    touch()
    return made


def _units(made: SmallCity) -> dict[str, Unit]:
    centre = make_unit("centre", "centre", platforms=["governance"])
    units = [
        centre,
        make_unit("water", platforms=["services"]),
        make_unit("hygiene", platforms=["environment"]),
        make_unit("petitions", platforms=["governance"]),
        make_unit("discipline", "discipline"),
    ]
    for area in (a for a in made.areas.values() if a.level == 1):
        units.append(make_unit(f"room-{area.code}", "information_room", area=area, parent=centre))
        units.append(make_unit(f"station-{area.code}", "station", area=area, platforms=["environment"]))
    return {unit.code: unit for unit in units}


def _posts(made: SmallCity) -> list[tuple[str, str, Area | Unit | None, dict[str, Any]]]:
    units = made.units
    posts: list[tuple[str, str, Area | Unit | None, dict[str, Any]]] = [
        (name, f"centre_{name}", units["centre"], {}) for name in ("intake", "dispatch", "inspection", "assessment")
    ]
    posts += [("leader", "leader", made.areas["0"], {}), ("hotline", "hotline_clerk", units["centre"], {})]
    posts += [(name, role, None, {}) for name, role in _GUARDS]
    posts += [(name, "unit_worker", units[name], {}) for name in ("water", "hygiene")]
    posts += [("petitions", "petition_officer", units["petitions"], {})]
    posts += [("discipline", "discipline", units["discipline"], {})]
    for area in made.areas.values():
        posts += _area_posts(area, units)
    return posts


_GUARDS = [("auditor", "auditor"), ("privacy", "privacy_officer"), ("administrator", "administrator")]


def _area_posts(area: Area, units: dict[str, Unit]) -> list[tuple[str, str, Area | Unit | None, dict[str, Any]]]:
    code = area.code
    if area.level == 0:
        return []
    if area.level == 4:
        worker = {"source_type": "village_cadre", "duties": ["hygiene", "disputes", "safety"]}
        helper = {"source_type": "volunteer", "duties": ["hygiene"]}
        return [(f"full-{code}", "full_timer", area, worker), (f"part-{code}", "part_timer", area, helper)]
    found: list[tuple[str, str, Area | Unit | None, dict[str, Any]]] = [
        (f"head-{code}", f"grid_head_{area.level}", area, {"duty_phone": "0937-555-0100"})
    ]
    if area.level == 1:
        found += [(f"room-{code}", "information_room", units[f"room-{code}"], {})]
        found += [(f"station-{code}", "unit_worker", units[f"station-{code}"], {})]
    if area.level == 2:
        found += [(f"officer-{code}", "community_officer", area, {})]
    return found
