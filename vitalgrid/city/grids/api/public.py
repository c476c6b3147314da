"""What everybody may ask: the areas, and who is responsible where."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from vitalgrid.city.grids.api.codes import known_frame
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.chart import areas_named, responsibility_chart, who_is_responsible
from vitalgrid.city.grids.schemas import AreaOut, ResponsibleOut
from vitalgrid.foundation.kit.api import Day, answers
from vitalgrid.foundation.kit.geometry.frames import convert
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

router = Router()


@router.get("/areas", response=answers((200, list[AreaOut])), summary="Areas")
def areas(
    request: HttpRequest,
    parent: str = Query("", max_length=60, description="Code of the area above; left out: the city itself"),
    q: str = Query("", max_length=60, description="Part of a name: then at most 30 areas of any level"),
    on: Day | None = None,
) -> Any:
    """The areas of the day `on` (today when left out) right below an area, or those with a name."""
    known = net()
    if q.strip():
        return [AreaOut.of(each) for each in areas_named(q, on=on)]
    above = known.area_by_code(parent, on) if parent else None
    if parent and above is None:
        raise Problem(NOT_FOUND)
    return [AreaOut.of(each) for each in known.children(above.id if above else None, on)]


@router.get("/areas/{area_code}", response=answers((200, AreaOut)), summary="One area")
def area(request: HttpRequest, area_code: str, on: Day | None = None) -> Any:
    """The area that has the code on the day."""
    found = net().area_by_code(area_code, on)
    if found is None:
        raise Problem(NOT_FOUND)
    return AreaOut.of(found)


@router.get("/areas/{area_code}/responsible", response=answers((200, ResponsibleOut)), summary="Who answers for it")
def responsible(request: HttpRequest, area_code: str, on: Day | None = None) -> Any:
    """The people of one area as published."""
    return ResponsibleOut.of(responsibility_chart(area_code, on=on).node)


@router.get("/responsible", response=answers((200, list[ResponsibleOut])), summary="Who answers for a place")
def responsible_at(
    request: HttpRequest,
    lon: float = Query(..., ge=-180, le=180),
    lat: float = Query(..., ge=-90, le=90),
    frame: str = Query("wgs84", max_length=10, description="wgs84, gcj02 or bd09"),
    on: Day | None = None,
) -> Any:
    """The areas from the city down that hold the place, each with its people; empty when none does."""
    x, y = convert(lon, lat, known_frame(frame))
    return [ResponsibleOut.of(node) for node in who_is_responsible(lon=x, lat=y, on=on)]
