"""The map's page: what is drawn stands in the list too, at whatever moment, and for nobody more than they may see."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vitalgrid.city.grids.models import City, Post
from vitalgrid.city.grids.queries import touch
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

CITY = "96.9,39.7,97.3,40.1"
HOUR = timedelta(hours=1)


def test_map_and_list_say_the_same_now_and_then(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        first = loop.in_progress(at="1-1-1-1").code
    with clock.set_to(MONDAY + 2 * HOUR):
        second = loop.in_progress(at="2-2-2-2").code
    with clock.set_to(MONDAY + 3 * HOUR):
        loop.sign_in(client, "dispatch")
        for at, codes in (("", {first, second}), ("2026-03-02T11:00", {first})):
            told = client.get("/console/map/window/", {"w": CITY, "at": at, "all": "1"}).json()
            assert told["count"] == len(codes)
            assert {point["code"] for point in told["points"]} == codes
            assert {code for code in (first, second) if f'data-listed="{code}"' in told["list"]} == codes
            assert sum(n for n, _late in told["areas"].values()) == len(codes)
            assert f"<b>{len(codes)}</b>" in told["panel"]
            page = client.get("/console/map/", {"at": at}).content.decode()
            assert {code for code in (first, second) if f'data-listed="{code}"' in page} == codes


def test_a_picked_area_brings_its_people_and_its_cases(loop: Loop, client: Client) -> None:
    near, _far = loop.in_progress(at="1-1-1-1").code, loop.in_progress(at="2-2-2-2").code
    loop.sign_in(client, "dispatch")
    told = client.get("/console/map/window/", {"w": CITY, "pick": "1-1-1", "all": "1"}).json()
    assert told["count"] == 2
    assert f'data-listed="{near}"' in told["list"]
    assert told["list"].count("data-listed") == 1
    assert loop.city.user("head-1-1-1").display_name in told["panel"]
    page = client.get("/console/map/", {"pick": "1-1-1"}).content.decode()
    assert loop.city.user("full-1-1-1-1").display_name in page


def test_areas_are_those_of_the_day(loop: Loop, client: Client) -> None:
    from_city = client.get
    loop.sign_in(client, "dispatch")
    now = from_city("/console/map/outlines.geojson", {"area": "1", "level": "3"})
    codes = {feature["properties"]["code"] for feature in now.json()["features"]}
    assert codes == {"1", "1-1", "1-2", "1-1-1", "1-1-2", "1-2-1", "1-2-2"}
    again = client.get(
        "/console/map/outlines.geojson", {"area": "1", "level": "3"}, headers={"If-None-Match": now["ETag"]}
    )
    assert again.status_code == 304


def test_the_timeline_ends_with_what_is_open_now(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        loop.in_progress()
        loop.in_progress(at="1-1-1-2")
    with clock.set_to(MONDAY + 5 * HOUR):
        loop.sign_in(client, "dispatch")
        told = client.get("/console/map/timeline/", {"step": "hour"}).json()
        assert told["counts"][-1] == 2
        assert told["counts"][0] == 0
        assert len(told["labels"]) == len(told["counts"])


def test_a_broken_address_still_shows_a_map(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "dispatch")
    for query in (
        "area=nowhere",
        "at=yesterday",
        "level=9",
        "show=x",
        "step=x",
        "w=1",
        "at=9999-01-01T00:00",
        "pick=%00",
    ):
        assert client.get(f"/console/map/?{query}").status_code == 200, query
        assert client.get(f"/console/map/window/?{query}&all=1").status_code == 200, query


def test_a_window_costs_the_same_with_more_cases(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "dispatch")
    counts = []
    for _round in range(2):
        for at in ("1-1-1-1", "1-2-1-1", "2-1-1-1", "2-2-2-2"):
            loop.in_progress(at=at)
        client.get("/console/map/window/", {"w": CITY})
        with CaptureQueriesContext(connection) as told:
            client.get("/console/map/window/", {"w": CITY})
        counts.append(len(told))
    assert counts[1] <= counts[0] <= 9


def test_what_is_asked_for_by_name_or_code_is_shown_where_it_lies(loop: Loop, client: Client) -> None:
    near, far = loop.in_progress(at="1-1-1-1").code, loop.in_progress(at="2-2-2-2").code
    lon, lat = loop.city.middle("1-1-1-1")
    loop.sign_in(client, "room-1")
    found = client.get("/console/map/find/", {"q": near})
    assert f"c={lon}%2C{lat}%2C15" in found["Location"]
    assert "c=" not in client.get("/console/map/find/", {"q": far})["Location"]  # not theirs: as if it were not there
    assert "pick=1-1-1" in client.get("/console/map/find/", {"q": "演示·1-1-1"})["Location"]
    missed = client.get("/console/map/find/", {"q": "没有的地方"}, follow=True)
    assert "图上找不到“没有的地方”" in missed.content.decode()


def test_vacancies_are_a_layer_for_who_may_know_them(loop: Loop, client: Client) -> None:
    Post.objects.filter(area=loop.city.areas["1-1-1"]).update(ended_on=MONDAY.date())
    loop.sign_in(client, "dispatch")
    told = client.get("/console/map/window/", {"w": CITY, "vacant": "1", "all": "1"}).json()
    assert told["vacant"][str(loop.city.areas["1-1-1"].id)] == 1
    assert told["vacant"][str(loop.city.areas["1"].id)] == 1
    assert "空缺" in told["panel"]
    assert client.get("/console/map/window/", {"w": CITY, "all": "1"}).json()["vacant"] == {}


def test_a_level_has_its_name_in_the_readers_language_and_no_longer_than_its_field(loop: Loop, client: Client) -> None:
    City.objects.update(level_names={"1": {"name": "一级网格（乡镇、街道）", "name_en": "First-level grid"}})
    touch()
    loop.sign_in(client, "dispatch")
    assert ">一级网格</option>" in client.get("/console/map/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert ">First-level grid</option>" in client.get("/console/map/").content.decode()
