"""Re-dividing by hand: a cut covers exactly what there was, a change ahead is taken back whole, a slip is mended."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from shapely.geometry import LineString, box, mapping

from vitalgrid.city.grids.actions import (
    NewArea,
    NewPost,
    appoint_post,
    mend_fault,
    merge_areas,
    redivide_area,
    set_boundary,
    undo_change,
    undo_mend,
)
from vitalgrid.city.grids.models import Area, Boundary, Post, Succession
from vitalgrid.city.grids.outlines import boundary_of
from vitalgrid.city.grids.queries import net, touch
from vitalgrid.city.grids.queries.boundaries import boundary_check_for, picture_of
from vitalgrid.city.grids.queries.redivision import neighbours_of, plan_redivision
from vitalgrid.city.grids.tests.factories import SmallCity, small_city
from vitalgrid.foundation.accounts.tests.factories import make_user, sign_in
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.geometry.cutting import cut, line_from_text
from vitalgrid.foundation.kit.geometry.shapes import square_metres
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db


def _across(made: SmallCity, code: str) -> str:
    """A line through the middle of the area, from beyond its west to beyond its east."""
    outline = made.areas[code].boundary
    middle = (outline.min_lat + outline.max_lat) / 2
    return f"{outline.min_lon - 0.001},{middle} {outline.max_lon + 0.001},{middle}"


def _snapshot() -> tuple[list[object], ...]:
    return (
        list(Area.objects.order_by("id").values_list("id", "code", "parent", "valid_from", "valid_until")),
        list(Post.objects.order_by("id").values_list("id", "area", "ended_on", "ended_reason")),
        list(Succession.objects.values_list("old", "new")),
        list(Boundary.objects.order_by("area").values_list("area", "geojson")),
    )


# --- cutting


def test_pieces_of_a_cut_cover_the_whole_once() -> None:
    whole = box(97, 39.8, 97.1, 39.9)
    pieces = cut(whole, LineString([(96.9, 39.84), (97.05, 39.86), (97.2, 39.83)]))
    assert len(pieces) == 2
    assert square_metres(pieces[0]) >= square_metres(pieces[1])
    assert sum(map(square_metres, pieces)) == pytest.approx(square_metres(whole), abs=1)
    assert pieces[0].intersection(pieces[1]).area == 0
    assert len(cut(whole, LineString([(97.02, 39.84), (97.05, 39.86)]))) == 1


@pytest.mark.parametrize("text", ["", "97,39.8", "a,b c,d", "97,39.8 97,39.8", "200,39 97,39", "97;39"])
def test_what_is_no_line_is_none(text: str) -> None:
    assert line_from_text(text) is None


# --- the proposal


def test_a_line_across_a_village_gives_each_grid_to_the_part_that_holds_it() -> None:
    made = small_city()
    by = made.actor("administrator")
    plan = plan_redivision(by, ["1-1"], line=_across(made, "1-1"))
    assert [part.code for part in plan.parts] == ["1-1", "1-1-2"][:1] + [plan.parts[1].code]
    assert sorted(child.code for part in plan.parts for child in part.takes) == ["1-1-1", "1-1-2"]
    assert {holder.name for holder in plan.ending} == {
        made.user(name).display_name for name in ("head-1-1", "officer-1-1")
    }


def test_neighbours_are_those_that_touch() -> None:
    made = small_city()
    area = net().area_by_code("1-1-1-1")
    assert [each.code for each in neighbours_of(area, net().today())] == ["1-1-1-2"]
    assert made.areas


@pytest.mark.parametrize(
    ("codes", "line", "code"),
    [
        (["1-1-1-1"], "", "grids.nothing_changes"),
        (["1-1-1-1"], "97,39 97.01,39", "grids.cut_misses"),
        (["1-1-1-1", "2-1-1-1"], "", "grids.not_siblings"),
        (["nowhere"], "", "kit.not_found"),
    ],
)
def test_a_proposal_that_cannot_be_says_why(codes: list[str], line: str, code: str) -> None:
    made = small_city()
    with pytest.raises(Problem) as caught:
        plan_redivision(made.actor("administrator"), codes, line=line)
    assert caught.value.kind.code == code


# --- taking back


def test_a_division_ahead_is_taken_back_whole_with_its_posts() -> None:
    made = small_city()
    by, on = made.actor("administrator"), net().today() + timedelta(days=3)
    before = _snapshot()
    plan = plan_redivision(by, ["1-1"], line=_across(made, "1-1"))
    into = [
        NewArea(
            f"n{part.number}",
            f"演示·{part.number}",
            boundary=mapping(part.shape),
            takes=tuple(c.code for c in part.takes),
        )
        for part in plan.parts
    ]
    news = redivide_area(by=by, area=made.areas["1-1"].pk, into=into, on=on)
    assert _snapshot() != before
    undo_change(by=by, area=news[1].pk)
    assert _snapshot() == before
    assert Entry.objects.latest("id").event == "area.change_undone"
    again = redivide_area(by=by, area=made.areas["1-1"].pk, into=into, on=on)
    assert len(again) == 2


def test_a_change_that_has_begun_or_is_built_on_stays() -> None:
    made = small_city()
    by, today = made.actor("administrator"), net().today()
    pair = [made.areas["1-1-1-1"].pk, made.areas["1-1-1-2"].pk]
    merged = merge_areas(
        by=by, areas=pair, into=NewArea("m", "演示·合", boundary=mapping(_union(made))), on=today + timedelta(days=1)
    )
    new = NewPost(user_id=make_user().pk, role="full_timer", area=merged.pk, on=today + timedelta(days=1))
    appoint_post(by=by, new=new)
    with pytest.raises(Problem) as caught:
        undo_change(by=by, area=merged.pk)
    assert caught.value.kind.code == "grids.change_in_use"
    now = redivide_area(by=by, area=made.areas["2-1-1-1"].pk, into=_halves(made, "2-1-1-1"), on=today)
    with pytest.raises(Problem) as caught:
        undo_change(by=by, area=now[0].pk)
    assert caught.value.kind.code == "grids.change_begun"


def _union(made: SmallCity):  # type: ignore[no-untyped-def]
    one, other = made.areas["1-1-1-1"].boundary, made.areas["1-1-1-2"].boundary
    return box(
        min(one.min_lon, other.min_lon),
        min(one.min_lat, other.min_lat),
        max(one.max_lon, other.max_lon),
        max(one.max_lat, other.max_lat),
    )


def _halves(made: SmallCity, code: str) -> list[NewArea]:
    by = made.actor("administrator")
    plan = plan_redivision(by, [code], line=_across(made, code))
    return [NewArea(f"{code}{n}", f"演示·{n}", boundary=mapping(part.shape)) for n, part in enumerate(plan.parts)]


# --- the check


def _widen(made: SmallCity, code: str, by: float) -> None:
    """Let the outline reach `by` degrees too far east, as a slip of the pen would."""
    kept = made.areas[code].boundary
    shape = box(kept.min_lon, kept.min_lat, kept.max_lon + by, kept.max_lat)
    row = boundary_of(made.areas[code], shape, source="schematic")
    Boundary.objects.filter(area=made.areas[code]).update(
        **{name: getattr(row, name) for name in ("geojson", "wkb", "max_lon", "square_metres")}
    )
    touch()


def test_a_slip_is_shown_and_mended_with_one_press_and_land_is_not() -> None:
    made = small_city()
    by = made.actor("administrator")
    _widen(made, "1-1-1-1", 0.0001)
    (row,) = boundary_check_for(by, "1-1-1").rows[:1]
    assert row.is_safe
    drawn = picture_of(row, net().today())
    assert drawn is not None
    assert [one.kind for one in drawn.strokes][-1] == "bad"
    mend_fault(by=by, area=row.parent.id, fault=row.key)
    assert boundary_check_for(by, "1-1-1").rows == []
    with pytest.raises(Problem) as caught:
        mend_fault(by=by, area=row.parent.id, fault=row.key)
    assert caught.value.kind.code == "grids.fault_gone"
    _widen(made, "1-1-1-1", 0.005)
    (big,) = boundary_check_for(by, "1-1-1").rows
    assert not big.is_safe
    with pytest.raises(Problem) as caught:
        mend_fault(by=by, area=big.parent.id, fault=big.key)
    assert caught.value.kind.code == "grids.fault_not_safe"


def test_the_page_of_the_check_mends(settings: Any) -> None:
    settings.DEMO = True
    made = small_city()
    _widen(made, "1-1-1-1", 0.0001)
    client = sign_in(Client(), made.user("administrator"))
    page = client.get("/console/areas/check/?area=1-1-1")
    assert 'class="bad"' in page.content.decode()
    row = page.context["faults"][0][0]
    answer = client.post("/console/areas/1-1-1/mend/", {"fault": row.key, "back": "1-1-1"}, follow=True)
    assert answer.context["faults"] == []


def test_a_mended_slip_is_taken_back_to_the_last_digit() -> None:
    made = small_city()
    by = made.actor("administrator")
    _widen(made, "1-1-1-1", 0.0001)
    before = _snapshot()
    (row,) = boundary_check_for(by, "1-1-1").rows
    mended = mend_fault(by=by, area=row.parent.id, fault=row.key)
    assert _snapshot() != before
    assert [mend.can_undo for mend in boundary_check_for(by, "1-1-1").mends] == [True]
    undo_mend(by=by, area=mended.pk, reason="演示·看错了")
    assert _snapshot() == before
    entry = Entry.objects.latest("id")
    assert (entry.event, entry.code) == ("area.mend_undone", mended.code)
    check = boundary_check_for(by, "1-1-1")
    assert [one.key for one in check.rows] == [row.key]
    assert [(mend.can_undo, mend.undone_at is None) for mend in check.mends] == [(False, False)]
    with pytest.raises(Problem) as caught:
        undo_mend(by=by, area=mended.pk)
    assert caught.value.kind.code == "grids.mend_undone"


def test_a_mended_slip_stays_when_the_outline_was_changed_again_since() -> None:
    made = small_city()
    by = made.actor("administrator")
    _widen(made, "1-1-1-1", 0.0001)
    (row,) = boundary_check_for(by, "1-1-1").rows
    mended = mend_fault(by=by, area=row.parent.id, fault=row.key)
    kept = Boundary.objects.get(area=mended)
    later = box(kept.min_lon, kept.min_lat, kept.max_lon, kept.max_lat - 0.0001)
    set_boundary(by=by, area=mended.pk, boundary=mapping(later), source="演示·改", reason="演示·改")
    now = _snapshot()
    with pytest.raises(Problem) as caught:
        undo_mend(by=by, area=mended.pk)
    assert caught.value.kind.code == "grids.mend_built_on"
    assert _snapshot() == now
    assert [mend.can_undo for mend in boundary_check_for(by, "1-1-1").mends] == [False]


def test_the_page_of_the_check_takes_a_mended_slip_back(settings: Any) -> None:
    settings.DEMO = True
    made = small_city()
    _widen(made, "1-1-1-1", 0.0001)
    client = sign_in(Client(), made.user("administrator"))
    row = client.get("/console/areas/check/?area=1-1-1").context["faults"][0][0]
    page = client.post("/console/areas/1-1-1/mend/", {"fault": row.key, "back": "1-1-1"}, follow=True)
    (told,) = page.context["messages"]
    assert told.extra_tags == "/console/areas/1-1-1-1/mend/undo/"
    assert f'action="{told.extra_tags}"' in page.content.decode()
    page = client.post(told.extra_tags, {"back": "1-1-1"}, follow=True)
    assert [one[0].key for one in page.context["faults"]] == [row.key]
    again = client.post(told.extra_tags, {"back": "1-1-1"}, follow=True)
    assert [str(one.level_tag) for one in again.context["messages"]] == ["error"]
