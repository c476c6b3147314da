"""Areas and posts from files: good rows go in, bad ones say why, and a second time nothing changes."""

from datetime import date
from typing import Any

import pytest
from shapely.geometry import box, mapping

from vitalgrid.city.grids.importer import IMPORTERS
from vitalgrid.city.grids.models import Area, Boundary, Post
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.tests.factories import SINCE, make_city, small_city
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.geometry.frames import convert
from vitalgrid.foundation.kit.importing import Batch, ImportRow, RowResult
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
PUT = {importer.kind: importer.put for importer in IMPORTERS}
BOX = box(97.16, 39.8, 97.2, 39.9)


def put(kind: str, *rows: dict[str, Any], by: Actor = SYSTEM) -> list[RowResult]:
    lines = [ImportRow(number, values) for number, values in enumerate(rows, start=2)]
    fields = frozenset(key for values in rows for key in values)
    return PUT[kind](Batch(by, lines, fields, source="file"))


def state(results: list[RowResult]) -> list[str]:
    return ["bad" if r.error else "same" if r.is_repeated else "in" for r in results]


# --- areas


def test_a_tree_in_any_order_goes_in_once():
    small_city(depth=1)
    rows = [
        {"code": "9-1-1", "name": "演示组", "type": "group", "parent": "9-1", "households": 31},
        {"code": "9-1", "name": "演示村", "type": "village", "parent": "9"},
        {"code": "9", "name": "演示乡", "type": "township"},
    ]
    assert state(put("areas", *rows)) == ["in", "in", "in"]
    known = net()
    assert [a.code for a in known.areas.above(known.area_by_code("9-1-1").id)] == ["0", "9", "9-1", "9-1-1"]
    assert known.area_by_code("9-1-1", SINCE).households_planned == 31
    assert Entry.objects.filter(event="areas.imported").count() == 1
    assert state(put("areas", *rows)) == ["same", "same", "same"]
    assert Entry.objects.filter(event="areas.imported").count() == 1


def test_the_first_areas_of_an_empty_city():
    make_city(code="b", name="Demo")
    rows = [{"code": "b", "name": "Demo", "type": "city"}, {"code": "n1", "name": "North", "type": "neighbourhood"}]
    assert state(put("areas", *rows)) == ["in", "in"]
    assert net().area_by_code("n1").level == 1


@pytest.mark.parametrize(
    "row",
    [
        {"code": "x", "name": "演示", "type": "village", "parent": "nowhere"},
        {"code": "x", "type": "village", "parent": "1"},
        {"code": "x", "name": "演示", "type": "planet", "parent": "1"},
        {"code": "x", "name": "演示", "parent": "1"},
        {"code": "a b", "name": "演示", "type": "village", "parent": "1"},
        {"code": "x", "name": "演示", "type": "village", "parent": "1", "level": 1},
        {"code": "x", "name": "演示", "type": "village", "parent": "1", "valid_from": date(2019, 1, 1)},
        {"code": "1", "name": "another name"},
        {"code": "x", "name": "演示", "type": "village", "parent": "1", "geometry": mapping(BOX), "frame": "mars"},
    ],
)
def test_a_bad_row_says_why_and_takes_no_other_along(row: dict[str, Any]):
    small_city(depth=1)
    good = {"code": "9", "name": "演示乡", "type": "township"}
    results = put("areas", row, good)
    assert state(results) == ["bad", "in"] and results[0].error
    assert not Area.objects.filter(code__in=["x", "a b"]).exists()


def test_outlines_are_checked_turned_and_kept():
    small_city(depth=1)
    shifted = {
        "type": "Polygon",
        "coordinates": [[list(convert(x, y, "wgs84", "gcj02")) for x, y in mapping(BOX)["coordinates"][0]]],
    }
    row = {"code": "9", "name": "演示乡", "type": "township", "geometry": shifted, "frame": "GCJ02"}
    assert state(put("areas", row)) == ["in"]
    boundary = Boundary.objects.get(area__code="9")
    assert (boundary.source_frame, boundary.source) == ("gcj02", "file")
    assert net().area_at(97.18, 39.85).code == "9"
    assert state(put("areas", row)) == ["same"]


def test_a_faulty_outline_is_refused_or_mended_on_request():
    small_city(depth=1)
    bow = {"type": "Polygon", "coordinates": [[[97.2, 39.8], [97.3, 39.9], [97.3, 39.8], [97.2, 39.9], [97.2, 39.8]]]}
    row = {"code": "9", "name": "演示乡", "type": "township", "geometry": bow}
    (refused,) = put("areas", row)
    assert "97.250000" in refused.error and not Area.objects.filter(code="9").exists()
    (mended,) = put("areas", {**row, "mend": True})
    assert not mended.error and mended.notes == ("mended_self_intersection",)
    assert net().area_at(97.21, 39.85).code == "9"


def test_an_existing_area_gets_households_and_outline():
    made = small_city(depth=1)
    made.areas["1"].boundary.delete()
    row = {"code": "1", "households": 77, "geometry": mapping(box(97.0, 39.8, 97.08, 39.96))}
    assert state(put("areas", row)) == ["in"]
    area = Area.objects.get(code="1")
    assert (area.households_planned, area.revision) == (77, 2) and area.boundary


def test_only_who_keeps_the_areas_may_import_them():
    made = small_city(depth=1)
    with pytest.raises(Problem) as caught:
        put("areas", {"code": "9", "name": "演示", "type": "township"}, by=made.actor("dispatch"))
    assert caught.value.kind.code == "kit.forbidden"


# --- posts


def post(**more: Any) -> dict[str, Any]:
    return {"login": "new1", "name": "演示·甲", "role": "full_timer", "area": "1", "started_on": SINCE, **more}


def test_posts_go_in_once_and_make_their_holders():
    small_city(depth=1)
    rows = [
        post(source_type="hired", duties=["hygiene"], duty_phone="0937-555-0123"),
        post(login="new2", name="演示·乙", role="unit_worker", area="", unit="water"),
        post(login="NEW1", area="2"),
    ]
    assert state(put("posts", *rows)) == ["in", "in", "in"]
    user = User.objects.get(username="new1")
    assert user.posts.count() == 2 and not user.has_usable_password()
    assert Post.objects.get(user=user, area__code="1").duties == ["hygiene"]
    assert state(put("posts", *rows)) == ["same", "same", "same"]
    assert Entry.objects.filter(event="posts.imported").count() == 1


@pytest.mark.parametrize(
    "row",
    [
        post(role="astronaut"),
        post(area="nowhere"),
        post(unit="water"),
        post(area=""),
        post(source_type="volunteer"),
        post(duties=["flying"]),
        post(ended_on=SINCE),
        post(name=""),
        post(login="no spaces allowed"),
        post(role="grid_head_1"),  # taken
        post(started_on=date(2019, 1, 1)),  # before the area
    ],
)
def test_a_bad_post_says_why_and_takes_no_other_along(row: dict[str, Any]):
    small_city(depth=1)
    results = put("posts", row, post(login="other"))
    assert state(results) == ["bad", "in"] and results[0].error
    assert not User.objects.filter(username="new1").exists()


def test_duties_kept_apart_within_one_file():
    small_city(depth=1)
    clashing = post(role="centre_dispatch", area="")
    assert state(put("posts", post(), clashing)) == ["in", "bad"]


def test_somebody_switched_off_gets_no_post_by_file():
    made = small_city(depth=1)
    user = made.user("head-1")
    User.objects.filter(pk=user.pk).update(is_active=False, disabled_at="2026-01-01T00:00:00Z")
    assert state(put("posts", post(login=user.username))) == ["bad"]
