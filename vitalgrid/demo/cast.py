"""Who acts in the played city: the holders of the pack's posts, each with what their posts allow."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import yaml
from shapely import contains_xy, from_wkb

from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.city.grids.models import Boundary, Post
from vitalgrid.city.grids.queries import KnownArea, net
from vitalgrid.demo.plan import Place
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User


@cache
def city() -> dict[str, Any]:
    """Which city is played, and how (`city.yaml`)."""
    return yaml.safe_load((Path(__file__).parent / "city.yaml").read_text(encoding="utf-8"))


class Cast:
    """Finds somebody for a part. Posts are read once; a post that has ended by the day of the play is passed over."""

    def __init__(self) -> None:
        self._posts = list(Post.objects.order_by("user__username", "started_on").select_related("user"))
        self._by_place: dict[tuple[str, UUID | None], list[Post]] = defaultdict(list)
        for post in self._posts:
            self._by_place[post.role, post.unit_id or post.area_id].append(post)
        self._by_role: dict[str, list[Post]] = defaultdict(list)
        for post in self._posts:
            self._by_role[post.role].append(post)
        self._actors: dict[tuple[int, str], Actor] = {}

    def of_role(self, dice: Random, role: str, channel: str = "console") -> Actor:
        """One of those who hold a post of that role somewhere."""
        actor = self._one(dice, self._by_role[role], channel)
        if actor is None:
            raise LookupError(role)
        return actor

    def at(self, dice: Random, role: str, place: UUID | None, channel: str = "console") -> Actor | None:
        """One of those who hold a post of that role at the area or unit, if anybody does."""
        return self._one(dice, self._by_place.get((role, place), []), channel)

    def room(self, dice: Random, township: UUID) -> Actor | None:
        """Somebody on duty in the information room of the township (`township` is the id of any version of it)."""
        for area in net().areas.heirs(township, net().today()):
            found = self.at(dice, "information_room", area.id)
            if found:
                return found
        return None

    def worker(self, dice: Random, area: KnownArea | None) -> Actor | None:
        """The worker of the area (a patch), else the head of the grid, else of the village."""
        for each in reversed(net().areas.above(area.id)) if area else []:
            for role in ("full_timer", "grid_head_3", "grid_head_2"):
                found = self.at(dice, role, each.id, "field")
                if found:
                    return found
        return None

    def unit_worker(self, dice: Random, unit: UUID) -> Actor | None:
        """Somebody who handles matters in the unit."""
        return (
            self.at(dice, "unit_worker", unit)
            or self.at(dice, "petition_officer", unit)
            or self.at(dice, "discipline", unit)
        )

    def _one(self, dice: Random, posts: Iterable[Post], channel: str) -> Actor | None:
        today = net().today()
        held = [p for p in posts if p.started_on <= today and (p.ended_on is None or today < p.ended_on)]
        return self._actor(dice.choice(held).user, channel) if held else None

    def _actor(self, user: User, channel: str) -> Actor:
        key = (user.pk, channel)
        if key not in self._actors:
            self._actors[key] = actor_for_user(user, channel=channel, is_second_factor_met=True)
        return self._actors[key]


def places_of_net() -> list[Place]:
    """Every worker's area with a point inside it, for the plan. In the order of codes."""
    known, today = net(), net().today()
    points = _points_inside()
    found = []
    for area in known.places.leaves(today):
        if area.level < 3:
            continue
        above = known.areas.above(area.id)
        top = above[1]
        village = next((one for one in above if one.level == 2), top)
        grid = next((one for one in above if one.level == 3), None)
        name = village.name.split("（")[0].removesuffix("虚拟生活区").removesuffix("虚拟社区")
        settings = city()["settings"]
        setting = settings.get(village.kind, settings.get(top.kind, "农"))
        group = _group_of(grid.name if grid else "", village.name)
        weight = city()["busy"].get(top.code, 0.25 if setting == "园" else 1.0)
        found.append(Place(area.code, top.code, name, setting, group, points[area.id], weight))
    return found


def _points_inside(count: int = 16) -> dict[UUID, tuple[tuple[float, float], ...]]:
    """Some points inside every outline, the same in every run."""
    made = {}
    for area_id, code, wkb in Boundary.objects.values_list("area", "area__code", "wkb"):
        shape, dice = from_wkb(bytes(wkb)), Random(f"points {code}")
        west, south, east, north = shape.bounds
        inside: list[tuple[float, float]] = []
        for _ in range(count * 40):
            lon, lat = round(dice.uniform(west, east), 6), round(dice.uniform(south, north), 6)
            if contains_xy(shape, lon, lat):
                inside.append((lon, lat))
            if len(inside) == count:
                break
        middle = shape.representative_point()
        made[area_id] = tuple(inside) or ((middle.x, middle.y),)
    return made


def _group_of(grid: str, village: str) -> str:
    """How people call the third-level grid: 三组. Cells of towns have no such name."""
    short = grid.removeprefix(village)
    return short if short.endswith("组") and len(short) <= 4 else ""
