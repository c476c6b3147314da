"""Sessions: listed, ended, dead at the next request; idle ones end by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client

from vitalgrid.foundation.accounts import actions
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import make_actor, make_user, post_sign_in, told
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db
LIST = "/accounts/sessions/"
SYSTEM = Actor.system("cli")
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def user() -> User:
    return make_user("known")


@pytest.fixture
def two(user: User) -> tuple[Client, Client]:
    """The same person at a desk and on a phone."""
    desk, phone = Client(), Client(HTTP_USER_AGENT=PHONE)
    for one in (desk, phone):
        post_sign_in(one, "known")
    return desk, phone


def test_devices_are_listed_and_one_is_ended_at_its_next_request(two: tuple[Client, Client], user: User) -> None:
    desk, phone = two
    page = desk.get(LIST).content.decode()
    assert "Android" in page
    assert "/accounts/sessions/end-others/" in page
    session = UserSession.objects.get(user=user, user_agent=PHONE)
    assert phone.get(LIST).status_code == 200
    desk.post(f"/accounts/sessions/{session.pk}/end/")
    assert phone.get(LIST).status_code == 302
    assert desk.get(LIST).status_code == 200
    assert len(told("session.ended")) == 1


def test_all_others_are_ended_but_not_this_one(two: tuple[Client, Client]) -> None:
    desk, phone = two
    desk.post("/accounts/sessions/end-others/")
    assert desk.get(LIST).status_code == 200
    assert phone.get(LIST).status_code == 302


def test_nobody_ends_a_strangers_session(two: tuple[Client, Client], user: User) -> None:
    stranger = Client()
    make_user("stranger")
    post_sign_in(stranger, "stranger")
    session = UserSession.objects.filter(user=user).first()
    assert session is not None
    assert stranger.post(f"/accounts/sessions/{session.pk}/end/").status_code == 404
    assert stranger.post("/accounts/sessions/999999/end/").status_code == 404
    assert two[0].get(LIST).status_code == 200


@pytest.mark.parametrize("how", ["disable", "reset", "end"])
def test_an_administrator_ends_all_of_them(two: tuple[Client, Client], user: User, how: str) -> None:
    admin = make_actor("administrator", user=make_user("admin"))
    if how == "disable":
        actions.disable_user(by=admin, user_id=user.pk, reason="left the service")
    elif how == "reset":
        actions.reset_user(by=admin, user_id=user.pk)
    else:
        actions.end_all_sessions(by=admin, user_id=user.pk)
    assert [one.get(LIST).status_code for one in two] == [302, 302]


def test_who_is_no_administrator_may_not(two: tuple[Client, Client], user: User) -> None:
    clerk = make_actor("centre_dispatch", user=make_user("clerk"))
    with pytest.raises(Problem) as refused:
        actions.end_all_sessions(by=clerk, user_id=user.pk)
    assert refused.value.kind.status == 403
    assert two[0].get(LIST).status_code == 200


def test_a_disabled_user_is_out_even_if_a_session_were_left(client: Client, user: User) -> None:
    post_sign_in(client, "known")
    User.objects.filter(pk=user.pk).update(is_active=False, disabled_at=clock.now())
    assert client.get(LIST).status_code == 302


def test_a_new_password_ends_the_other_devices(two: tuple[Client, Client]) -> None:
    desk, phone = two
    new = "a heron waits by the weir"
    form = {"oldpassword": "lamps over the quiet orchard", "password1": new, "password2": new}
    desk.post("/accounts/password/change/", form)
    assert desk.get(LIST).status_code == 200
    assert phone.get(LIST).status_code == 302
    assert len(told("account.password_changed")) == 1


@pytest.mark.parametrize(("minutes", "is_in"), [(29, True), (31, False)])
def test_a_session_at_rest_ends_after_half_an_hour(client: Client, user: User, minutes: int, is_in: bool) -> None:
    now = clock.now()
    post_sign_in(client, "known")
    with clock.set_to(now + timedelta(minutes=minutes)):
        assert (client.get(LIST).status_code == 200) is is_in


def test_use_keeps_a_session_alive_but_not_beyond_a_week(client: Client, user: User, settings: Any) -> None:
    now = clock.now()
    post_sign_in(client, "known")
    settings.SESSION_COOKIE_AGE = 3600
    for minutes in range(20, 61, 20):
        with clock.set_to(now + timedelta(minutes=minutes)):
            assert client.get(LIST).status_code == 200
    with clock.set_to(now + timedelta(minutes=62)):
        assert client.get(LIST).status_code == 302


def test_the_phone_rests_longer_on_its_own_paths_only(client: Client, user: User) -> None:
    now = clock.now()
    client.post("/accounts/login/?next=/field/", {"login": "known", "password": "lamps over the quiet orchard"})
    with clock.set_to(now + timedelta(hours=20)):
        client.get("/field/")
        assert "_auth_user_id" in client.session
        client.get(LIST)
        assert "_auth_user_id" not in client.session


def test_signing_out_needs_a_post_and_is_told(client: Client, user: User) -> None:
    post_sign_in(client, "known")
    client.get("/accounts/logout/")
    assert client.get(LIST).status_code == 200
    client.post("/accounts/logout/")
    assert client.get(LIST).status_code == 302
    assert len(told("account.signed_out")) == 1


def test_a_session_that_was_ended_meanwhile_is_told_as_such(client: Client, user: User) -> None:
    """Only the ground's faults are forgiven to who reads: whoever was signed out during a request stays out."""
    post_sign_in(client, "known")
    session = client.session
    session["seen"] = int(clock.now().timestamp()) - 600
    session.save()

    def ended(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "django_session"'):
            execute('DELETE FROM "django_session"', (), False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ended):
        assert client.get(LIST).status_code == 400


@pytest.mark.parametrize("theme", ["dark", "light", "auto"])
def test_the_pages_of_an_account_follow_the_consoles_screen(two: tuple[Client, Client], theme: str) -> None:
    desk, _phone = two
    desk.cookies["theme"] = theme
    assert f'data-theme="{theme}"' in desk.get(LIST).content.decode()
