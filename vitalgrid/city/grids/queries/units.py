"""Units for their pages."""

from dataclasses import dataclass
from datetime import date

from vitalgrid.city.grids.access import access_unit, reaches_unit, require
from vitalgrid.city.grids.models import Platform, UnitKind, UnitSuccession
from vitalgrid.city.grids.queries.holders import Holder, holders_in
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.foundation.accounts.actor import Actor

VIEW = "staffing.view"


@dataclass(frozen=True)
class UnitGroup:
    """The units of one kind."""

    label: str
    units: list[KnownUnit]


@dataclass(frozen=True)
class UnitTurn:
    """Something that became something else on a day."""

    on: date
    label: str
    old: KnownUnit
    new: KnownUnit


@dataclass(frozen=True)
class UnitPage:
    """A unit with its people, its place and its past."""

    unit: KnownUnit
    kind: str
    platforms: list[str]
    area: KnownArea | None
    parent: KnownUnit | None
    below: list[KnownUnit]
    people: list[Holder]
    turns: list[UnitTurn]
    is_today: bool


def units_for_list(by: Actor, *, is_all: bool = False, words: str = "") -> list[UnitGroup]:
    """The units that `staffing.view` reaches, by kind: of today, or with those that ended or begin later (`is_all`).

    `words` narrows by name or code. Raises `kit.forbidden`.
    """
    require(by, VIEW)
    known, wanted = net(), words.casefold()
    some = known.units.every() if is_all else known.units.all_on(known.today())
    units = [
        unit
        for unit in some
        if reaches_unit(by, VIEW, unit)
        and (not wanted or any(wanted in text.casefold() for text in (unit.name, unit.name_en, unit.code)))
    ]
    groups = [UnitGroup(str(kind.label), [u for u in units if u.kind == kind.value]) for kind in UnitKind]
    return [group for group in groups if group.units]


def unit_for_page(by: Actor, code: str, since: str = "") -> UnitPage:
    """The unit that has the code today; else, or with `since` (its first day), that of another day.

    Raises `kit.forbidden`, `kit.not_found`.
    """
    known = net()
    today = known.today()
    ever = known.units.with_code(code)
    found = next((unit for unit in ever if unit.valid_from.isoformat() == since), None)
    found = found or known.unit_by_code(code, today) or next(iter(ever[::-1]), None)
    unit = access_unit(by, found.id if found else None, VIEW)
    turns = UnitSuccession.objects.filter(new__in=known.units.selves(unit.id)) | UnitSuccession.objects.filter(
        old=unit.id
    )
    return UnitPage(
        unit=unit,
        kind=str(UnitKind(unit.kind).label) if unit.kind in UnitKind.values else unit.kind,
        platforms=[str(Platform(code).label) for code in unit.platforms if code in Platform.values],
        area=known.areas.present(unit.area, today),
        parent=known.units.present(unit.parent, today),
        below=known.units.children(unit.id, today),
        people=holders_in([], today, units=[unit.id]),
        turns=sorted((t for row in turns if (t := _turn(row))), key=lambda turn: turn.on, reverse=True),
        is_today=unit.is_valid_on(today),
    )


def _turn(row: UnitSuccession) -> UnitTurn | None:
    known = net()
    old, new = known.unit(row.old_id), known.unit(row.new_id)
    return UnitTurn(row.on, row.get_kind_display(), old, new) if old and new else None
