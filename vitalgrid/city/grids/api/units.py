"""Units: reading (`staffing.view`) and changing (`unit.manage`)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from vitalgrid.city.grids import actions
from vitalgrid.city.grids.api.codes import wanted_area, wanted_unit
from vitalgrid.city.grids.queries.units import unit_for_page, units_for_list
from vitalgrid.city.grids.schemas import NewUnitIn, UnitCreateIn, UnitEndIn, UnitOut, UnitsReplaceIn
from vitalgrid.foundation.accounts.requests import signed_in
from vitalgrid.foundation.kit.api import answers, repeatable

router = Router()


@router.get("/units", response=answers((200, list[UnitOut])), summary="Units")
def units(request: HttpRequest) -> Any:
    """The units of today that you may see, by kind and code."""
    return [UnitOut.of(unit) for group in units_for_list(signed_in(request)) for unit in group.units]


@router.get("/units/{unit_code}", response=answers((200, UnitOut)), summary="One unit")
def unit(request: HttpRequest, unit_code: str) -> Any:
    """The unit that has the code today."""
    return UnitOut.of(unit_for_page(signed_in(request), unit_code).unit)


def _new(given: NewUnitIn) -> actions.NewUnit:
    parent: UUID | None = wanted_unit(given.parent) if given.parent else None
    return given.unit(parent, wanted_area(given.area) if given.area else None)


@router.post("/units", response=answers((201, UnitOut)), summary="Make a unit")
def create(request: HttpRequest, given: UnitCreateIn) -> Any:
    """A new unit from a day on."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        by.require("unit.manage")
        unit = actions.create_unit(by=by, new=_new(given.new), on=given.on, reason=given.reason)
        return 201, UnitOut.of(unit)

    return repeatable(request, work, out=UnitOut)


@router.post("/units/{unit_code}/replace", response=answers((200, list[UnitOut])), summary="Replace units")
def replace(request: HttpRequest, unit_code: str, given: UnitsReplaceIn) -> Any:
    """Rename, merge or divide units from a day on. Old cases stay with them, and the successors reach them."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        by.require("unit.manage")
        olds = [wanted_unit(code) for code in (unit_code, *given.also)]
        into = [_new(new) for new in given.into]
        made = actions.replace_units(by=by, units=olds, into=into, on=given.on, reason=given.reason)
        return 200, [UnitOut.of(unit) for unit in made]

    return repeatable(request, work, out=list[UnitOut])


@router.post("/units/{unit_code}/end", response=answers((200, UnitOut)), summary="End a unit")
def end(request: HttpRequest, unit_code: str, given: UnitEndIn) -> Any:
    """Let the unit end; with a successor, that one reaches its old cases and gets what was to come to it."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        follows = wanted_unit(given.successor) if given.successor else None
        told: dict[str, Any] = {"on": given.on, "reason": given.reason, "successor": follows}
        return 200, UnitOut.of(actions.end_unit(by=by, unit=wanted_unit(unit_code), **told))

    return repeatable(request, work, out=UnitOut)
