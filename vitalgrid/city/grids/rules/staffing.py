"""Whether every area has its people and every person their duties (1+X+X, R3, R10, R39–R51). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from vitalgrid.city.grids.rules import staffing_words as words
from vitalgrid.city.grids.rules.settings import StaffingNorm
from vitalgrid.city.grids.rules.staffing_words import StaffingRule
from vitalgrid.foundation.accounts.roles import FULL_TIME, HEAD, OFFICER, PART_TIME

GRID_LEVEL = 3  # the third-level grid: where 1+X+X is asked


@dataclass(frozen=True)
class StaffedArea:
    """An area valid on the day. `since` is its first day, `top_kind` the kind of its level-1 area."""

    id: UUID
    code: str
    level: int
    parent: UUID | None
    since: date
    households: int | None = None
    top_kind: str = ""


@dataclass(frozen=True)
class StaffPost:
    """A post in an area, of any day. `part` is its part in the grid's staff, `duties` what it is to look after."""

    id: UUID
    user_id: int
    area: UUID
    part: str
    start: date
    end: date | None = None
    duties: tuple[str, ...] = ()
    is_source_right: bool = True

    def is_held_on(self, on: date) -> bool:
        """Whether it is held on the day `on`."""
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True)
class StaffFinding:
    """Where a rule is not kept: since when (the first day without), for how many days, whom it concerns."""

    rule: StaffingRule
    area: UUID
    code: str
    since: date | None = None
    days: int | None = None
    post: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    is_former: bool = False  # somebody was there before `since`

    @property
    def sentence(self) -> str:
        """What is missing, in the language that is active now."""
        return str(self.rule.what) % self.values

    @property
    def proposal(self) -> str:
        """What to do about it."""
        return str(self.rule.mend) % self.values


@dataclass
class Staff:
    """The areas and posts of a part of the city on one day, ready to be asked."""

    areas: Sequence[StaffedArea]
    posts: Sequence[StaffPost]
    norm: StaffingNorm
    duty_codes: Sequence[str]
    on: date

    def __post_init__(self) -> None:
        self.by_id = {area.id: area for area in self.areas}
        self.children: dict[UUID, list[StaffedArea]] = defaultdict(list)
        for area in self.areas:
            if area.parent is not None:
                self.children[area.parent].append(area)
        self.held: dict[tuple[UUID, str], list[StaffPost]] = defaultdict(list)
        self.former: dict[tuple[UUID, str], list[StaffPost]] = defaultdict(list)
        for post in self.posts:
            if post.is_held_on(self.on):
                self.held[post.area, post.part].append(post)
            elif post.end is not None and post.end <= self.on:
                self.former[post.area, post.part].append(post)

    def patches(self, grid: StaffedArea) -> list[StaffedArea]:
        """The full-timers' areas of a grid: its patches, or the grid itself where it has none."""
        return self.children.get(grid.id) or [grid]

    def vacant_since(self, area: StaffedArea, part: str) -> date:
        """The first day without: when the last holder ended, else when the area began."""
        ends = [post.end for post in self.former[area.id, part] if post.end]
        return max([area.since, *ends])

    def missing(self, rule: StaffingRule, area: StaffedArea, part: str, **values: Any) -> StaffFinding:
        """A finding about nobody being there."""
        since, is_former = self.vacant_since(area, part), bool(self.former[area.id, part])
        days = (self.on - since).days
        return StaffFinding(rule, area.id, area.code, since, days, values=values, is_former=is_former)

    def at(self, rule: StaffingRule, area: StaffedArea, post: StaffPost | None = None, **values: Any) -> StaffFinding:
        """A finding about how something is."""
        return StaffFinding(rule, area.id, area.code, post=post.id if post else None, values=values)


def check_staffing(staff: Staff) -> list[StaffFinding]:
    """Every rule that is not kept, in the order of the rules, then by area code."""
    found: list[StaffFinding] = []
    for area in staff.areas:
        found += _heads(staff, area)
        if _is_grid(staff, area):
            found += _grid(staff, area)
    found += _people(staff)
    order = {rule: place for place, rule in enumerate(words.RULES)}
    return sorted(found, key=lambda f: (order[f.rule], f.code))


def _is_grid(staff: Staff, area: StaffedArea) -> bool:
    """Third-level grids; in a city with fewer levels, the areas with nothing or only patches below."""
    below = staff.children.get(area.id, [])
    return area.level == GRID_LEVEL or (0 < area.level < GRID_LEVEL and all(a.level > GRID_LEVEL for a in below))


def _heads(staff: Staff, area: StaffedArea) -> Iterable[StaffFinding]:
    if not 1 <= area.level <= GRID_LEVEL:
        return
    if not staff.held[area.id, HEAD] and not (_is_grid(staff, area) and _is_empty(staff, area)):
        yield staff.missing(words.NO_HEAD, area, HEAD)
    if area.level == 2 and not staff.held[area.id, OFFICER]:
        above = staff.by_id.get(area.parent) if area.parent else None
        if above is None or not staff.held[above.id, OFFICER]:
            yield staff.missing(words.NO_OFFICER, area, OFFICER)


def _is_empty(staff: Staff, grid: StaffedArea) -> bool:
    places = {grid.id, *(patch.id for patch in staff.patches(grid))}
    return not any(staff.held[place, part] for place in places for part in (HEAD, FULL_TIME, PART_TIME))


def _grid(staff: Staff, grid: StaffedArea) -> Iterable[StaffFinding]:
    if _is_empty(staff, grid):
        yield staff.missing(words.NOBODY, grid, HEAD)
        return
    in_grid = staff.held[grid.id, FULL_TIME]
    for patch in staff.patches(grid):
        own = staff.held[patch.id, FULL_TIME]
        if not own and not (in_grid and patch.id == grid.id):
            yield staff.missing(words.NO_FULL_TIMER, patch, FULL_TIME)
        if not staff.held[patch.id, PART_TIME]:
            yield staff.missing(words.NO_PART_TIMER, patch, PART_TIME)
    yield from _unbound(staff, grid)
    yield from _uncovered(staff, grid)


def _unbound(staff: Staff, grid: StaffedArea) -> Iterable[StaffFinding]:
    """Households of the grid that stand in no patch with a worker (R15)."""
    patches = [patch for patch in staff.patches(grid) if patch.id != grid.id]
    if grid.households is None or not patches or any(patch.households is None for patch in patches):
        return
    bound = sum(patch.households or 0 for patch in patches if staff.held[patch.id, FULL_TIME])
    if bound < grid.households:
        yield staff.at(words.UNBOUND, grid, households=grid.households - bound)


def _uncovered(staff: Staff, grid: StaffedArea) -> Iterable[StaffFinding]:
    """Duty areas that nobody in the grid looks after (R46)."""
    places = {grid.id, *(patch.id for patch in staff.patches(grid))}
    looked_after = {
        duty for place in places for part in (HEAD, FULL_TIME) for p in staff.held[place, part] for duty in p.duties
    }
    missing = [code for code in staff.duty_codes if code not in looked_after]
    if missing and looked_after:
        yield staff.at(words.UNCOVERED, grid, count=len(missing), duties=missing)


def _people(staff: Staff) -> Iterable[StaffFinding]:
    heads: dict[int, list[StaffPost]] = defaultdict(list)
    workers: dict[int, list[StaffPost]] = defaultdict(list)
    for (area_id, part), posts in list(staff.held.items()):
        area = staff.by_id.get(area_id)
        for post in posts if area else []:
            if part == HEAD and area and _is_grid(staff, area):
                heads[post.user_id].append(post)
            if part == FULL_TIME:
                workers[post.user_id].append(post)
            if part in (FULL_TIME, PART_TIME) and area:
                if not post.duties:
                    yield staff.at(words.NO_DUTIES, area, post)
                if not post.is_source_right:
                    yield staff.at(words.WRONG_SOURCE, area, post)
    for posts in heads.values():
        for post in posts[1:]:
            yield staff.at(words.HEAD_TWICE, staff.by_id[post.area], post, count=len(posts))
    for posts in workers.values():
        yield from _load(staff, posts)


def _load(staff: Staff, posts: list[StaffPost]) -> Iterable[StaffFinding]:
    """One full-timer's households, a patch with several full-timers shared evenly (R45)."""
    total = 0.0
    for post in posts:
        area = staff.by_id[post.area]
        if area.households is None or area.top_kind not in staff.norm.kinds:
            return
        total += area.households / len(staff.held[post.area, FULL_TIME])
    norm, count = staff.norm, round(total)
    values = {"count": count, "least": norm.least, "most": norm.most}
    if total > norm.most:
        yield staff.at(words.TOO_MANY, staff.by_id[posts[0].area], posts[0], by=count - norm.most, **values)
    elif total < norm.least:
        yield staff.at(words.TOO_FEW, staff.by_id[posts[0].area], posts[0], by=norm.least - count, **values)
