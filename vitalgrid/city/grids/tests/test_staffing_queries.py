"""The staffing of a part of the city, the public chart, and who is responsible at a point."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vitalgrid.city.grids.access import roots
from vitalgrid.city.grids.actions import NewArea, end_post, rename_area, set_boundary, set_households
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.boundaries import boundary_check_for
from vitalgrid.city.grids.queries.chart import areas_named, responsibility_chart, who_is_responsible
from vitalgrid.city.grids.queries.staffing import Staffing, staffing_for
from vitalgrid.city.grids.tests.factories import SmallCity, make_post, small_city
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.set_to(NOON):
        yield


def found(staffing: Staffing) -> list[tuple[str, str]]:
    return [(row.finding.rule.code, row.area.code) for group in staffing.groups for row in group.rows]


def leave(made: SmallCity, name: str, days_ago: int = 0) -> None:
    day = TODAY - timedelta(days_ago)
    end_post(by=made.actor("administrator"), post=made.posts[name].pk, on=day, why="moved_away")


def test_a_full_city_has_no_finding_and_counts_its_people():
    made = small_city()
    staffing = staffing_for(made.actor("leader"))
    assert (staffing.area.level, found(staffing)) == (0, [])
    assert (staffing.grids, staffing.sound_grids, staffing.full_timers, staffing.part_timers) == (8, 8, 16, 16)


def test_vacancies_are_listed_with_place_and_days():
    made = small_city()
    leave(made, "part-1-1-1-2", days_ago=4)
    leave(made, "head-1-2-1")
    staffing = staffing_for(made.actor("head-1"))
    assert staffing.area.code == "1"
    assert found(staffing) == [("no_head", "1-2-1"), ("no_part_timer", "1-1-1-2")]
    row = staffing.groups[3].rows[0]
    assert (row.finding.days, row.grid.code, row.is_vacancy) == (4, "1-1-1", True)
    assert (staffing.grids, staffing.sound_grids, staffing.vacancies) == (4, 2, 2)


@pytest.mark.parametrize(
    ("name", "seen", "unseen"),
    [("head-1", "1-2-1", "2"), ("head-1-2", "1-2-1", "1-1"), ("room-2", "2-1", "1"), ("full-1-1-1-1", "1-1-1-1", "1")],
)
def test_everybody_sees_their_own_part_and_nothing_beside_it(name: str, seen: str, unseen: str):
    made = small_city()
    actor = made.actor(name)
    assert staffing_for(actor, made.areas[seen].pk).area.code == seen
    with pytest.raises(Problem) as caught:
        staffing_for(actor, made.areas[unseen].pk)
    assert caught.value.kind.status == 404


def test_who_has_no_area_and_who_may_not_look():
    made = small_city()
    for name, status in (("water", 404), ("part-1-1-1-1", 403)):
        with pytest.raises(Problem) as caught:
            staffing_for(made.actor(name))
        assert caught.value.kind.status == status


def test_roots_are_the_topmost_areas_of_all_posts():
    made = small_city()
    user = made.user("head-1-1")
    make_post("full_timer", made.areas["1-1-1-1"], user=user)
    make_post("full_timer", made.areas["2-1-1-1"], user=user)
    assert [a.code for a in roots(made.actor("head-1-1"), "staffing.view")] == ["1-1", "2-1-1-1"]


def test_a_rename_leaves_no_vacancy_and_a_long_one_keeps_its_days():
    made = small_city()
    leave(made, "head-1-2-1", days_ago=30)
    rename_area(by=made.actor("administrator"), area=made.areas["1"].pk, name="演示镇", on=TODAY)
    staffing = staffing_for(made.actor("head-1"))
    assert found(staffing) == [("no_head", "1-2-1")]
    assert staffing.groups[1].rows[0].finding.days == 30


def test_households_beyond_the_band_are_a_reminder():
    made = small_city()
    set_households(by=made.actor("administrator"), area=made.areas["1-1-1-1"].pk, households=24)
    set_households(by=made.actor("administrator"), area=made.areas["1-1-1"].pk, households=None)
    staffing = staffing_for(made.actor("head-1"))
    assert (found(staffing), staffing.vacancies, staffing.reminders) == ([("too_many", "1-1-1-1")], 0, 1)


def test_a_bigger_part_of_the_city_costs_no_more_statements():
    made = small_city()
    actor = made.actor("leader")
    counts = []
    for code in ("1-1-1", "0"):
        with CaptureQueriesContext(connection) as queries:
            staffing_for(actor, made.areas[code].pk)
        counts.append(len(queries))
    assert counts == [2, 2]


# --- the chart


def test_the_chart_goes_from_the_city_down_with_duty_phones():
    made = small_city()
    chart = responsibility_chart()
    assert [node.area.code for node in chart.node.below] == ["1", "2"]
    (head,) = chart.node.below[0].heads
    assert (head.name, head.duty_phone) == (made.user("head-1").display_name, "0937-555-0100")
    village = responsibility_chart("1-1")
    patch = village.node.below[0].below[0]
    assert [p.part for p in patch.people] == ["full_time", "part_time"]
    assert [unit.kind for unit in village.above[1].offices] == ["information_room", "station"]


def test_the_chart_publishes_no_private_thing():
    made = small_city()
    post = made.posts["part-1-1-1-1"]
    post.duty_phone = "0937-555-0177"
    post.save()
    (person,) = [p for p in responsibility_chart("1-1-1-1").node.people if p.part == "part_time"]
    assert person.duty_phone == ""
    assert set(person.__slots__) == {"name", "title", "duty_phone", "part"}


def test_the_chart_of_a_past_day_shows_who_was_there_then():
    made = small_city()
    leave(made, "head-1-1", days_ago=3)
    assert responsibility_chart("1-1").node.heads == []
    before = responsibility_chart("1-1", on=TODAY - timedelta(4))
    assert [p.name for p in before.node.heads] == [made.user("head-1-1").display_name]


def test_the_chart_costs_one_statement_and_an_unknown_area_is_not_found():
    small_city()
    net()
    with CaptureQueriesContext(connection) as queries:
        responsibility_chart("1")
    assert len(queries) == 1
    with pytest.raises(Problem) as caught:
        responsibility_chart("9")
    assert caught.value.kind.status == 404


def test_who_is_responsible_at_a_point_and_for_an_area():
    made = small_city()
    lon, lat = made.middle("2-1-2-1")
    chain = who_is_responsible(lon=lon, lat=lat)
    assert [node.area.code for node in chain] == ["0", "2", "2-1", "2-1-2", "2-1-2-1"]
    assert made.user("full-2-1-2-1").display_name in [p.name for p in chain[-1].people]
    assert who_is_responsible(lon=0, lat=0) == []
    new = rename_area(by=made.actor("administrator"), area=made.areas["2-1"].pk, name="演示", on=TODAY)
    assert who_is_responsible(area=made.areas["2-1"].pk)[-1].area.id == new.pk


def test_areas_by_name():
    made = small_city()
    rename_area(
        by=made.actor("administrator"), area=made.areas["1-1"].pk, name="演示·双桥村", name_en="Twin Bridge", on=TODAY
    )
    assert [a.code for a in areas_named("双桥")] == ["1-1"]
    assert [a.code for a in areas_named("twin")] == ["1-1"]
    assert areas_named(" ") == []


# --- outlines


def test_boundary_check_names_an_overlap_of_neighbours():
    made = small_city()
    assert boundary_check_for(made.actor("administrator")).rows == []
    one, other = (made.areas[code].boundary for code in ("1-1-1-1", "1-1-1-2"))
    one.wkb = other.wkb  # as an old import without checks may have left it
    one.save()
    check = boundary_check_for(made.actor("administrator"), "1")
    kinds = [(row.fault.kind.code, row.parent.code) for row in check.rows]
    assert kinds == [("overlap", "1-1-1"), ("gap", "1-1-1")]
    assert boundary_check_for(made.actor("head-2")).rows == []


def test_boundary_check_lists_areas_without_outline():
    made = small_city()
    made.areas["1-1-1-1"].boundary.delete()
    check = boundary_check_for(made.actor("administrator"), "1-1-1")
    assert ([a.code for a in check.without], check.rows, check.checked) == (["1-1-1-1"], [], 2)
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    with pytest.raises(Problem) as caught:
        set_boundary(by=made.actor("administrator"), area=made.areas["1-1-1-1"].pk, boundary=square)
    assert caught.value.kind.code == "grids.outlines_do_not_fit"
    assert NewArea("x", "y").boundary is None
