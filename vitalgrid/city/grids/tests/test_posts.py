"""Posts are appointed, changed, ended and handed over; duties that are kept apart stay apart."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from vitalgrid.city.grids.actions import (
    NewPost,
    appoint_post,
    change_post,
    confirm_handover,
    end_post,
    hand_over_post,
    rename_area,
)
from vitalgrid.city.grids.models import Handover, Post
from vitalgrid.city.grids.tests.factories import SINCE, make_post, small_city
from vitalgrid.foundation.accounts.tests.factories import make_user
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.set_to(NOON):
        yield


def problem_of(action: Any, **given: Any) -> str:
    with pytest.raises(Problem) as caught:
        action(**given)
    return caught.value.kind.code


# --- appointing


def test_an_appointed_worker_may_act_from_the_day_on():
    made = small_city()
    user = make_user()
    new = NewPost(
        user_id=user.pk,
        role="full_timer",
        area=made.areas["1-1-1-1"].pk,
        on=TODAY + timedelta(1),
        source_type="hired",
        duties=("hygiene",),
        duty_phone="0937-555-0101",
    )
    post = appoint_post(by=made.actor("administrator"), new=new)
    made.posts["new"] = post
    assert post.township == made.areas["1"].pk
    assert not made.actor("new").can("task.do")
    with clock.set_to(NOON + timedelta(days=1)):
        assert made.actor("new").can("task.do")
    entry = Entry.objects.latest("id")
    assert (entry.event, entry.object_id) == ("post.appointed", str(post.pk))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("centre_intake", "centre_assessment"),
        ("centre_dispatch", "auditor"),
        ("full_timer", "centre_inspection"),
        ("administrator", "privacy_officer"),
        ("grid_head_2", "information_room"),
    ],
)
def test_duties_kept_apart_are_refused_to_one_person(first: str, second: str):
    made = small_city()
    places = {
        "full_timer": made.areas["1-1-1-1"], "grid_head_2": made.areas["1-1"], "information_room": made.areas["1"]
    }  # fmt: skip
    held = make_post(first, places.get(first))
    place = places.get(second)
    new = NewPost(user_id=held.user_id, role=second, on=TODAY, area=place.pk if place else None)
    assert problem_of(appoint_post, by=made.actor("administrator"), new=new) == "grids.duties_clash"
    other = NewPost(user_id=make_user().pk, role=second, on=TODAY, area=place.pk if place else None)
    if second != "grid_head_2":
        appoint_post(by=made.actor("administrator"), new=other)


def test_a_former_duty_does_not_stand_in_the_way():
    made = small_city()
    admin, intake = made.actor("administrator"), made.posts["intake"]
    end_post(by=admin, post=intake.pk, on=TODAY, why="transferred")
    appoint_post(by=admin, new=NewPost(user_id=intake.user_id, role="centre_assessment", on=TODAY))
    assert made.actor("intake").grants[0].role == "centre_assessment"


def test_one_person_may_head_a_grid_and_work_in_it():
    made = small_city()
    new = NewPost(user_id=made.posts["head-1-1-1"].user_id, role="full_timer", area=made.areas["1-1-1-1"].pk, on=TODAY)
    appoint_post(by=made.actor("administrator"), new=new)
    assert len(made.actor("head-1-1-1").grants) == 2


def test_a_grid_has_one_head_at_a_time():
    made = small_city()
    admin = made.actor("administrator")
    new = NewPost(user_id=make_user().pk, role="grid_head_3", area=made.areas["1-1-1"].pk, on=TODAY)
    assert problem_of(appoint_post, by=admin, new=new) == "grids.post_taken"
    end_post(by=admin, post=made.posts["head-1-1-1"].pk, on=TODAY, why="retired")
    appoint_post(by=admin, new=new)


def test_a_renamed_grid_still_has_its_head():
    made = small_city()
    admin = made.actor("administrator")
    renamed = rename_area(by=admin, area=made.areas["1-1-1"].pk, name="演示", on=TODAY)
    new = NewPost(user_id=make_user().pk, role="grid_head_3", area=renamed.pk, on=TODAY)
    assert problem_of(appoint_post, by=admin, new=new) == "grids.post_taken"


def test_the_same_post_twice_is_refused():
    made = small_city()
    part = made.posts["part-1-1-1-1"]
    new = NewPost(user_id=part.user_id, role="part_timer", area=part.area_id, on=TODAY)
    assert problem_of(appoint_post, by=made.actor("administrator"), new=new) == "grids.already_held"


@pytest.mark.parametrize(
    ("role", "code", "more", "expected"),
    [
        ("grid_head_2", "1", {}, "grids.place_does_not_fit"),
        ("full_timer", "0", {}, "grids.place_does_not_fit"),
        ("unit_worker", "1", {}, "grids.place_does_not_fit"),
        ("centre_intake", "1-1", {}, "grids.place_does_not_fit"),
        ("nobody", "1", {}, "grids.no_such_role"),
        ("full_timer", "1-1-1-1", {"source_type": "volunteer"}, "grids.wrong_source"),
        ("part_timer", "1-1-1-1", {"source_type": "hired"}, "grids.wrong_source"),
        ("full_timer", "1-1-1-1", {"source_type": "astronaut"}, "kit.not_a_choice"),
        ("full_timer", "1-1-1-1", {"duties": ("flying",)}, "grids.unknown_duty"),
        ("full_timer", "1-1-1-1", {"on": SINCE - timedelta(1)}, "grids.place_ended"),
    ],
)
def test_what_does_not_fit_is_refused(role: str, code: str, more: dict[str, Any], expected: str):
    made = small_city()
    given = {"user_id": make_user().pk, "role": role, "area": made.areas[code].pk, "on": TODAY, **more}
    assert problem_of(appoint_post, by=made.actor("administrator"), new=NewPost(**given)) == expected
    assert not Post.objects.filter(user_id=given["user_id"]).exists()


def test_accounts_that_are_off_or_unknown_get_no_post():
    made = small_city()
    user = make_user(is_active=False, disabled_at=NOON)
    admin, patch = made.actor("administrator"), made.areas["1-1-1-1"].pk
    new = NewPost(user_id=user.pk, role="full_timer", area=patch, on=TODAY)
    assert problem_of(appoint_post, by=admin, new=new) == "grids.user_off"
    unknown = NewPost(user_id=987654321, role="full_timer", area=patch, on=TODAY)
    assert problem_of(appoint_post, by=admin, new=unknown) == "kit.not_found"


@pytest.mark.parametrize("name", ["leader", "head-1", "room-1", "dispatch", "auditor", "full-1-1-1-1", "water"])
def test_only_who_assigns_posts_may(name: str):
    made = small_city()
    new = NewPost(user_id=make_user().pk, role="part_timer", area=made.areas["1-1-1-1"].pk, on=TODAY)
    assert problem_of(appoint_post, by=made.actor(name), new=new) == "kit.forbidden"
    post = made.posts["part-1-1-1-1"].pk
    assert problem_of(end_post, by=made.actor(name), post=post, on=TODAY, why="resigned") == "kit.forbidden"


# --- changing and ending


def test_a_published_number_can_be_dialled_and_an_older_one_is_left_alone():
    made = small_city()
    by, post = made.actor("administrator"), made.posts["full-1-1-1-1"]
    assert problem_of(change_post, by=by, post=post.pk, duty_phone="1234567890123456") == "kit.bad_phone"
    Post.objects.filter(pk=post.pk).update(duty_phone="内线 8")
    assert change_post(by=by, post=post.pk, duty_phone="内线 8", title="演示").title == "演示"
    new = NewPost(user_id=make_user().pk, role="part_timer", area=made.areas["1-1-1-1"].pk, on=TODAY, duty_phone="1")
    assert problem_of(appoint_post, by=by, new=new) == "kit.bad_phone"


def test_changing_duties_and_duty_phone():
    made = small_city()
    post = made.posts["full-1-1-1-1"]
    change_post(by=made.actor("administrator"), post=post.pk, duties=["safety"], duty_phone="0937-555-0199")
    post.refresh_from_db()
    assert (post.duties, post.duty_phone, post.source_type, post.revision) == (
        ["safety"], "0937-555-0199", "village_cadre", 2,
    )  # fmt: skip
    unknown = {"by": made.actor("administrator"), "post": post.pk, "duties": ["flying"]}
    assert problem_of(change_post, **unknown) == "grids.unknown_duty"


def test_an_ended_post_allows_nothing_from_the_next_request_on():
    made = small_city()
    admin, post = made.actor("administrator"), made.posts["full-1-1-1-1"]
    assert made.actor("full-1-1-1-1").can("task.do")
    end_post(by=admin, post=post.pk, on=TODAY, why="moved_away")
    assert made.actor("full-1-1-1-1").permissions == frozenset()
    assert problem_of(end_post, by=admin, post=post.pk, on=TODAY, why="moved_away") == "grids.post_ended"


def test_a_post_cannot_end_before_it_began():
    made = small_city()
    given = {"by": made.actor("administrator"), "post": made.posts["full-1-1-1-1"].pk, "why": "resigned"}
    assert problem_of(end_post, **given, on=SINCE - timedelta(1)) == "grids.before_start"
    assert problem_of(end_post, **given | {"why": "bored"}, on=TODAY) == "kit.not_a_choice"


# --- handing over


def test_a_handover_changes_the_holder_on_one_day_and_lists_what_was_handed_over():
    made = small_city()
    admin, old, heir = made.actor("administrator"), made.posts["full-1-1-1-1"], make_user()
    items = [{"what": "households", "count": 15, "secret": "x"}, {"what": "handbook", "count": 1}]
    handover = hand_over_post(
        by=admin, post=old.pk, to_user_id=heir.pk, on=TODAY, items=items, notes="演示", reason="调动"
    )
    old.refresh_from_db()
    new = handover.to_post
    assert (old.ended_on, old.ended_reason, new.started_on) == (TODAY, "handed_over", TODAY)
    assert (new.predecessor_id, new.area_id, new.duties) == (old.pk, old.area_id, old.duties)
    assert handover.items == [{"what": "households", "count": 15}, {"what": "handbook", "count": 1}]
    assert Entry.objects.latest("id").event == "post.handed_over"
    made.posts["heir"] = new
    assert made.actor("heir").can("task.do") and not made.actor("full-1-1-1-1").can("task.do")


def test_the_new_holder_confirms_once_and_nobody_else_may():
    made = small_city()
    heir = make_user()
    handover = hand_over_post(
        by=made.actor("administrator"), post=made.posts["full-1-1-1-1"].pk, to_user_id=heir.pk, on=TODAY
    )
    assert problem_of(confirm_handover, by=made.actor("head-1-1-1"), handover=handover.pk) == "kit.not_found"
    made.posts["heir"] = handover.to_post
    confirm_handover(by=made.actor("heir"), handover=handover.pk)
    row = Handover.objects.get(pk=handover.pk)
    assert (row.confirmed_by_id, row.confirmed_at) == (heir.pk, NOON)
    assert problem_of(confirm_handover, by=made.actor("heir"), handover=handover.pk) == "grids.confirmed_already"


def test_a_head_is_handed_over_although_the_post_is_taken():
    made = small_city()
    heir = make_user()
    hand_over_post(by=made.actor("administrator"), post=made.posts["head-1"].pk, to_user_id=heir.pk, on=TODAY)
    heads = Post.objects.filter(area=made.areas["1"], role="grid_head_1").held_on(TODAY)
    assert [post.user_id for post in heads] == [heir.pk]


def test_a_handover_to_somebody_with_a_clashing_duty_changes_nothing():
    made = small_city()
    old = made.posts["full-1-1-1-1"]
    given = {"by": made.actor("administrator"), "post": old.pk, "to_user_id": made.posts["dispatch"].user_id}
    assert problem_of(hand_over_post, **given, on=TODAY) == "grids.duties_clash"
    old.refresh_from_db()
    assert old.ended_on is None and not Handover.objects.exists()


def test_a_handover_in_a_renamed_area_goes_to_its_present_name():
    made = small_city()
    admin = made.actor("administrator")
    new = rename_area(by=admin, area=made.areas["1-1"].pk, name="演示", on=TODAY)
    handover = hand_over_post(by=admin, post=made.posts["head-1-1"].pk, to_user_id=make_user().pk, on=TODAY)
    assert handover.to_post.area_id == new.pk
