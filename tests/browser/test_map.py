"""The map in a browser: what is drawn is what is listed, and the clock moves both."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.stage import Stage
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.frames import convert
from vitalgrid.loop.cases.tests.factories import small_loop

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)
READY = "document.querySelector('[data-city-map]').dataset.mapReady === 'yes'"
LISTED = "document.querySelectorAll('#map-list [data-listed]').length"
DRAWN = (
    "[...document.querySelectorAll('.cluster b')].reduce((sum, one) => sum + Number(one.textContent), 0)"
    " + document.querySelectorAll('.pill').length"
)


def test_points_list_and_clock_agree(live: str, stage: Make) -> None:
    loop = small_loop()
    now = clock.now()
    with clock.set_to(now - timedelta(days=3)):
        loop.in_progress(at="1-1-1-1")
    with clock.set_to(now - timedelta(hours=2)):
        loop.in_progress(at="1-1-1-1")
        loop.in_progress(at="2-2-2-2")
    one = stage(user=loop.city.user("dispatch")).open("/console/map/")
    one.until(READY, seconds=20)
    assert one.page.evaluate(DRAWN) == one.page.evaluate(LISTED) == 3
    one.axe()
    # The clock: Home is the first moment of its span, then a day before today.
    one.page.locator("[data-scrub]").focus()
    one.page.keyboard.press("ArrowLeft")
    one.page.keyboard.press("ArrowLeft")
    one.until(f"({LISTED}) === 1 && ({DRAWN}) === 1", seconds=10)
    assert "at=" in one.page.url
    one.axe()
    one.page.keyboard.press("Home")
    one.until(f"({LISTED}) === 0 && ({DRAWN}) === 0", seconds=10)
    one.page.get_by_role("link", name="回到现在").click()
    one.until(f"({LISTED}) === 3", seconds=10)
    # An area picked by the keyboard, from the list.
    one.page.locator("[data-pick-link='1']").focus()
    one.page.keyboard.press("Enter")
    one.until(f"({LISTED}) === 2", seconds=10)
    assert "pick=1" in one.page.url
    assert not one.complaints


def test_without_scripts_the_outlines_and_the_list_stay(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.in_progress(at="1-1-1-1").code
    one = stage(user=loop.city.user("dispatch"), with_scripts=False).open("/console/map/")
    assert one.page.locator(".still path").count() == 3
    assert one.page.locator(f"[data-listed='{code}']").is_visible()
    one.page.locator(".still a").first.click()
    assert "pick=1" in one.page.url


def test_a_grid_is_divided_by_hand_and_taken_back(live: str, stage: Make) -> None:
    loop = small_loop()
    outline = loop.city.areas["1-1-1-1"].boundary
    one = stage(user=loop.city.user("administrator")).open("/console/areas/1-1-1-1/redivide/")
    one.until("document.querySelector('[data-draw]').dataset.mapReady === 'yes'", seconds=20)
    # Drawn by the keyboard: the map's middle, which lies inside, then two points written beside it.
    one.page.locator("[data-draw] canvas").focus()
    one.page.keyboard.press("Enter")
    drawn = one.page.locator("[name=line]").input_value().split(",")
    assert outline.min_lat < float(drawn[1]) < outline.max_lat
    west, east = outline.min_lon - 0.01, outline.max_lon + 0.01
    one.page.locator("[name=line]").fill(f"{west},{drawn[1]} {east},{drawn[1]}")
    one.page.locator("[name=on]").last.fill((net().today() + timedelta(days=9)).isoformat())
    one.axe()
    one.page.get_by_role("button", name="先看结果").click()
    one.page.locator("#name_2").fill("演示·新")
    assert one.page.locator(".outline .part").count() == 2
    one.axe()
    one.page.get_by_role("button", name="起照此执行").click()
    one.page.wait_for_url("**/console/areas/1-1-1/")
    assert net().area_by_code("1-1-1-1").valid_until is not None
    one.page.get_by_role("button", name="撤回演示·新").click()
    one.page.wait_for_url("**/console/areas/1-1-1-1/")
    assert net().area_by_code("1-1-1-1").valid_until is None
    assert not one.complaints


def test_a_base_map_of_another_frame_moves_what_is_drawn_and_nothing_that_is_asked(
    live: str, stage: Make, settings: Any
) -> None:
    loop = small_loop()
    loop.in_progress(at="1-1-1-1")
    told = {"code": "own", "name": "演示底图", "kind": "raster", "tiles": ["/static/no/{z}/{x}/{y}.png"]}
    more = {
        "name_en": "",
        "frame": "gcj02",
        "min_zoom": 0,
        "max_zoom": 18,
        "tile_size": 256,
        "credit": "演示",
        "layers": [],
    }
    settings.BASE_MAPS = [told | more]
    middles = []
    for query in ("", "?base=own"):
        one = stage(user=loop.city.user("dispatch"))
        asked: list[str] = []
        one.page.on("request", lambda request, asked=asked: asked.append(request.url))
        one.open(f"/console/map/{query}").until(READY, seconds=20)
        window = parse_qs(urlsplit(next(url for url in asked if "/map/window/" in url)).query)["w"][0]
        west, south, east, north = map(float, window.split(","))
        middles.append(((west + east) / 2, (south + north) / 2))
        assert one.page.evaluate(DRAWN) == 1
    (lon, lat), (other_lon, other_lat) = middles
    # GCJ-02 lies some hundred metres off here; the window that is asked for stays where it was.
    assert abs(lon - other_lon) < 0.0005
    assert abs(lat - other_lat) < 0.0005
    tiles = [url for url in asked if "/static/no/" in url]
    assert tiles
    lon_shifted, lat_shifted = convert(lon, lat, "wgs84", "gcj02")
    assert abs(lon_shifted - lon) + abs(lat_shifted - lat) > 0.001
    # The address keeps the view in WGS-84 too, once the map was moved.
    one.page.locator(".maplibregl-ctrl-zoom-in").click()
    one.until("new URLSearchParams(location.search).has('c')", seconds=10)
    kept = parse_qs(urlsplit(one.page.url).query)["c"][0].split(",")
    assert abs(float(kept[0]) - lon) < 0.0005
