"""The pages: what everybody sees, who may change what, and that refusals stand at their fields."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from shapely.geometry import box, mapping

from vitalgrid.city.grids.models import Area, Handover, Post, Unit
from vitalgrid.city.grids.queries import net, touch
from vitalgrid.city.grids.tests.factories import SmallCity, small_city
from vitalgrid.foundation.accounts.tests.factories import make_user, sign_in
from vitalgrid.foundation.kit import clock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today(settings: Any) -> Any:
    settings.DEMO = True  # which alone may leave out the second factor; that is tested where it lives
    with clock.set_to(NOON):
        yield


def as_(made: SmallCity, name: str) -> Client:
    return sign_in(Client(), made.user(name))


def page(client: Client, name: str, *args: Any, **asked: str) -> str:
    answer = client.get(reverse(f"grids:{name}", args=args), asked)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


# --- the public chart


def test_anybody_walks_the_chart_down_to_a_grid():
    made = small_city()
    client = Client()
    top = page(client, "chart")
    assert reverse("grids:chart_area", args=["1"]) in top
    assert "0937-555-0100" in top and made.user("head-1").display_name in top
    grid = page(client, "chart_area", "1-1-1")
    assert made.user("full-1-1-1-1").display_name in grid
    assert client.get("/chart/no-such/").status_code == 404


def test_a_title_that_is_the_roles_own_name_is_said_in_the_readers_language():
    made = small_city()
    for who, title in (("head-1", "一级网格长"), ("head-2", "演示·镇长")):
        Post.objects.filter(user=made.user(who)).update(title=title)
    english = Client()
    english.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = page(english, "chart")
    assert "Head of a first-level grid" in shown and "一级网格长" not in shown and "演示·镇长" in shown


def test_the_chart_finds_areas_by_name_and_people_by_place():
    made = small_city()
    assert reverse("grids:chart_area", args=["1-2"]) in page(Client(), "chart", q="演示·1-2")
    lon, lat = made.middle("2-2-1-1")
    assert made.user("full-2-2-1-1").display_name in page(Client(), "chart", at=f"{lon},{lat}")
    for odd in ("x", "1,2,3", "999,1", "nan,nan", ""):
        page(Client(), "chart", at=odd, q="\x00<script>")


# --- staffing


def test_the_staffing_page_shows_vacancies_and_the_opened_grid():
    made = small_city()
    Post.objects.filter(pk=made.posts["part-1-1-1-2"].pk).update(
        ended_on=TODAY - timedelta(4), ended_reason="moved_away"
    )
    shown = page(as_(made, "head-1"), "staffing", grid="1-1-1")
    assert made.user("full-1-1-1-2").display_name in shown
    assert 'aria-current="true"' in shown and "4" in shown
    assert reverse("grids:appoint_at_area", args=["1-1-1"]) not in shown  # a head sees, the administrator appoints
    assert reverse("grids:appoint_at_area", args=["1-1-1"]) in page(
        as_(made, "administrator"), "staffing", area="1", grid="1-1-1"
    )


def test_the_whole_city_is_a_table_of_townships():
    made = small_city()
    shown = page(as_(made, "leader"), "staffing")
    assert "?area=1" in shown and "8/8" in shown


def test_a_phone_comes_from_the_list_to_the_chart_and_stays_in_it():
    made = small_city()
    leader = as_(made, "leader")
    top = made.areas["0"].code
    listed = page(leader, "staffing")
    assert 'data-focus="list"' in listed and f'on-phone" href="?area={top}&amp;chart=1"' in listed
    chart = page(leader, "staffing", area=top, chart="1")
    assert 'data-focus="main"' in chart and '<a href="?area=1&amp;chart=1">' in chart


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [
        ("head-1", {"area": "2"}, 404),
        ("head-1", {"area": "no-such"}, 404),
        ("part-1-1-1-1", {}, 403),
        ("water", {}, 404),
        ("head-1", {"area": "1-1"}, 200),
    ],
)
def test_nobody_sees_the_staffing_of_others(name: str, asked: dict[str, str], status: int):
    made = small_city()
    assert as_(made, name).get(reverse("grids:staffing"), asked).status_code == status


def test_pages_of_staff_ask_for_a_sign_in():
    small_city()
    for name in ("staffing", "areas", "units", "boundary_check"):
        answer = Client().get(reverse(f"grids:{name}"))
        assert answer.status_code == 302 and "login" in answer.headers["Location"]


def test_twice_as_many_grids_cost_as_many_statements():
    made = small_city()
    client = as_(made, "leader")
    page(client, "staffing", area="1")
    counts = []
    for code in ("1-1-1", "1"):
        with CaptureQueriesContext(connection) as queries:
            page(client, "staffing", area=code)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_vacancies_as_a_file_are_safe_for_spreadsheets():
    made = small_city()
    Post.objects.filter(pk=made.posts["head-1-1-1"].pk).update(ended_on=TODAY, ended_reason="retired")
    Area.objects.filter(code="1-1-1").update(name="=1+1")
    made.areas["1-1-1"].boundary.delete()
    answer = as_(made, "head-1").get(reverse("grids:vacancies_file"))
    text = answer.content.decode("utf-8-sig")
    assert answer.headers["Content-Type"].startswith("text/csv") and text.count("\r\n") >= 2
    assert not any(cell.startswith("=") for line in text.splitlines() for cell in line.split(","))


# --- posts


def test_the_administrator_appoints_hands_over_and_the_heir_confirms():
    made = small_city()
    admin, user, heir = as_(made, "administrator"), make_user(), make_user()
    address = reverse("grids:appoint_at_area", args=["1-1-1-1"])
    sent = {"user": user.username, "role": "full_timer", "on": TODAY.isoformat(), "duties": ["hygiene"]}
    assert admin.post(address, sent).status_code == 302
    post = Post.objects.get(user=user)
    assert post.duties == ["hygiene"]
    address = reverse("grids:hand_over_post", args=[post.pk])
    sent = {"user": heir.username, "on": TODAY.isoformat(), "items": "15 households\nhandbook\n"}
    assert admin.post(address, sent).status_code == 302
    handover = Handover.objects.get()
    assert [item["what"] for item in handover.items] == ["15 households", "handbook"]
    client = sign_in(Client(), heir)
    assert reverse("grids:confirm_handover", args=[handover.pk]) in page(client, "post", handover.to_post_id)
    assert client.post(reverse("grids:confirm_handover", args=[handover.pk])).status_code == 302
    assert Handover.objects.get().confirmed_by_id == heir.pk


def test_a_refusal_stands_at_its_field_and_nothing_is_stored():
    made = small_city()
    admin = as_(made, "administrator")
    address = reverse("grids:appoint_at_area", args=["1-1-1"])
    sent = {"user": make_user().username, "role": "grid_head_3", "on": TODAY.isoformat()}
    before = Post.objects.count()
    answer = admin.post(address, sent)
    assert answer.status_code == 409 and made.user("head-1-1-1").display_name in answer.content.decode()
    assert admin.post(address, sent | {"user": "nobody-here"}).status_code == 422
    assert admin.post(address, sent | {"role": "centre_intake"}).status_code == 422
    assert admin.post(address, {}).status_code == 422
    assert Post.objects.count() == before


def test_changing_and_ending_a_post():
    made = small_city()
    admin, post = as_(made, "administrator"), made.posts["full-1-1-1-1"]
    sent = {"title": "演示·专职", "duty_phone": "0937-555-0142", "source_type": "hired", "duties": ["safety"]}
    assert admin.post(reverse("grids:change_post", args=[post.pk]), sent).status_code == 302
    assert "0937-555-0142" in page(admin, "post", post.pk)
    sent = {"on": TODAY.isoformat(), "why": "moved_away", "reason": "演示"}
    assert admin.post(reverse("grids:end_post", args=[post.pk]), sent).status_code == 302
    assert Post.objects.get(pk=post.pk).ended_on == TODAY


@pytest.mark.parametrize("name", ["head-1", "dispatch", "leader", "auditor"])
def test_only_who_assigns_posts_gets_the_forms(name: str):
    made = small_city()
    client, post = as_(made, name), made.posts["full-1-1-1-1"].pk
    for route, args in (
        ("appoint_at_area", ["1-1-1"]), ("appoint_at_unit", ["water"]), ("change_post", [post]), ("end_post", [post]),
        ("hand_over_post", [post]), ("new_area", ["1"]), ("rename_area", ["1"]), ("divide_area", ["1-1-1-1"]),
        ("end_area", ["1"]), ("boundary", ["1"]), ("households", ["1"]), ("new_unit", []), ("replace_unit", ["water"]),
        ("end_unit", ["water"]),
    ):  # fmt: skip
        assert client.get(reverse(f"grids:{route}", args=args)).status_code == 403, route
        assert client.post(reverse(f"grids:{route}", args=args), {}).status_code == 403, route


def test_a_post_elsewhere_looks_like_none():
    made = small_city()
    client = as_(made, "head-1")
    assert "演示" in page(client, "post", made.posts["head-1-1"].pk)
    for missing in (made.posts["head-2-1"].pk, made.posts["water"].pk, made.areas["1"].pk):
        assert client.get(reverse("grids:post", args=[missing])).status_code == 404
    page(as_(made, "part-1-1-1-1"), "post", made.posts["part-1-1-1-1"].pk)  # everybody sees their own


# --- areas


def test_an_area_shows_its_tree_its_past_and_its_outline():
    made = small_city()
    admin = as_(made, "administrator")
    sent = {"name": "演示新村", "name_en": "New", "code": "1-1", "kind": "village", "on": TODAY.isoformat()}
    assert admin.post(reverse("grids:rename_area", args=["1-1"]), sent).status_code == 302
    shown = page(as_(made, "head-1"), "area", "1-1")
    assert "演示新村" in shown and "演示·1-1" in shown and reverse("grids:area", args=["1-1-1"]) in shown
    outlines = as_(made, "head-1").get(reverse("grids:outlines", args=["1-1"])).json()
    assert {f["properties"]["code"] for f in outlines["features"]} == {"1-1", "1-1-1", "1-1-2"}
    assert as_(made, "head-2").get(reverse("grids:area", args=["1-1"])).status_code == 404
    assert as_(made, "head-2").get(reverse("grids:outlines", args=["1-1"])).status_code == 404


def test_the_tree_begins_where_one_may_look():
    made = small_city()
    answer = as_(made, "head-1-1").get(reverse("grids:areas"))
    assert answer.headers["Location"] == reverse("grids:area", args=["1-1"])
    shown = page(as_(made, "head-1-1"), "area", "1-1-1")
    assert reverse("grids:area", args=["1-1"]) in shown and f'href="{reverse("grids:area", args=["1"])}"' not in shown


def test_making_dividing_measuring_and_ending_areas():
    made = small_city()
    admin = as_(made, "administrator")
    outline = made.areas["1-1-1-1"].boundary
    middle = (outline.min_lon + outline.max_lon) / 2
    halves = [
        box(outline.min_lon, outline.min_lat, middle, outline.max_lat),
        box(middle, outline.min_lat, outline.max_lon, outline.max_lat),
    ]
    features = [
        {"type": "Feature", "properties": {"code": f"n{n}", "name": f"演示{n}"}, "geometry": mapping(shape)}
        for n, shape in enumerate(halves)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    address = reverse("grids:divide_area", args=["1-1-1-1"])
    sent = {"features": text, "frame": "wgs84", "on": TODAY.isoformat()}
    assert admin.post(address, sent | {"features": '{"features": [1]}'}).status_code == 422
    assert admin.post(address, sent | {"features": "{"}).status_code == 422
    assert admin.post(address, sent).status_code == 302
    assert net().area_by_code("n1").parent == made.areas["1-1-1"].pk
    sent = {"households": "21"}
    assert admin.post(reverse("grids:households", args=["n1"]), sent).status_code == 302
    sent = {"name": "演示", "code": "n9", "kind": "patch", "level": "4", "on": TODAY.isoformat()}
    assert admin.post(reverse("grids:new_area", args=["1-1-1"]), sent).status_code == 302
    assert admin.post(reverse("grids:end_area", args=["1-1-1"]), {"on": TODAY.isoformat()}).status_code == 409
    assert admin.post(reverse("grids:end_area", args=["1-1-2-2"]), {"on": TODAY.isoformat()}).status_code == 302


def test_an_outline_that_does_not_fit_is_refused_with_its_place():
    made = small_city()
    admin = as_(made, "administrator")
    bow = {"type": "Polygon", "coordinates": [[[97, 39.8], [97.1, 39.9], [97.1, 39.8], [97, 39.9], [97, 39.8]]]}
    sent = {"geojson": json.dumps(bow), "frame": "wgs84"}
    answer = admin.post(reverse("grids:boundary", args=["1-1-1-1"]), sent)
    assert answer.status_code == 422 and "97.050000, 39.850000" in answer.content.decode()
    good = mapping(box(97.0, 39.8, 97.01, 39.81))
    sent = {"geojson": json.dumps(good), "frame": "wgs84", "source": "演示"}
    assert admin.post(reverse("grids:boundary", args=["1-1-1-1"]), sent).status_code == 302


def test_the_check_of_outlines_lists_faults_with_what_to_do():
    made = small_city()
    one, other = (made.areas[code].boundary for code in ("1-1-1-1", "1-1-1-2"))
    one.wkb = other.wkb
    one.save()
    shown = page(as_(made, "head-1"), "boundary_check")
    assert reverse("grids:area", args=["1-1-1"]) in shown and "1-1-1-2" in shown
    assert reverse("grids:area", args=["1-1-1"]) not in page(as_(made, "head-2"), "boundary_check")


# --- units


def test_units_are_listed_within_reach_and_renamed():
    made = small_city()
    listed = page(as_(made, "head-1"), "units")
    assert (
        reverse("grids:unit", args=["station-1"]) in listed and reverse("grids:unit", args=["station-2"]) not in listed
    )
    admin = as_(made, "administrator")
    shown = page(admin, "unit", "water")
    assert made.user("water").display_name in shown
    sent = {
        "name": "演示·水务",
        "code": "water",
        "kind": "department",
        "platforms": ["services"],
        "on": TODAY.isoformat(),
    }
    assert admin.post(reverse("grids:replace_unit", args=["water"]), sent).status_code == 302
    assert "演示·水务" in page(admin, "unit", "water")
    sent = {"name": "演示·新", "code": "fresh", "kind": "station", "area": "1", "on": TODAY.isoformat()}
    assert admin.post(reverse("grids:new_unit"), sent | {"area": "nowhere"}).status_code == 422
    assert admin.post(reverse("grids:new_unit"), sent).status_code == 302
    assert Unit.objects.get(code="fresh").township == made.areas["1"].pk
    assert admin.post(reverse("grids:end_unit", args=["fresh"]), {"on": TODAY.isoformat()}).status_code == 422
    assert as_(made, "head-2").get(reverse("grids:unit", args=["station-1"])).status_code == 404
    user = make_user()
    sent = {"user": user.username, "role": "unit_worker", "on": TODAY.isoformat()}
    assert admin.post(reverse("grids:appoint_at_unit", args=["hygiene"]), sent).status_code == 302
    assert Post.objects.filter(user=user, unit=made.units["hygiene"]).exists()


def test_everybody_gets_the_outlines_of_townships_and_villages():
    small_city()
    found = Client().get(reverse("grids:public_outlines")).json()
    assert {f["properties"]["level"] for f in found["features"]} == {1, 2}
    assert set(found["features"][0]["properties"]) == {"id", "code", "name", "level", "selected", "is_schematic"}


def test_an_address_and_a_place_lead_to_the_named_people_up_to_the_head():
    made = small_city()
    client = Client()
    lon, lat = made.middle("2-2-1-1")
    told = client.post(reverse("grids:chart"), {"lon": lon, "lat": lat}).content.decode()
    names = [made.user(who).display_name for who in ("full-2-2-1-1", "head-2-2-1", "head-2-2", "head-2")]
    assert [name for name in names if name not in told] == []
    assert [told.index(name) for name in names] == sorted(told.index(name) for name in names)
    by_words = client.post(reverse("grids:chart"), {"q": "演示·2-2-1 7号"}).content.decode()
    assert made.user("head-2-2-1").display_name in by_words
    assert "不在本市" in client.post(reverse("grids:chart"), {"lon": "0", "lat": "0"}).content.decode()
    assert client.post(reverse("grids:chart"), {"lon": "x", "lat": "nan", "q": ""}).status_code == 200


def test_the_sheet_for_the_notice_board_names_everybody_and_the_way_to_report():
    made = small_city()
    sheet = page(Client(), "chart_sheet", "2-2")
    for who in ("head-2", "head-2-2", "head-2-2-1", "full-2-2-1-1"):
        assert made.user(who).display_name in sheet
    assert "data:image/svg+xml" in sheet and "http://testserver/" in sheet
    assert Client().get(reverse("grids:chart_sheet", args=["no-such"])).status_code == 404


def test_units_that_ended_are_found_with_their_days_and_what_follows_them():
    made = small_city()
    admin = as_(made, "administrator")
    sent = {"on": "2026-03-02", "successor": "hygiene"}
    assert admin.post(reverse("grids:end_unit", args=["water"]), sent).status_code == 302
    assert "演示·water" not in page(admin, "units")
    assert "演示·water" in page(admin, "units", all="1", q="water")
    assert "演示·hygiene" not in page(admin, "units", all="1", q="water")
    ended = page(admin, "unit", "water")
    assert "演示·hygiene" in ended
    assert reverse("grids:end_unit", args=["water"]) not in ended


def test_a_vacancy_names_its_remedy_and_links_to_it():
    made = small_city()
    Post.objects.filter(area=made.areas["1-1-2"]).update(ended_on=TODAY)
    Post.objects.filter(area=made.areas["1-1-2-1"]).update(ended_on=TODAY)
    made.areas["1-1-2-2"].households_planned = 99
    made.areas["1-1-2-2"].save()
    touch()
    admin = as_(made, "administrator")
    shown = page(admin, "staffing", area="1", grid="1-1-2")
    for role, code in {"grid_head_3": "1-1-2", "full_timer": "1-1-2-1", "part_timer": "1-1-2-1"}.items():
        assert f"{reverse('grids:appoint_at_area', args=[code])}?role={role}" in shown
    assert "/console/areas/1-1-2-2/redivide/" in shown
    form = page(admin, "appoint_at_area", "1-1-2-1", role="full_timer")
    assert 'value="full_timer" selected' in form
    head = page(as_(made, "head-1"), "staffing", area="1", grid="1-1-2")
    assert "/appoint/" not in head
    assert "/redivide/" not in head


@pytest.mark.parametrize(
    ("name", "export"), [("staffing", "staffing"), ("staffing", "posts"), ("areas", "areas"), ("units", "units")]
)
def test_each_list_of_the_net_can_be_taken_as_a_file(name, export):
    made = small_city()
    answer = as_(made, "leader").get(reverse(f"grids:{name}"), follow=True)
    assert f'action="{reverse("exports:ask", args=[export])}"' in answer.content.decode()
