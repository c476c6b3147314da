"""The page of who only looks: the figures of a period, each opening the very cases that it counts. Nothing is typed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from vitalgrid.centre.console.pages import list_beside, staff
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.figures import queries
from vitalgrid.foundation.figures.indicator import LISTED, Indicator
from vitalgrid.foundation.figures.periods import Period, month_of, quarter_of
from vitalgrid.foundation.figures.queries import Figure, Scope
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.queries.listing import rows_with_ids
from vitalgrid.loop.cases.queries.waiting import loads_of_areas

VIEW, APART = "figures.view", "case.view_integrity"
SPANS: dict[str, "str | Promise"] = {
    "month": _("This month"),
    "last_month": _("Last month"),
    "days": _("Thirty days"),
    "quarter": _("This quarter"),
    "year": _("This year"),
}


@dataclass(frozen=True)
class Asked:
    """The period and the area that the page is about, both chosen and never typed."""

    span: str
    area: str  # code, "" for the whole city
    today: date
    is_apart_told: bool

    @property
    def period(self) -> Period:
        """Its days."""
        return span_of(self.span, self.today)

    @property
    def scope(self) -> Scope | None:
        """What the area narrows by."""
        return queries.scope_named("area", self.area)

    @property
    def query(self) -> str:
        """For addresses."""
        return urlencode({"span": self.span, "area": self.area} if self.area else {"span": self.span})


def span_of(span: str, today: date) -> Period:
    """The days of a named span, until today where it is not over yet. Pure."""
    if span == "last_month":
        return month_of(*((today.replace(day=1) - timedelta(days=1)).timetuple()[:2]))
    if span == "days":
        return Period(today - timedelta(days=29), today)
    if span == "quarter":
        return Period(quarter_of(today.year, (today.month + 2) // 3).first, today)
    return Period(today.replace(month=1, day=1) if span == "year" else today.replace(day=1), today)


def _asked(request: HttpRequest, by: Actor) -> Asked:
    by.require(VIEW)
    by.require("case.view")
    span, area = request.GET.get("span", ""), request.GET.get("area", "")
    choices = {code for code, _label in areas_for(by)}
    today = clock.now().astimezone(city_zone()).date()
    wanted = area if area in choices else areas_for(by)[0][0]
    return Asked(span if span in SPANS else "month", wanted, today, by.can(APART))


def areas_for(by: Actor) -> list[tuple[str, "str | Promise"]]:
    """The areas that this person may ask about: the whole city and its townships, or one's own area and those below."""
    known, found = net(), list[tuple[str, "str | Promise"]]()
    for grant in by.grants_with("case.view"):
        if grant.is_citywide or grant.area_level == 0:
            below = [area for area in known.areas.all_on(known.today()) if area.level == 1]
            return [("", _("The whole city")), *((area.code, area.label) for area in below)]
        for area in (known.area(each) for each in sorted(grant.area_ids)):
            if area is not None and area.is_valid_on(known.today()):
                found += [(one.code, one.label) for one in (area, *known.children(area.id))]
    return found or [("", _("The whole city"))]


def _figures(asked: Asked) -> list[tuple[Indicator, Figure]]:
    given: dict[str, Any] = {"period": asked.period, "area": asked.scope, "now": clock.now()}
    given["is_apart_told"] = asked.is_apart_told
    return [(one, queries.measure(key, **given)) for key, one in queries.indicators().items()]


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The figures of a period and an area, and who has how much in hand."""
    by = staff(request)
    asked = _asked(request, by)
    context = list_beside(request, by) | {
        "asked": asked,
        "spans": SPANS.items(),
        "areas": areas_for(by),
        "figures": _figures(asked),
        "loads": loads_of_areas(by),
        "now": clock.now(),
    }
    return render(request, "console/overview.html", context)


@require_GET
def behind(request: HttpRequest, key: str) -> HttpResponse:
    """The cases that a figure counts. `part` keeps those above the line."""
    by = staff(request)
    asked, indicator = _asked(request, by), queries.indicator_called(key)
    is_part = request.GET.get("part") == "1"
    given: dict[str, Any] = {"period": asked.period, "area": asked.scope, "now": clock.now()}
    given["is_apart_told"] = asked.is_apart_told
    ids = queries.records_behind(key, is_part=is_part, **given)
    context = {
        "asked": asked,
        "indicator": indicator,
        "figure": queries.measure(key, **given),
        "is_part": is_part,
        "rows": (rows := rows_with_ids(by, ids)),
        "hidden": len(ids) - len(rows),
        "is_cut": len(ids) == LISTED,
        "most": LISTED,
        "span": SPANS[asked.span],
    }
    return render(request, "console/behind.html", context)
