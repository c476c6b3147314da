"""The public responsibility chart. Lists and links only: it works without scripts."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_GET

from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.areas import public_outlines
from vitalgrid.city.grids.queries.chart import areas_named, responsibility_chart, who_is_responsible

MOST_WORDS = 60


def _place(text: str) -> tuple[float, float] | None:
    """Longitude and latitude from "97.05,40.29", None when it is something else."""
    parts = text.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


@require_GET
def chart(request: HttpRequest, area_code: str = "") -> HttpResponse:
    """The chart of an area; `?q=` finds areas by name, `?at=lon,lat` the people of a place."""
    words = request.GET.get("q", "").strip()[:MOST_WORDS]
    place = _place(request.GET.get("at", ""))
    context = {
        "chart": responsibility_chart(area_code),
        "q": words,
        "found": areas_named(words) if words else None,
        "place": place,
        "chain": who_is_responsible(lon=place[0], lat=place[1]) if place else None,
    }
    return render(request, "grids/chart.html", context)


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
