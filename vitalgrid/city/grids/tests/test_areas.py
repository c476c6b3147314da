"""Areas are made, renamed, divided, merged and ended; what is past stays as it was."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box, mapping
from shapely.ops import split

from vitalgrid.city.grids.actions import (
    NewArea,
    appoint_post,
    create_area,
    end_area,
    merge_areas,
    redivide_area,
    redraw_areas,
    rename_area,
    set_boundary,
    set_households,
)
from vitalgrid.city.grids.actions.posts import NewPost
from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.city.grids.models import Area, Post, Succession
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.tests.factories import SmallCity, small_city
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.tests.factories import make_user
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.shapes import from_wkb
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.set_to(NOON):
        yield


def outline(made: SmallCity, code: str) -> Any:
    return from_wkb([bytes(made.areas[code].boundary.wkb)])[0]


def halves(made: SmallCity, code: str, **more: Any) -> list[NewArea]:
    """Two new areas, west and east of the middle of `code`."""
    west, south, east, north = outline(made, code).bounds
    middle = (west + east) / 2
    shapes = {"a": box(west, south, middle, north), "b": box(middle, south, east, north)}
    return [
        NewArea(f"{code}{name}", f"演示·{name}", boundary=mapping(shape), **more.get(name, {}))
        for name, shape in shapes.items()
    ]


def problem_of(action: Any, **given: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        action(**given)
    return caught.value


# --- division


def test_divided_patch_keeps_its_past_and_the_new_ones_begin_on_the_day():
    made = small_city()
    admin, old = made.actor("administrator"), made.areas["1-1-1-1"]
    news = redivide_area(by=admin, area=old.pk, into=halves(made, "1-1-1-1"), on=TOMORROW, reason="太大")
    lon, lat = made.middle("1-1-1-1")
    assert net().area_at(lon - 0.001, lat, TODAY).id == old.pk
    assert net().area_at(lon - 0.001, lat, TOMORROW).id == news[0].pk
    assert net().area_at(lon + 0.001, lat, TOMORROW).id == news[1].pk
    old.refresh_from_db()
    assert (old.valid_until, old.revision) == (TOMORROW, 2)
    assert set(Succession.objects.filter(old=old).values_list("new", "kind")) == {(n.pk, "divided") for n in news}
    assert [news[0].township, news[0].village, news[0].grid] == [old.township, old.village, old.grid]


def test_a_division_leaves_one_entry_in_the_journal():
    made = small_city()
    before = Entry.objects.count()
    redivide_area(by=made.actor("administrator"), area=made.areas["1-1-1-1"].pk, into=halves(made, "1-1-1-1"), on=TODAY)
    entry = Entry.objects.latest("id")
    assert Entry.objects.count() == before + 1
    assert entry.event == "area.redivided"


def test_posts_at_the_divided_area_end_and_the_heirs_see_its_old_cases():
    made = small_city()
    news = redivide_area(
        by=made.actor("administrator"), area=made.areas["1-1-1-1"].pk, into=halves(made, "1-1-1-1"), on=TODAY
    )
    ended = Post.objects.get(pk=made.posts["full-1-1-1-1"].pk)
    assert (ended.ended_on, ended.ended_reason) == (TODAY, "redivided")
    assert made.actor("full-1-1-1-1").permissions == frozenset()
    new = NewPost(user_id=ended.user_id, role="full_timer", area=news[1].pk, on=TODAY)
    appoint_post(by=made.actor("administrator"), new=new)
    assert made.actor("full-1-1-1-1").grants[0].area_ids == {news[1].pk, made.areas["1-1-1-1"].pk}


def test_children_of_a_divided_area_move_with_their_posts_and_outlines():
    made = small_city()
    into = halves(made, "1-1", a={"takes": ("1-1-1",)}, b={"takes": ("1-1-2",)})
    first, second = redivide_area(by=made.actor("administrator"), area=made.areas["1-1"].pk, into=into, on=TODAY)
    known = net()
    patch = known.area_by_code("1-1-2-1", TODAY)
    assert [a.code for a in known.areas.above(patch.id)] == ["0", "1", "1-1b", "1-1-2", "1-1-2-1"]
    assert (patch.village, patch.path) == (second.pk, "0/1/1-1b/1-1-2/1-1-2-1/")
    assert [a.code for a in known.children(first.pk)] == ["1-1-1"]
    assert known.area_at(*made.middle("1-1-2-1"), TODAY).id == patch.id
    assert known.area_at(*made.middle("1-1-2-1"), TODAY - timedelta(1)).id == made.areas["1-1-2-1"].pk
    grant = made.actor("full-1-1-2-1").grants[0]  # the post carried over without anybody touching it
    assert grant.area_ids == {patch.id, made.areas["1-1-2-1"].pk}
    assert made.actor("head-1-1").permissions == frozenset()


def test_every_child_must_be_taken_once():
    made = small_city()
    admin, village = made.actor("administrator"), made.areas["1-1"].pk
    left = halves(made, "1-1", a={"takes": ("1-1-1",)})
    assert problem_of(redivide_area, by=admin, area=village, into=left, on=TODAY).kind.code == "grids.child_left"
    twice = halves(made, "1-1", a={"takes": ("1-1-1", "1-1-2")}, b={"takes": ("1-1-2",)})
    assert problem_of(redivide_area, by=admin, area=village, into=twice, on=TODAY).kind.code == "grids.child_unknown"
    assert Area.objects.filter(valid_until__isnull=False).count() == 0


def test_outlines_that_leave_a_gap_are_refused_with_the_place():
    made = small_city()
    west, south, east, north = outline(made, "1-1-1-1").bounds
    short = [
        NewArea("x", "演示·西", boundary=mapping(box(west, south, west + 0.004, north))),
        NewArea("y", "演示·东", boundary=mapping(box(west + 0.006, south, east, north))),
    ]
    problem = problem_of(
        redivide_area, by=made.actor("administrator"), area=made.areas["1-1-1-1"].pk, into=short, on=TODAY
    )
    assert problem.kind.code == "grids.outlines_do_not_fit"
    (error,) = problem.errors
    assert f"{west + 0.005:.3f}" in error.sentence and "759,724" in error.sentence
    assert not Area.objects.filter(code="x").exists()


def test_new_areas_need_outlines_where_the_old_one_had_one():
    made = small_city()
    bare = [NewArea("x", "演示·西"), NewArea("y", "演示·东")]
    problem = problem_of(
        redivide_area, by=made.actor("administrator"), area=made.areas["1-1-1-1"].pk, into=bare, on=TODAY
    )
    assert problem.kind.code == "grids.outline_missing"


CUT = st.tuples(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.booleans())


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(CUT, min_size=1, max_size=3), st.integers(0, 1000))
def test_any_division_places_every_point_once_on_each_day(cuts: list[tuple[float, float, bool]], seed: int):
    with transaction.atomic():
        _divide_and_place(cuts, seed)
        transaction.set_rollback(True)


def _divide_and_place(cuts: list[tuple[float, float, bool]], seed: int) -> None:
    made = small_city(depth=2)
    shapes = [outline(made, "1-1")]
    west, south, east, north = shapes[0].bounds
    for start, end, is_across in cuts:
        line = (
            [(west + start * (east - west), south - 1), (west + end * (east - west), north + 1)]
            if is_across
            else [(west - 1, south + start * (north - south)), (east + 1, south + end * (north - south))]
        )
        shapes = [part for shape in shapes for part in split(shape, LineString(line)).geoms]
    shapes = [s for s in shapes if s.area > 1e-9]
    into = [NewArea(f"n{n}", f"演示·{n}", boundary=mapping(shape)) for n, shape in enumerate(shapes)]
    old = made.areas["1-1"].pk
    news = redivide_area(by=made.actor("administrator"), area=old, into=into, on=TOMORROW)
    random = np.random.default_rng(seed)
    lons, lats = random.uniform(west, east, 200), random.uniform(south, north, 200)
    assert {a.id for a in net().place(lons, lats, TODAY) if a} == {old}
    placed = net().place(lons, lats, TOMORROW)
    assert {a.id for a in placed if a} <= {a.pk for a in news}
    assert None not in placed
    sizes = [a.boundary.square_metres for a in news]
    assert sum(sizes) == pytest.approx(made.areas["1-1"].boundary.square_metres, rel=1e-6)


# --- renaming, merging, redrawing, ending


def test_renaming_a_township_moves_everything_below_and_ends_no_post():
    made = small_city()
    new = rename_area(by=made.actor("administrator"), area=made.areas["1"].pk, name="演示镇", kind="town", on=TODAY)
    known = net()
    assert (known.area_by_code("1").name, known.area_by_code("1", TODAY - timedelta(1)).name) == ("演示镇", "演示·1")
    patch = known.area_by_code("1-2-2-2")
    assert patch.township == new.pk and known.area_at(*made.middle("1-2-2-2")).id == patch.id
    assert not Post.objects.filter(ended_on__isnull=False).exists()
    assert made.actor("head-1").grants[0].area_ids == {new.pk, made.areas["1"].pk}
    assert made.actor("room-1").grants[0].area_ids == {new.pk, made.areas["1"].pk}
    assert actor_for_user(made.user("full-1-2-2-2")).grants[0].township == new.pk
    assert (new.kind, new.boundary.wkb) == ("town", made.areas["1"].boundary.wkb)


def test_renaming_twice_reaches_back_to_the_first_name():
    made = small_city()
    admin = made.actor("administrator")
    first = rename_area(by=admin, area=made.areas["1-1"].pk, name="演示二", on=TODAY)
    with clock.set_to(NOON + timedelta(days=30)):
        second = rename_area(by=admin, area=first.pk, name="演示三", on=TODAY + timedelta(days=30))
        assert made.actor("head-1-1").grants[0].area_ids == {second.pk, first.pk, made.areas["1-1"].pk}


def test_renaming_ahead_takes_effect_on_its_day():
    made = small_city()
    rename_area(by=made.actor("administrator"), area=made.areas["1-1"].pk, name="演示二", on=TOMORROW)
    assert net().area_by_code("1-1").name == "演示·1-1"
    with clock.set_to(NOON + timedelta(days=1)):
        assert net().area_by_code("1-1").name == "演示二"


def test_merging_two_patches():
    made = small_city()
    whole = outline(made, "1-1-1")
    olds = [made.areas["1-1-1-1"].pk, made.areas["1-1-1-2"].pk]
    new = merge_areas(
        by=made.actor("administrator"),
        areas=olds,
        into=NewArea("1-1-1-m", "演示·合", boundary=mapping(whole), households_planned=30),
        on=TODAY,
    )
    assert {net().area_at(*made.middle(code)).id for code in ("1-1-1-1", "1-1-1-2")} == {new.pk}
    assert net().areas.selves(new.pk) == {new.pk, *olds}


def test_redrawing_a_border_keeps_the_codes():
    made = small_city()
    west, south, east, north = outline(made, "1-1-1").bounds
    into = [
        NewArea("1-1-1-1", "演示·一", boundary=mapping(box(west, south, east, south + 0.004))),
        NewArea("1-1-1-2", "演示·二", boundary=mapping(box(west, south + 0.004, east, north))),
    ]
    olds = [made.areas["1-1-1-1"].pk, made.areas["1-1-1-2"].pk]
    redraw_areas(by=made.actor("administrator"), areas=olds, into=into, on=TOMORROW)
    point = (west + 0.001, south + 0.006)
    assert [net().area_at(*point, day).code for day in (TODAY, TOMORROW)] == ["1-1-1-1", "1-1-1-2"]


def test_only_neighbours_below_one_area_change_together():
    made = small_city()
    olds = [made.areas["1-1-1-1"].pk, made.areas["2-1-1-1"].pk]
    problem = problem_of(
        merge_areas, by=made.actor("administrator"), areas=olds, into=NewArea("m", "演示·合"), on=TODAY
    )
    assert problem.kind.code == "grids.not_siblings"


def test_ending_an_area_needs_nothing_below_and_ends_its_posts():
    made = small_city()
    admin = made.actor("administrator")
    assert problem_of(end_area, by=admin, area=made.areas["1-1-1"].pk, on=TODAY).kind.code == "grids.has_children"
    end_area(by=admin, area=made.areas["1-1-1-1"].pk, on=TODAY)
    assert net().area_at(*made.middle("1-1-1-1")).code == "1-1-1"  # the deepest area that still holds the point
    assert Post.objects.get(pk=made.posts["part-1-1-1-1"].pk).ended_on == TODAY
    again = problem_of(end_area, by=admin, area=made.areas["1-1-1-1"].pk, on=TODAY)
    assert again.kind.code == "grids.not_open"


# --- days, codes, access


@pytest.mark.parametrize("on", [TODAY - timedelta(1), date(2019, 1, 1)])
def test_what_is_past_cannot_be_changed(on: date):
    made = small_city()
    problem = problem_of(rename_area, by=made.actor("administrator"), area=made.areas["1-1"].pk, name="演示二", on=on)
    assert problem.kind.code == "grids.too_early"


def test_a_code_in_use_is_refused():
    made = small_city()
    problem = problem_of(
        rename_area, by=made.actor("administrator"), area=made.areas["1-1"].pk, name="演示", code="1-2", on=TODAY
    )
    assert (problem.kind.code, problem.field) == ("grids.code_taken", "code")


@pytest.mark.parametrize("code", ["", "a/b", "a b", "a@2020-01-01", "a|b", "x" * 61])
def test_a_code_that_paths_cannot_carry_is_refused(code: str):
    made = small_city()
    new = NewArea(code, "演示", kind="patch")
    problem = problem_of(
        create_area, by=made.actor("administrator"), parent=made.areas["1-1-1"].pk, new=new, level=4, on=TODAY
    )
    assert problem.kind.code == "grids.bad_code"


@pytest.mark.parametrize("name", ["leader", "head-1", "room-1", "dispatch", "auditor", "full-1-1-1-1"])
def test_only_who_keeps_the_areas_may_change_them(name: str):
    made = small_city()
    problem = problem_of(rename_area, by=made.actor(name), area=made.areas["1-1"].pk, name="演示", on=TODAY)
    assert problem.kind.code == "kit.forbidden"


def test_an_unknown_area_is_not_found():
    made = small_city()
    problem = problem_of(rename_area, by=made.actor("administrator"), area=made.posts["leader"].pk, name="演", on=TODAY)
    assert problem.kind.status == 404


# --- making, households, outlines


def test_making_an_area_beside_others():
    made = small_city()
    admin = made.actor("administrator")
    end_area(by=admin, area=made.areas["1-1-1-1"].pk, on=TODAY)
    new = NewArea("1-1-1-9", "演示·新", kind="patch", boundary=mapping(outline(made, "1-1-1-1")))
    area = create_area(by=admin, parent=made.areas["1-1-1"].pk, new=new, level=4, on=TODAY)
    assert net().area_at(*made.middle("1-1-1-1")).id == area.pk
    overlapping = NewArea("1-1-1-8", "演示·叠", kind="patch", boundary=mapping(outline(made, "1-1-1-2")))
    problem = problem_of(create_area, by=admin, parent=made.areas["1-1-1"].pk, new=overlapping, level=4, on=TODAY)
    assert problem.kind.code == "grids.outlines_do_not_fit"
    assert problem_of(create_area, by=admin, parent=made.areas["1-1-1"].pk, new=new, level=3, on=TODAY).kind.code == (
        "grids.bad_level"
    )


def test_mending_an_outline_keeps_the_area():
    made = small_city()
    area = made.areas["1-1-1-1"]
    west, south, east, north = outline(made, "1-1-1-1").bounds
    smaller = box(west, south, east, north - 0.001)
    set_boundary(by=made.actor("administrator"), area=area.pk, boundary=mapping(smaller), source="measured")
    assert net().area_at(west + 0.001, north - 0.0005).code == "1-1-1"
    assert net().area_at(west + 0.001, south + 0.001).id == area.pk
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    problem = problem_of(set_boundary, by=made.actor("administrator"), area=area.pk, boundary=bow)
    assert problem.kind.code == "grids.outlines_do_not_fit"


def test_households_of_the_plan():
    made = small_city()
    set_households(by=Actor.system("test"), area=made.areas["1-1-1-1"].pk, households=22)
    assert net().area_by_code("1-1-1-1").households_planned == 22
    assert make_user().is_active
