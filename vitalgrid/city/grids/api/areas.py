"""Staffing and outlines (`staffing.view`); changing areas (`area.manage`)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from vitalgrid.city.grids import actions
from vitalgrid.city.grids.api.codes import known_frame, wanted_area
from vitalgrid.city.grids.queries.areas import outlines_for_map
from vitalgrid.city.grids.queries.boundaries import boundary_check_for
from vitalgrid.city.grids.queries.staffing import staffing_for
from vitalgrid.city.grids.schemas import (
    AreaCreateIn,
    AreaOut,
    AreaRenameIn,
    AreasReplaceIn,
    BoundaryCheckOut,
    BoundaryIn,
    EndIn,
    FaultOut,
    HouseholdsIn,
    MendIn,
    NewAreaIn,
    StaffingOut,
    UndoIn,
    UndoMendIn,
)
from vitalgrid.foundation.accounts.requests import signed_in
from vitalgrid.foundation.kit.api import answers, repeatable

router = Router()


@router.get("/staffing", response=answers((200, StaffingOut)), summary="The check of 1+X+X")
def staffing(request: HttpRequest, area: str = Query("", max_length=60)) -> Any:
    """Vacancies and reminders at and below an area; left out: the topmost area that you may see."""
    by = signed_in(request)
    return StaffingOut.of(staffing_for(by, wanted_area(area) if area else None))


@router.get("/areas/{area_code}/outlines", response=answers((200, dict[str, Any])), summary="Outlines as GeoJSON")
def outlines(request: HttpRequest, area_code: str) -> Any:
    """The outlines of the area and of those right below it, in WGS-84."""
    return outlines_for_map(signed_in(request), area_code)


@router.get("/areas/{area_code}/check", response=answers((200, BoundaryCheckOut)), summary="Check the outlines")
def check(request: HttpRequest, area_code: str) -> Any:
    """Overlaps, gaps and overhangs at and below the area, each with its place and what to do."""
    found = boundary_check_for(signed_in(request), area_code)
    return {
        "area": found.area.code,
        "checked": found.checked,
        "without": [each.code for each in found.without],
        "faults": [
            FaultOut(
                kind=row.fault.kind.code,
                parent=row.parent.code,
                codes=list(row.fault.codes),
                lon=row.fault.lon,
                lat=row.fault.lat,
                square_metres=row.fault.square_metres,
                sentence=row.fault.sentence,
                proposal=row.fault.proposal,
                give_to=row.fault.give_to,
                key=row.key,
                is_safe=row.is_safe,
            )
            for row in found.rows
        ],
    }


def _new(given: NewAreaIn) -> actions.NewArea:
    known_frame(given.frame)
    return given.area()


@router.post("/areas/{area_code}/areas", response=answers((201, AreaOut)), summary="Make an area below")
def create(request: HttpRequest, area_code: str, given: AreaCreateIn) -> Any:
    """A new area below this one, from a day on."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        told: dict[str, Any] = {"level": given.level, "on": given.on, "reason": given.reason}
        area = actions.create_area(by=by, parent=wanted_area(area_code), new=_new(given.new), **told)
        return 201, AreaOut.of(area)

    return repeatable(request, work, out=AreaOut)


@router.post("/areas/{area_code}/rename", response=answers((200, AreaOut)), summary="Rename an area")
def rename(request: HttpRequest, area_code: str, given: AreaRenameIn) -> Any:
    """Another name, code or kind from a day on. Everything below moves along; old cases keep the old area."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        return 200, AreaOut.of(actions.rename_area(by=by, area=wanted_area(area_code), **given.model_dump()))

    return repeatable(request, work, out=AreaOut)


@router.post("/areas/{area_code}/replace", response=answers((200, list[AreaOut])), summary="Re-divide areas")
def replace(request: HttpRequest, area_code: str, given: AreasReplaceIn) -> Any:
    """Divide this area, merge it with neighbours, or draw the borders between them anew, from a day on."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        olds = [wanted_area(code) for code in (area_code, *given.also)]
        into = [_new(new) for new in given.into]
        told: dict[str, Any] = {"by": by, "on": given.on, "reason": given.reason}
        if len(olds) == 1:
            made = actions.redivide_area(area=olds[0], into=into, **told)
        elif len(into) == 1:
            made = [actions.merge_areas(areas=olds, into=into[0], **told)]
        else:
            made = actions.redraw_areas(areas=olds, into=into, **told)
        return 200, [AreaOut.of(area) for area in made]

    return repeatable(request, work, out=list[AreaOut])


@router.post("/areas/{area_code}/end", response=answers((200, AreaOut)), summary="End an area")
def end(request: HttpRequest, area_code: str, given: EndIn) -> Any:
    """Let the area end with nothing to follow it."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        return 200, AreaOut.of(actions.end_area(by=by, area=wanted_area(area_code), **given.model_dump()))

    return repeatable(request, work, out=AreaOut)


@router.post("/areas/{area_code}/households", response=answers((200, AreaOut)), summary="Set the households")
def households(request: HttpRequest, area_code: str, given: HouseholdsIn) -> Any:
    """The planned number of households."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        return 200, AreaOut.of(actions.set_households(by=by, area=wanted_area(area_code), **given.model_dump()))

    return repeatable(request, work, out=AreaOut)


@router.post("/areas/{area_code}/boundary", response=answers((200, AreaOut)), summary="Set the outline")
def boundary(request: HttpRequest, area_code: str, given: BoundaryIn) -> Any:
    """Enter the outline, or mend a drawing error in it."""
    by = signed_in(request)
    known_frame(given.frame)

    def work() -> tuple[int, Any]:
        return 200, AreaOut.of(actions.set_boundary(by=by, area=wanted_area(area_code), **given.model_dump()))

    return repeatable(request, work, out=AreaOut)


@router.post("/areas/{area_code}/undo", response=answers((200, list[AreaOut])), summary="Take a change ahead back")
def undo(request: HttpRequest, area_code: str, given: UndoIn) -> Any:
    """Take back the rename, division, merger or new border by which this area is to begin on the day `on`."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        area = wanted_area(area_code, given.on)
        return 200, [AreaOut.of(each) for each in actions.undo_change(by=by, area=area, reason=given.reason)]

    return repeatable(request, work, out=list[AreaOut])


@router.post("/areas/{area_code}/mend", response=answers((200, AreaOut)), summary="Follow a proposal of the check")
def mend(request: HttpRequest, area_code: str, given: MendIn) -> Any:
    """Do what the check of the outlines proposes about one fault right below this area, where that is safe."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        area = wanted_area(area_code)
        return 200, AreaOut.of(actions.mend_fault(by=by, area=area, fault=given.fault, reason=given.reason))

    return repeatable(request, work, out=AreaOut)


@router.post("/areas/{area_code}/mend/undo", response=answers((200, AreaOut)), summary="Take a mended outline back")
def undo_mend(request: HttpRequest, area_code: str, given: UndoMendIn) -> Any:
    """Take back what a proposal of the check last did to the outline of this area; refused if it was changed since."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        return 200, AreaOut.of(actions.undo_mend(by=by, area=wanted_area(area_code), reason=given.reason))

    return repeatable(request, work, out=AreaOut)
