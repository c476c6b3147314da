"""Administering accounts, by page and by action."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from vitalgrid.foundation.accounts import actions
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import make_actor, make_user, post_sign_in, told
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("cli")
Roles = dict[str, list[str]]


@pytest.fixture
def at_most(django_assert_max_num_queries: Any) -> Any:
    """A ceiling of queries, by a shorter name."""
    return django_assert_max_num_queries


@pytest.fixture
def office(client: Client, roles_of: Roles, settings: Any) -> Client:
    """An administrator at their desk."""
    settings.DEMO = True  # no second factor here; test_second_factor has it
    roles_of["admin"] = ["administrator"]
    make_user("admin")
    post_sign_in(client, "admin")
    return client


def test_an_account_is_made_and_its_password_shown_once(office: Client) -> None:
    form = {"username": "Li.Si", "display_name": "演示·李某", "phone": "13800000000"}
    response = office.post("/accounts/people-new/", form)
    assert response.status_code == 201
    word = response.content.decode().split("data-secret>")[1].split("<")[0]
    user = User.objects.get(username="li.si")
    assert user.check_password(word)
    assert user.must_change_password
    assert user.phone == "13800000000"
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE username = 'li.si'")
        assert "13800000000" not in cursor.fetchone()[0]
    assert "13800000000" not in told("account.created")[0].payload
    assert word not in office.get("/accounts/people/li.si/").content.decode()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"username": "admin", "display_name": "演示·李某"}, "username"),
        ({"username": "bad name", "display_name": "演示·李某"}, "username"),
        ({"username": "fine", "display_name": ""}, "display_name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(office: Client, form: dict[str, str], field: str) -> None:
    before = User.objects.count()
    response = office.post("/accounts/people-new/", form)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert User.objects.count() == before


def test_the_list_is_searched_and_paged_without_more_queries(office: Client, at_most: Any) -> None:
    actions.create_users(by=SYSTEM, people=[actions.NewUser(f"worker{n:03}", f"演示·{n}") for n in range(60)])
    with at_most(8):
        page = office.get("/accounts/people/").content.decode()
    assert page.count("<tr>") == 51
    assert "after=worker048" in page
    assert "worker059" in office.get("/accounts/people/?after=worker048").content.decode()
    assert office.get("/accounts/people/?q=worker007").content.decode().count("<tr>") == 2


def test_many_accounts_are_made_at_once_and_none_can_sign_in_yet(client: Client, at_most: Any) -> None:
    people = [actions.NewUser(f"worker{n:03}", f"演示·{n}") for n in range(200)]
    with at_most(12):
        users = actions.create_users(by=SYSTEM, people=people)
    assert len({user.pk for user in users}) == 200
    assert len(told("account.created")) == 200
    assert post_sign_in(client, "worker000", "").status_code == 200
    with pytest.raises(Problem) as taken:
        actions.create_users(by=SYSTEM, people=[actions.NewUser("fresh", "演示·新"), people[0]])
    assert taken.value.kind.code == "accounts.username_taken"
    assert not User.objects.filter(username="fresh").exists()


def test_disabling_needs_a_reason_and_nobody_disables_themselves(office: Client) -> None:
    user = make_user("known")
    assert office.post("/accounts/people/known/disable/", {"reason": ""}).status_code == 422
    user.refresh_from_db()
    assert user.is_active
    office.post("/accounts/people/known/disable/", {"reason": "left the service"})
    user.refresh_from_db()
    assert not user.is_active
    assert told("account.disabled")[0].reason == "left the service"
    assert office.post("/accounts/people/admin/disable/", {"reason": "x"}).status_code == 409
    assert User.objects.get(username="admin").is_active


@pytest.mark.parametrize("role", ["centre_dispatch", "auditor", "leader", "unit_worker", "privacy_officer"])
def test_others_see_and_change_nothing(client: Client, roles_of: Roles, settings: Any, role: str) -> None:
    settings.DEMO = True
    roles_of["other"] = [role]
    make_user("other")
    target = make_user("target")
    post_sign_in(client, "other")
    for path in ("people/", "people-new/", "people/target/", "keys/", "keys/new/"):
        assert client.get(f"/accounts/{path}").status_code == 403, path
    for path in ("reset", "disable", "enable", "end-sessions"):
        assert client.post(f"/accounts/people/target/{path}/", {"reason": "x"}).status_code == 403, path
    target.refresh_from_db()
    assert target.is_active
    assert not target.must_change_password
    assert told("account.reset") == []


def test_making_and_resetting_ask_to_confirm_after_a_quarter_of_an_hour(office: Client) -> None:
    make_user("known")
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        response = office.post("/accounts/people/known/reset/")
        assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    assert told("account.reset") == []
    assert office.post("/accounts/people/known/reset/").status_code == 200
    assert len(told("account.reset")) == 1


def test_enabling_gives_a_new_first_password(office: Client) -> None:
    user = make_user("known")
    actions.disable_user(by=SYSTEM, user_id=user.pk, reason="away")
    word = office.post("/accounts/people/known/enable/").content.decode().split("data-secret>")[1].split("<")[0]
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(word)


def test_an_unknown_person_is_not_found(office: Client) -> None:
    assert office.get("/accounts/people/nobody/").status_code == 404
    with pytest.raises(Problem) as missing:
        actions.reset_user(by=make_actor("administrator"), user_id=999999)
    assert missing.value.kind.status == 404


def test_a_language_is_kept_for_the_account(client: Client) -> None:
    user = make_user("known")
    post_sign_in(client, "known")
    client.post("/accounts/language/", {"language": "en"})
    user.refresh_from_db()
    assert user.language == "en"
    assert 'lang="en"' in client.get("/accounts/").content.decode()
    assert client.post("/accounts/language/", {"language": "xx"}).status_code == 422
