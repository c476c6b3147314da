"""The map: areas with their people, cases by cells, a past moment; and the same as a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vitalgrid.centre.console.map_asked import FILTERS, STEPS, MapAsked, asked_for, knows_staffing
from vitalgrid.centre.console.map_choices import choices_for, show_words
from vitalgrid.centre.console.map_panel import panel_for, tallies_for, vacancies_for
from vitalgrid.centre.console.pages import staff
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.chart import areas_named
from vitalgrid.city.grids.queries.drawn import areas_down_to, outlines_text, schematic_among, shapes_of
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock, moments, ring
from vitalgrid.foundation.kit.geometry.drawing import Drawing, drawing_of
from vitalgrid.foundation.kit.templatetags.kit import chip
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.queries.listing import CaseRow
from vitalgrid.loop.cases.queries.placed import (
    MOST_CELLS,
    Cell,
    Tallies,
    Window,
    cases_asked,
    cells_in,
    listed_in,
    open_over_time,
    singles_in,
)

LISTED = 50
CLOSE = 15  # the scale at which what lies near a case is seen with it
ADVICE = "private, no-cache"


def _asked(request: HttpRequest) -> tuple[Actor, MapAsked]:
    by = staff(request)
    by.require("case.view")
    return by, asked_for(by, request.GET)


@require_GET
def city_map(request: HttpRequest) -> HttpResponse:
    """The page. It stands without scripts: outlines as a still picture, areas and cases as lists."""
    by, asked = _asked(request)
    choices, tallies = choices_for(asked), tallies_for(by, asked)
    context = (
        _beside(by, asked, tallies, vacancies_for(by, asked))
        | _listed(by, asked, None, tallies.whole.count)
        | {
            "asked": asked,
            "choices": choices,
            "filters": [choices[name] for name in FILTERS],
            "kept": [pair for pair in parse_qsl(asked.query(at="", step="")) if pair[1]],
            "kept_all": [pair for pair in parse_qsl(asked.query()) if pair[1]],
            "now_query": asked.query(at=""),
            "base": asked.base,
            "still": _still(asked, tallies),
            "is_schematic": schematic_among(areas_down_to(asked.area, asked.area.level + 1, asked.on)),
            "base_maps": settings.BASE_MAPS,
            "may_know_vacancies": knows_staffing(by, asked.area),
            "q": request.GET.get("q", "")[:60],
        }
    )
    return render(request, "console/map.html", context)


@require_GET
def map_window(request: HttpRequest) -> HttpResponse:
    """What lies in a window (`w`): cells, single cases, the list; with `all` also the areas and the panel."""
    by, asked = _asked(request)
    window = Window.from_text(request.GET.get("w", ""))
    cases = cases_asked(by, asked.cases())
    across = request.GET.get("n", "")
    most = int(across) if across.isascii() and across.isdigit() else MOST_CELLS
    cells = cells_in(cases, window, asked.at, most) if window else []
    rows = singles_in(cases, cells, asked.at)
    alone = {row.code for row in rows}
    told: dict[str, Any] = {
        "at": asked.at_text,
        "count": sum(cell.count for cell in cells),
        "cells": [_cell(cell) for cell in cells if cell.code not in alone],
        "points": [_point(row, asked) for row in rows],
        "edition": net().places.edition(asked.on),
    }
    context = _listed(by, asked, window, told["count"]) | {"asked": asked}
    told["list"] = render_to_string("console/_map_list.html", context, request)
    if request.GET.get("all"):
        tallies, vacancies = tallies_for(by, asked), vacancies_for(by, asked)
        context = _beside(by, asked, tallies, vacancies) | {"asked": asked}
        told["panel"] = render_to_string("console/_map_panel.html", context, request)
        drawn = tallies.areas.get(asked.level, {})
        told["areas"] = {str(key): [tally.count, tally.overdue] for key, tally in drawn.items()}
        told["vacant"] = {str(key): count for key, count in vacancies.items()}
        told["moment"] = moments.full(asked.at or clock.now(), net().zone, _language())
    return JsonResponse(told, headers={"Cache-Control": ADVICE}, json_dumps_params={"ensure_ascii": False})


@require_GET
def map_find(request: HttpRequest) -> HttpResponse:
    """To the map of what was asked for by `q`: an area by name or code, or a case by its code and what is near it."""
    by, asked = _asked(request)
    words = request.GET.get("q", "").strip().replace("\x00", "")[:60]
    case = visible_to(by).filter(code=words).exclude(lon=None).exclude(lat=None).first() if words else None
    if case is not None:
        return redirect(
            f"{reverse('console:map')}?{asked.query(area='', pick='', at='', c=f'{case.lon},{case.lat},{CLOSE}')}"
        )
    found = areas_named(words, on=asked.on)
    if not found:
        messages.info(request, _("Nothing on the map is called that: %(words)s") % {"words": words})
        return redirect(f"{reverse('console:map')}?{asked.query()}")
    inner = {found[0].id, *(each.id for each in net().areas.above(found[0].id))}
    changes = {"pick": found[0].code} if asked.area.id in inner else {"area": found[0].code, "pick": ""}
    return redirect(f"{reverse('console:map')}?{asked.query(**changes)}")


@require_GET
def map_outlines(request: HttpRequest) -> HttpResponse:
    """The outlines of the day, from the area shown down to the level drawn."""
    _by, asked = _asked(request)
    etag = f'"{net().stamp}-{net().places.edition(asked.on)}-{asked.area.code}-{asked.level}-{_language()}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    text = outlines_text(asked.area, asked.level, asked.on)
    return HttpResponse(text, content_type="application/geo+json", headers={"ETag": etag, "Cache-Control": ADVICE})


@require_GET
def map_timeline(request: HttpRequest) -> HttpResponse:
    """How many were open over the span of the scrubber, a number a step, ending now."""
    by, asked = _asked(request)
    hours, steps = STEPS[asked.step]
    end = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    step = timedelta(hours=hours)
    start = end - step * steps
    counts = open_over_time(by, asked.cases(), start, step, steps)
    told = {"start": _local(start), "hours": hours, "counts": counts, "labels": _labels(start, step, steps)}
    return JsonResponse(told, headers={"Cache-Control": ADVICE}, json_dumps_params={"ensure_ascii": False})


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(net().zone):%Y-%m-%dT%H:%M}"


def _labels(start: datetime, step: timedelta, steps: int) -> list[list[Any]]:
    """The words for each step, as the page says moments."""
    zone, language = net().zone, _language()
    return [[_local(at), moments.full(at, zone, language)] for at in (start + step * n for n in range(steps + 1))]


def _language() -> str:
    return get_language() or "zh-hans"


def _cell(cell: Cell) -> list[Any]:
    return [cell.lon, cell.lat, cell.count, cell.in_hand, cell.overdue]


def _point(row: CaseRow, asked: MapAsked) -> dict[str, Any]:
    """A single case: what its pill says."""
    return {
        "code": row.code,
        "title": row.title,
        "state": row.state_label,
        "tone": "danger" if row.is_overdue else row.ring.tone,
        "late": row.is_overdue,
        "ring": ring.svg(row.ring, 24),
        "at": [row.lon, row.lat],
        "url": reverse("console:case", args=[row.code]),
    }


@dataclass(frozen=True)
class ListedRow:
    """A line of the list, with its due chip as finished markup."""

    row: CaseRow
    chip: SafeString


def _listed(by: Actor, asked: MapAsked, window: Window | None, count: int) -> dict[str, Any]:
    """The list: the cases of the area beside the map, or of the window where none was picked."""
    within = None if asked.pick else window
    cases = cases_asked(by, asked.cases(asked.seen))
    rows = listed_in(cases, within, asked.at, LISTED + 1, count)
    return {
        "listed": [ListedRow(row, _chip(row, asked)) for row in rows[:LISTED]],
        "has_more": len(rows) > LISTED,
        "in_window": within is not None,
    }


def _chip(row: CaseRow, asked: MapAsked) -> SafeString:
    if row.next_due_at is None:
        return SafeString("")
    if row.state == "paused" and row.pause_cause:
        return chip(moments.Due("paused", row.pause_cause))
    return chip(moments.due(row.next_due_at, asked.at or clock.now(), get_current_timezone(), _language()))


def _beside(by: Actor, asked: MapAsked, tallies: Tallies, vacancies: Mapping[UUID, int]) -> dict[str, Any]:
    """The panel."""
    return {"panel": panel_for(by, asked, tallies, vacancies), "show_word": show_words()[asked.show]}


def _still(asked: MapAsked, tallies: Tallies) -> Drawing | None:
    """The outlines as a picture: the areas below, each a link, darker the more cases."""
    areas = areas_down_to(asked.area, asked.area.level + 1, asked.on)
    shapes = shapes_of(areas)
    made = drawing_of(shapes.values())
    if made is None:
        return None
    counts = tallies.areas.get(asked.area.level + 1, {})
    most = max((tally.count for tally in counts.values()), default=1)
    for area, shape in sorted(shapes.items(), key=lambda one: -one[0].level):
        count = tallies.of(area.id, area.level).count
        shade = 0 if not count else 1 + min(3, count * 4 // (most + 1))
        kind = "whole" if area.id == asked.area.id else f"below shade-{shade}"
        made.add(shape, kind, title=area.label, href=f"?{asked.query(pick=area.code)}", label=area.label)
    return made
