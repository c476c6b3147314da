"""What a user's posts of the day allow, and where."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from vitalgrid.city.grids.actors import actor_for_user, session_with_posts, user_with_posts
from vitalgrid.city.grids.models import Post, Succession, SuccessionKind
from vitalgrid.city.grids.queries import net, touch
from vitalgrid.city.grids.tests.factories import SINCE, make_area, make_post, small_city
from vitalgrid.foundation.accounts.sessions import SessionStore, forget_who_came, who_came
from vitalgrid.foundation.accounts.tests.factories import make_user, sign_in
from vitalgrid.foundation.kit import clock

pytestmark = pytest.mark.django_db


def test_village_head_reaches_the_village_and_nothing_else():
    made = small_city()
    grant = made.actor("head-1-2").grants[0]
    assert grant.area_ids == {made.areas["1-2"].id}
    assert (grant.area_level, grant.township, grant.is_citywide) == (2, made.areas["1"].id, False)


def test_centre_reaches_the_whole_city_and_a_post_without_a_place_reaches_nothing():
    made = small_city()
    assert made.actor("dispatch").grants[0].is_citywide
    lost = make_post("grid_head_2")
    grant = actor_for_user(lost.user).grants[0]
    assert (grant.is_citywide, grant.area_ids, grant.unit_ids) == (False, frozenset(), frozenset())


def test_information_room_reaches_its_township_and_its_own_unit():
    made = small_city()
    grant = made.actor("room-2").grants[0]
    assert grant.area_ids == {made.areas["2"].id} and grant.area_level == 1
    assert grant.unit_ids == {made.units["room-2"].id}


def test_station_worker_reaches_the_station_and_no_area():
    grant = small_city().actor("station-1").grants[0]
    assert len(grant.unit_ids) == 1 and grant.area_ids == frozenset() and not grant.is_citywide


def test_reach_goes_back_over_every_earlier_self():
    made = small_city()
    older = make_area("1-1-old", made.areas["1"], valid_until=SINCE)
    oldest = make_area("1-1-oldest", made.areas["1"], valid_until=SINCE)
    for old, new in ((oldest, older), (older, made.areas["1-1"])):
        Succession.objects.create(old=old, new=new, on=SINCE, kind=SuccessionKind.RENAMED)
    touch()
    assert made.actor("head-1-1").grants[0].area_ids == {made.areas["1-1"].id, older.id, oldest.id}


def test_only_posts_of_the_day_count_by_the_days_of_the_city():
    made = small_city()
    user = make_user()
    make_post("grid_head_3", made.areas["1-1-1"], user=user, started_on=SINCE.replace(month=3, day=2))
    with clock.set_to(datetime(2020, 3, 1, 15, 59, tzinfo=UTC)):  # 23:59 in the city
        assert actor_for_user(user).permissions == frozenset()
    with clock.set_to(datetime(2020, 3, 1, 16, 0, tzinfo=UTC)):
        assert actor_for_user(user).can("case.view")


def test_disabled_user_may_do_nothing():
    made = small_city()
    user = made.user("dispatch")
    user.is_active = False
    assert made.actor("intake").can("case.triage")
    assert actor_for_user(user).permissions == frozenset()


def test_somebody_signed_in_is_read_with_their_posts_in_one_statement():
    made = small_city()
    user = made.posts["full-1-1-1-1"].user
    resident = make_user("a-resident")
    net()
    with CaptureQueriesContext(connection) as queries:
        read = user_with_posts(user.pk)
        actor = actor_for_user(SimpleLazyObject(lambda: read))  # as a request has it
    assert (len(queries), read) == (1, user)
    assert actor.grants == actor_for_user(user).grants
    assert actor_for_user(user_with_posts(resident.pk)).grants == ()
    assert user_with_posts(10**9) is None
    with clock.set_to(clock.now() + timedelta(days=1)):  # what was read yesterday does not count today
        Post.objects.filter(user=user).update(ended_on=net().today())
        assert actor_for_user(read).grants == ()


def test_building_an_actor_costs_one_statement():
    made = small_city()
    net()
    with CaptureQueriesContext(connection) as queries:
        actor_for_user(made.posts["full-1-1-1-1"].user)
    assert len(queries) == 1


def test_a_session_is_read_with_its_person_and_their_posts_and_what_ends_counts_at_the_next_request():
    made = small_city()
    user = made.posts["full-1-1-1-1"].user
    client = sign_in(Client(), user)
    key = client.session.session_key
    with CaptureQueriesContext(connection) as queries:
        data, read = session_with_posts(key)
    assert (len(queries), read) == (1, user) and data == Session.objects.get(pk=key).session_data
    assert actor_for_user(read).grants == actor_for_user(user).grants
    assert client.get("/api/v1/me").status_code == 200
    Session.objects.all().delete()  # ended from elsewhere
    assert session_with_posts(key) is None
    assert client.get("/console/").status_code == 302
    nobody = make_user("without-a-post")
    sign_in(client, nobody)
    assert session_with_posts(client.session.session_key) is None
    assert client.session["_auth_user_id"] == str(nobody.pk)


def test_who_came_with_a_session_is_used_once_and_for_nobody_else():
    made = small_city()
    user = made.posts["full-1-1-1-1"].user
    client = sign_in(Client(), user)
    SessionStore(client.session.session_key).load()
    assert who_came(user.pk + 1) is None  # and forgotten with it
    assert who_came(user.pk) is None
    SessionStore(client.session.session_key).load()
    assert who_came(user.pk) == user and who_came(user.pk) is None
    SessionStore(client.session.session_key).load()
    forget_who_came()
    assert who_came(user.pk) is None
