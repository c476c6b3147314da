"""The public responsibility chart: who answers for my place? Lists and links, so it works without scripts."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET, require_http_methods

from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.areas import public_outlines
from vitalgrid.city.grids.queries.chart import areas_told, responsibility_chart, who_is_responsible

MOST_WORDS = 60


def _point(lon: str, lat: str) -> tuple[float, float] | None:
    """Longitude and latitude in degrees, None when they are something else."""
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return None
    return (x, y) if -180 <= x <= 180 and -90 <= y <= 90 else None


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What somebody asks for. A place and an address come by POST: they stand in no address and no log."""
    given = request.POST if request.method == "POST" else request.GET
    words = given.get("q", "").strip()[:MOST_WORDS]
    lon, _comma, lat = given.get("at", "").partition(",")
    place = _point(given.get("lon") or lon, given.get("lat") or lat)
    found = areas_told(words) if words else None
    chain = None
    if place:
        chain = who_is_responsible(lon=place[0], lat=place[1])
    elif found and len(found) == 1:
        chain, found = who_is_responsible(area=found[0].id), None
    return {"q": words, "place": place, "found": found, "chain": chain, "below": _below(chain)}


def _below(chain: list[Any] | None) -> list[Any]:
    """The areas below the smallest one of a chain, for whoever lives in one of them."""
    return net().children(chain[-1].area.id) if chain else []


@require_http_methods(["GET", "HEAD", "POST"])
def chart(request: HttpRequest, area_code: str = "") -> HttpResponse:
    """The chart of an area; `q` is an address or a name, `lon` and `lat` (or `?at=lon,lat`) a place."""
    context = {"chart": responsibility_chart(area_code), **_asked(request)}
    return render(request, "grids/chart.html", context)


@require_GET
def sheet(request: HttpRequest, area_code: str) -> HttpResponse:
    """The chart of an area on paper, for its notice board, with the way to report as a QR code."""
    site = request.build_absolute_uri("/")
    code = segno.make(site, error="m").svg_data_uri(scale=4, border=1)
    return render(request, "grids/sheet.html", {"chart": responsibility_chart(area_code), "site": site, "code": code})


def _stamp(request: HttpRequest) -> str:
    return f'"{net().stamp}-{net().today():%Y%m%d}"'


@require_GET
@cache_control(public=True, max_age=3600)
@condition(etag_func=_stamp)
def outlines(request: HttpRequest) -> HttpResponse:
    """The outlines of townships and villages for the map on which a resident puts the pin."""
    return JsonResponse(
        public_outlines(), content_type="application/geo+json", json_dumps_params={"ensure_ascii": False}
    )
