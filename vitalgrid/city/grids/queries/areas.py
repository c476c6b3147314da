"""One area for its page."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from vitalgrid.city.grids.access import access_area
from vitalgrid.city.grids.models import Area, AreaKind, Boundary, Succession, SuccessionKind
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.foundation.accounts.actor import Actor

VIEW = "staffing.view"
PUBLIC_LEVELS = (1, 2)


@dataclass(frozen=True)
class Turn:
    """Something that became something else on a day."""

    on: date
    label: str
    old: KnownArea
    new: KnownArea


@dataclass(frozen=True)
class AreaPage:
    """An area with what stands above and below it, its outline's facts, its past and what it becomes."""

    area: KnownArea
    row: Area
    kind: str
    level: str
    above: list[KnownArea]
    below: list[KnownArea]
    units: list[KnownUnit]
    boundary: Boundary | None
    turns: list[Turn]
    ahead: list[Turn]

    @property
    def hectares(self) -> float | None:
        """The surface of the outline."""
        return self.boundary.square_metres / 10_000 if self.boundary else None

    @property
    def square_kilometres(self) -> float | None:
        """The same, as a township's is told."""
        return self.boundary.square_metres / 1_000_000 if self.boundary else None


def area_for_page(by: Actor, code: str) -> AreaPage:
    """The area that has the code today. Raises `kit.forbidden`, `kit.not_found`."""
    known = net()
    today = known.today()
    found = known.area_by_code(code, today)
    area = access_area(by, found.id if found else None, VIEW)
    line = {each.id for each in known.areas.names(area.id)} | known.areas.selves(area.id)
    turns = Succession.objects.filter(new__in=line) | Succession.objects.filter(old=area.id)
    return AreaPage(
        area=area,
        row=Area.objects.get(pk=area.id),
        kind=str(AreaKind(area.kind).label) if area.kind in AreaKind.values else area.kind,
        level=known.level_name(area.level),
        above=[each for each in known.areas.above(area.id)[:-1] if each in _seen(by, area)],
        below=known.children(area.id, today),
        units=[u for u in known.units.all_on(today) if u.area in line],
        boundary=Boundary.objects.filter(area=area.id).defer("wkb").first(),
        turns=sorted((t for s in turns if (t := _turn(s))), key=lambda turn: turn.on, reverse=True),
        ahead=_ahead([area, *known.children(area.id, today)], today),
    )


def _ahead(areas: list[KnownArea], today: date) -> list[Turn]:
    """What is to change here after today, one line for each area that begins; what merely moves along is left out."""
    rows = Succession.objects.filter(old__in=[area.id for area in areas], on__gt=today)
    told = [turn for row in rows.exclude(kind=SuccessionKind.MOVED).order_by("on", "new__code") if (turn := _turn(row))]
    return list({turn.new.id: turn for turn in told}.values())


def _seen(by: Actor, area: KnownArea) -> list[KnownArea]:
    """The areas above that the actor may open too."""
    granted = {g for grant in by.grants_with(VIEW) for g in grant.area_ids}
    is_all = by.kind == "system" or any(grant.is_citywide for grant in by.grants_with(VIEW))
    chain = net().areas.above(area.id)
    start = 0 if is_all else next((n for n, each in enumerate(chain) if each.id in granted), len(chain))
    return chain[start:]


def _turn(row: Succession) -> Turn | None:
    known = net()
    old, new = known.area(row.old_id), known.area(row.new_id)
    return Turn(row.on, row.get_kind_display(), old, new) if old and new else None


def outlines_for_map(by: Actor, code: str) -> dict[str, Any]:
    """The outlines right below the area as a GeoJSON FeatureCollection. Raises `kit.forbidden`, `kit.not_found`."""
    known = net()
    found = known.area_by_code(code)
    area = access_area(by, found.id if found else None, VIEW)
    shown = {each.id: each for each in [*known.children(area.id), area]}
    rows = Boundary.objects.filter(area__in=list(shown)).values_list("area", "geojson", "is_schematic")
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(text),
            "properties": _told(shown[area_id], is_schematic=is_schematic, is_here=area_id == area.id),
        }
        for area_id, text, is_schematic in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def public_outlines() -> dict[str, Any]:
    """Today's outlines of townships and villages for everybody's map: names and shapes, nothing else."""
    known = net()
    shown = {area.id: area for area in known.areas.all_on(known.today()) if area.level in PUBLIC_LEVELS}
    rows = Boundary.objects.filter(area__in=list(shown)).values_list("area", "geojson", "is_schematic")
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(text),
            "properties": _told(shown[area_id], is_schematic=is_schematic, is_here=False),
        }
        for area_id, text, is_schematic in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def _told(area: KnownArea, *, is_schematic: bool, is_here: bool) -> dict[str, Any]:
    return {
        "id": str(area.id),
        "code": area.code,
        "name": area.label,
        "level": area.level,
        "selected": is_here,
        "is_schematic": is_schematic,
    }
