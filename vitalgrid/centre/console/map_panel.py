"""What stands beside the map: the area's people, what is vacant, the areas below with their cases."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from vitalgrid.centre.console.map_asked import DEEPEST, MapAsked, knows_staffing
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.holders import Holder, holders_in
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.staffing import staffing_for
from vitalgrid.city.grids.rules.staffing import StaffFinding
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.roles import FULL_TIME, HEAD, OFFICER, PART_TIME
from vitalgrid.loop.cases.queries.placed import Tallies, Tally, cases_asked, tallies_of

NAMED_FROM = 3  # full-timers are named from the grid down; above there would be hundreds


@dataclass(frozen=True)
class BelowRow:
    """An area below with its cases and its head."""

    area: KnownArea
    tally: Tally
    head: str
    vacancies: int


@dataclass(frozen=True)
class Lack:
    """Somebody who is missing, where, and what to do."""

    place: KnownArea
    finding: StaffFinding


@dataclass
class Panel:
    """An area as it is, or was, with its people and its cases."""

    area: KnownArea
    above: list[KnownArea]
    level: str
    tally: Tally
    bare: int
    heads: list[Holder]
    officers: list[Holder]
    full_timers: list[Holder]
    full_count: int
    part_count: int
    offices: list[KnownUnit]
    households: int | None
    lacks: list[Lack] = field(default_factory=list)
    knows_lacks: bool = False
    below: list[BelowRow] = field(default_factory=list)


def panel_for(by: Actor, asked: MapAsked, tallies: Tallies, vacancies: Mapping[UUID, int]) -> Panel:
    """The area beside the map, with its cases by `tallies` and what is vacant below it."""
    known, area, on = net(), asked.seen, asked.on
    inside = [area, *known.areas.below(area.id, on)]
    holders = [h for h in holders_in(inside, on) if h.is_held_on(on)]
    own = [h for h in holders if h.area == area.id]
    tally = tallies.of(area.id, area.level)
    full = [h for h in holders if h.part == FULL_TIME]
    heads = {h.area: h.name for h in holders if h.part == HEAD}
    made = Panel(
        area=area,
        above=known.areas.above(area.id)[:-1],
        level=known.level_name(area.level),
        tally=tally,
        bare=tally.bare,
        heads=[h for h in own if h.part == HEAD],
        officers=[h for h in own if h.part == OFFICER],
        full_timers=full if area.level >= NAMED_FROM else [h for h in own if h.part == FULL_TIME],
        full_count=len({h.user_id for h in full}),
        part_count=len({h.user_id for h in holders if h.part == PART_TIME}),
        offices=_offices(area, asked),
        households=area.households_planned,
        below=[
            BelowRow(each, tallies.of(each.id, each.level), heads.get(each.id, ""), vacancies.get(each.id, 0))
            for each in known.areas.children(area.id, on)
        ],
    )
    if area.level and knows_staffing(by, area):
        made.knows_lacks, made.lacks = True, _lacks(by, area, asked)
    return made


def _offices(area: KnownArea, asked: MapAsked) -> list[KnownUnit]:
    known = net()
    here = (unit for unit in known.units.all_on(asked.on) if unit.area)
    return [u for u in here if (place := known.areas.present(u.area, asked.on)) and place.id == area.id]


def _lacks(by: Actor, area: KnownArea, asked: MapAsked) -> list[Lack]:
    staffing = staffing_for(by, area.id, on=asked.on)
    rows = [row for group in staffing.groups for row in group.rows if row.is_vacancy]
    return [Lack(row.area, row.finding) for row in rows]


def vacancies_for(by: Actor, asked: MapAsked) -> dict[UUID, int]:
    """How many people are missing in each area of the part shown, whatever its level; none unless asked for."""
    found: dict[UUID, int] = defaultdict(int)
    for lack in _lacks(by, asked.area, asked) if asked.shows_vacancies else []:
        for each in net().areas.above(lack.place.id):
            found[each.id] += 1
    return found


def tallies_for(by: Actor, asked: MapAsked) -> Tallies:
    """The cases of each area of the part shown, down to the level drawn and to what lies below the area beside it."""
    deepest = min(max(asked.level, asked.seen.level + 1), DEEPEST)
    return tallies_of(cases_asked(by, asked.cases()), deepest, asked.at)
