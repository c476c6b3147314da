"""The public responsibility chart: from the city down to the named people of each grid, with their duty phones.

Published are names, titles and duty phones, nothing else of a person; of part-timers the name alone.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from vitalgrid.city.grids.models import UnitKind
from vitalgrid.city.grids.queries.holders import Holder, holders_in
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.city.grids.rules.addresses import named_in
from vitalgrid.foundation.accounts.roles import FULL_TIME, HEAD, OFFICER, PART_TIME
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

ORDER = {HEAD: 0, OFFICER: 1, FULL_TIME: 2, PART_TIME: 3}
BELOW = 2  # levels shown below the area that was asked for
MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as published."""

    name: str
    title: str
    duty_phone: str
    part: str


@dataclass
class ChartNode:
    """An area with its people, its offices (information rooms and stations), and the areas below."""

    area: KnownArea
    people: list[Person] = field(default_factory=list)
    offices: list[KnownUnit] = field(default_factory=list)
    below: list["ChartNode"] = field(default_factory=list)

    @property
    def desks(self) -> list[KnownUnit]:
        """The offices to turn to whatever it is about."""
        return [unit for unit in self.offices if unit.kind == UnitKind.INFORMATION_ROOM]

    @property
    def stations(self) -> list[KnownUnit]:
        """The offices for one kind of matter each."""
        return [unit for unit in self.offices if unit.kind != UnitKind.INFORMATION_ROOM]

    def of(self, part: str) -> list[Person]:
        """The people of one part of the staff."""
        return [person for person in self.people if person.part == part]

    @property
    def heads(self) -> list[Person]:
        """The head, if there is one."""
        return self.of(HEAD)


@dataclass
class Chart:
    """The chart of one area: those above it, and it with what is below."""

    above: list[ChartNode]
    node: ChartNode
    on: date


def responsibility_chart(code: str = "", *, on: date | None = None) -> Chart:
    """The chart of the area with `code` (the city when left out) with two levels below it; one statement.

    Raises `kit.not_found`.
    """
    known = net()
    on = on or known.today()
    area = known.area_by_code(code, on) if code else next(iter(known.areas.children(None, on)), None)
    if area is None:
        raise Problem(NOT_FOUND)
    above = known.areas.above(area.id)[:-1]
    shown = [area]
    for _step in range(_depth(area)):
        shown += [c for each in shown for c in known.children(each.id, on) if c not in shown]
    offices = _offices([*above, *shown], on)
    if area.level == 0:  # the city's page names the desks; a township's own page names its stations too
        offices = {each: [u for u in units if u.kind == UnitKind.INFORMATION_ROOM] for each, units in offices.items()}
    people = _people([*above, *shown], on)
    nodes = {each.id: ChartNode(each, people[each.id], offices.get(each.id, [])) for each in [*above, *shown]}
    for each in shown[1:]:
        if each.parent in nodes:
            nodes[each.parent].below.append(nodes[each.id])
    return Chart([nodes[each.id] for each in above], nodes[area.id], on)


def _depth(area: KnownArea) -> int:
    return 1 if area.level == 0 else BELOW


def who_is_responsible(
    *, lon: float | None = None, lat: float | None = None, area: UUID | None = None, on: date | None = None
) -> list[ChartNode]:
    """The areas from the city down that hold the point (WGS-84 degrees) or the area, each with its people; [] if none.

    One statement.
    """
    known = net()
    on = on or known.today()
    found = known.areas.present(area, on)
    if found is None and lon is not None and lat is not None:
        found = known.area_at(lon, lat, on)
    if found is None:
        return []
    chain = known.areas.above(found.id)
    offices, people = _offices(chain, on), _people(chain, on)
    return [ChartNode(each, people[each.id], offices[each.id]) for each in chain]


def areas_named(words: str, *, on: date | None = None) -> list[KnownArea]:
    """Areas below the city whose name or code has `words`, the higher ones first; at most 30."""
    known = net()
    on = on or known.today()
    wanted = words.strip().casefold()
    if not wanted:
        return []
    found = [
        area
        for area in known.areas.all_on(on)
        if area.level and (wanted in area.name.casefold() or wanted in area.name_en.casefold() or wanted == area.code)
    ]
    return sorted(found, key=lambda area: (area.level, area.code))[:MOST_FOUND]


def areas_told(words: str, *, on: date | None = None) -> list[KnownArea]:
    """The areas that an address or a part of a name means, the likeliest first; at most 30."""
    known = net()
    on = on or known.today()
    areas = {area.id: area for area in known.areas.all_on(on) if area.level}
    names = {key: (area.name, area.name_en) for key, area in areas.items()}
    above = {key: [each.id for each in known.areas.above(key)[1:-1]] for key in areas}
    found = [areas[key] for key in named_in(words, names, above)]
    return (found or areas_named(words, on=on))[:MOST_FOUND]


def _people(areas: list[KnownArea], on: date) -> dict[UUID, list[Person]]:
    found: dict[UUID, list[Holder]] = defaultdict(list)
    for holder in holders_in(areas, on):
        if holder.area is not None and holder.part:
            found[holder.area].append(holder)
    return defaultdict(
        list,
        {
            area_id: [_published(holder) for holder in sorted(holders, key=lambda h: (ORDER[h.part], h.start, h.name))]
            for area_id, holders in found.items()
        },
    )


def _published(holder: Holder) -> Person:
    phone = "" if holder.part == PART_TIME else holder.duty_phone
    return Person(holder.name, holder.shown_title, phone, holder.part)


def _offices(areas: list[KnownArea], on: date) -> dict[UUID, list[KnownUnit]]:
    known = net()
    found: dict[UUID, list[KnownUnit]] = defaultdict(list)
    wanted = {area.id for area in areas}
    for unit in known.units.all_on(on):
        place = known.areas.present(unit.area, on)
        if place is not None and place.id in wanted:
            found[place.id].append(unit)
    return found
