"""The API of the net: what everybody may ask, and the same rules as on the pages."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from shapely.geometry import mapping

from vitalgrid.city.grids.models import Area, Handover, Post
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.tests.factories import SmallCity, small_city
from vitalgrid.foundation.accounts.tests.factories import make_user, sign_in
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.frames import convert
from vitalgrid.foundation.kit.geometry.shapes import from_wkb

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
ON = TODAY.isoformat()


@pytest.fixture(autouse=True)
def _today(settings: Any) -> Any:
    settings.DEMO = True  # which alone may leave out the second factor; that is tested where it lives
    with clock.set_to(datetime(2026, 3, 2, 4, 0, tzinfo=UTC)):
        yield


def as_(made: SmallCity, name: str) -> Client:
    return sign_in(Client(), made.user(name))


def get(client: Client, path: str, **asked: Any) -> tuple[int, Any]:
    answer = client.get(f"/api/v1{path}", asked)
    return answer.status_code, answer.json()


def post(client: Client, path: str, key: str = "", **body: Any) -> tuple[int, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


# --- for everybody


def test_the_tree_of_areas():
    small_city()
    status, top = get(Client(), "/areas")
    assert (status, [a["code"] for a in top]) == (200, ["0"])
    assert [a["code"] for a in get(Client(), "/areas", parent="1")[1]] == ["1-1", "1-2"]
    assert [a["code"] for a in get(Client(), "/areas", q="2-2-1-1")[1]] == ["2-2-1-1"]
    assert get(Client(), "/areas/1-1")[1]["households"] == 60
    assert get(Client(), "/areas", parent="no")[0] == get(Client(), "/areas/no")[0] == 404
    assert get(Client(), "/areas/1-1", on="2019-01-01")[0] == 404


def test_who_answers_for_a_place_in_any_frame():
    made = small_city()
    lon, lat = made.middle("1-2-1-2")
    x, y = convert(lon, lat, "wgs84", "bd09")
    status, chain = get(Client(), "/responsible", lon=x, lat=y, frame="bd09")
    assert (status, [n["area"]["code"] for n in chain]) == (200, ["0", "1", "1-2", "1-2-1", "1-2-1-2"])
    people = chain[-1]["people"]
    assert [p["part"] for p in people] == ["full_time", "part_time"]
    assert set(people[0]) == {"name", "title", "duty_phone", "part"}
    assert get(Client(), "/responsible", lon=lon, lat=lat, frame="mars")[0] == 422
    assert get(Client(), "/responsible", lon=999, lat=lat)[0] == 422
    assert get(Client(), "/areas/1-2/responsible")[1]["people"][0]["duty_phone"] == "0937-555-0100"


# --- staffing and posts


def test_staffing_within_reach():
    made = small_city()
    Post.objects.filter(pk=made.posts["part-1-1-1-1"].pk).update(ended_on=TODAY)
    status, found = get(as_(made, "head-1"), "/staffing")
    assert (status, found["area"], found["grids"], found["sound_grids"]) == (200, "1", 4, 3)
    assert [(f["rule"], f["area"], f["days"]) for f in found["findings"]] == [("no_part_timer", "1-1-1-1", 0)]
    assert get(as_(made, "head-1"), "/staffing", area="2")[0] == 404
    assert get(Client(), "/staffing")[0] == 401


def test_appointing_is_done_once_for_a_key():
    made = small_city()
    admin, user = as_(made, "administrator"), make_user()
    body = {"username": user.username, "role": "full_timer", "area": "1-1-1-1", "on": ON, "duties": ["hygiene"]}
    first = post(admin, "/posts", "k-1", **body)
    assert first[0] == 201 and first[1]["duties"] == ["hygiene"]
    assert post(admin, "/posts", "k-1", **body) == first
    assert post(admin, "/posts", "k-1", **body | {"role": "part_timer"})[0] == 409
    assert Post.objects.filter(user=user).count() == 1
    again = post(admin, "/posts", **body)
    assert (again[0], again[1]["code"]) == (409, "grids.already_held")


def test_handing_over_and_confirming():
    made = small_city()
    admin, heir = as_(made, "administrator"), make_user()
    held = made.posts["full-1-1-1-1"].pk
    body = {"username": heir.username, "on": ON, "items": [{"what": "households", "count": 15}]}
    status, handover = post(admin, f"/posts/{held}/hand-over", **body)
    assert (status, handover["confirmed_at"]) == (201, None)
    status, done = post(sign_in(Client(), heir), f"/handovers/{handover['id']}/confirm")
    assert status == 200 and done["confirmed_at"]
    assert Handover.objects.get().to_post.user_id == heir.pk
    changed = post(admin, f"/posts/{handover['to_post']}/change", title="演示·专职", duties=["safety"])
    assert (changed[0], changed[1]["title"], changed[1]["duties"]) == (200, "演示·专职", ["safety"])
    ended = post(admin, f"/posts/{handover['to_post']}/end", on=ON, why="moved_away")
    assert (ended[0], ended[1]["ended_on"]) == (200, ON)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/posts", {"username": "nobody-at-all", "role": "full_timer", "area": "1-1-1-1", "on": ON}),
        ("/areas/1/rename", {"name": "演示", "on": ON}),
        ("/areas/1/end", {"on": ON}),
        ("/areas/1/households", {"households": 3}),
        ("/areas/1/boundary", {"boundary": {}}),
        ("/areas/1/areas", {"new": {"code": "x", "name": "演示", "kind": "village"}, "level": 2, "on": ON}),
        ("/areas/1/replace", {"into": [{"code": "x", "name": "演示"}], "on": ON}),
        ("/units", {"new": {"code": "x", "name": "演示", "kind": "station"}, "on": ON}),
        ("/units/water/replace", {"into": [{"code": "x", "name": "演示", "kind": "station"}], "on": ON}),
        ("/units/water/end", {"on": ON}),
    ],
)
def test_only_who_keeps_the_net_changes_it(path: str, body: dict[str, Any]):
    made = small_city()
    for name in ("head-1", "dispatch", "leader"):
        assert post(as_(made, name), path, **body)[0] == 403
    assert post(Client(), path, **body)[0] == 401
    assert post(as_(made, "administrator"), path, **body | {"unknown": 1})[0] == 422


# --- areas, outlines, units


def test_renaming_and_redividing_areas():
    made = small_city()
    admin = as_(made, "administrator")
    assert post(admin, "/areas/1-2/rename", name="演示新村", on=ON)[1]["name"] == "演示新村"
    west, south, east, north = from_wkb([bytes(made.areas["1-1-1"].boundary.wkb)])[0].bounds
    shape = {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }
    body = {"also": ["1-1-1-2"], "into": [{"code": "m", "name": "演示·合", "boundary": shape}], "on": ON}
    status, made_areas = post(admin, "/areas/1-1-1-1/replace", **body)
    assert (status, [a["code"] for a in made_areas]) == (200, ["m"])
    assert net().area_at(*made.middle("1-1-1-1")).code == "m"
    refused = post(admin, "/areas/m/replace", into=[{"code": "n", "name": "演示"}], on=ON)
    assert (refused[0], refused[1]["code"]) == (422, "grids.too_early")
    body = {"new": {"code": "n9", "name": "演示", "kind": "patch"}, "level": 4, "on": ON}
    assert post(admin, "/areas/1-1-2/areas", **body)[0] == 201
    assert post(admin, "/areas/n9/households", households=12)[1]["households"] == 12
    assert post(admin, "/areas/2-2-2-2/end", on=ON)[1]["valid_until"] == ON
    assert Area.objects.get(code="n9").households_planned == 12


def test_outlines_and_their_check():
    made = small_city()
    head = as_(made, "head-1")
    status, found = get(head, "/areas/1-1/outlines")
    assert (status, len(found["features"])) == (200, 3)
    assert get(head, "/areas/1/check")[1] == {"area": "1", "checked": 15, "without": [], "faults": []}
    assert get(head, "/areas/2/check")[0] == get(head, "/areas/2/outlines")[0] == 404
    admin = as_(made, "administrator")
    bow = {"type": "Polygon", "coordinates": [[[97, 39.8], [97.1, 39.9], [97.1, 39.8], [97, 39.9], [97, 39.8]]]}
    status, problem = post(admin, "/areas/1-1-1-1/boundary", boundary=bow)
    assert (status, problem["code"]) == (422, "grids.outlines_do_not_fit")
    assert "97.050000" in problem["errors"][0]["detail"]
    good = json.loads(json.dumps(mapping(from_wkb([bytes(made.areas["1-1-1-1"].boundary.wkb)])[0])))
    assert post(admin, "/areas/1-1-1-1/boundary", boundary=good, source="演示")[0] == 200
    assert post(admin, "/areas/1-1-1-1/boundary", boundary=good, frame="mars")[0] == 422


def test_units():
    made = small_city()
    assert {u["code"] for u in get(as_(made, "head-1"), "/units")[1]} == {"room-1", "station-1"}
    assert get(as_(made, "head-1"), "/units/station-2")[0] == 404
    admin = as_(made, "administrator")
    body = {
        "new": {"code": "fresh", "name": "演示", "kind": "station", "area": "1", "platforms": ["services"]},
        "on": ON,
    }
    status, unit = post(admin, "/units", **body)
    assert (status, unit["area"], unit["platforms"]) == (201, str(made.areas["1"].pk), ["services"])
    body = {"also": ["hygiene"], "into": [{"code": "both", "name": "演示·合", "kind": "department"}], "on": ON}
    assert [u["code"] for u in post(admin, "/units/water/replace", **body)[1]] == ["both"]
    assert post(admin, "/units/petitions/end", on=ON)[1]["valid_until"] == ON


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0", "1772409600", "2026-03-02T00:00:00", "20260302"])
def test_a_day_is_written_as_a_day(day: str):
    """Found by the fuzz: a number was taken for seconds since 1970."""
    small_city()
    answer = Client().get("/api/v1/areas", {"on": day})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "on")
    assert Client().get("/api/v1/areas", {"on": "2026-03-02"}).status_code == 200
