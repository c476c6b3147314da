"""Figures by API (`figures.view`)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from vitalgrid.foundation.accounts.requests import signed_in
from vitalgrid.foundation.figures import queries
from vitalgrid.foundation.figures.pages import APART, VIEW
from vitalgrid.foundation.figures.periods import Period
from vitalgrid.foundation.figures.schemas import FigureOut, IndicatorOut, QuestionIn
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.api import answers

router = Router()


@router.get("/figures", response=answers((200, list[IndicatorOut])), summary="List indicators")
def indicators(request: HttpRequest) -> Any:
    """Every indicator with its formula."""
    signed_in(request).require(VIEW)
    return [
        {"key": i.key, "label": str(i.label), "definition": str(i.definition), "measured_in": i.measured_in}
        for i in queries.indicators().values()
    ]


@router.get("/figures/{key}", response=answers((200, FigureOut)), by_alias=True, summary="Compute an indicator")
def figure(request: HttpRequest, key: str, given: Query[QuestionIn]) -> Any:
    """One figure, as of now."""
    by = signed_in(request)
    by.require(VIEW)
    return queries.measure(
        key,
        now=clock.now(),
        period=Period(given.from_, given.to),
        area=queries.scope_named("area", given.area),
        unit=queries.scope_named("unit", given.unit),
        is_apart_told=by.can(APART),
    ).as_json()
