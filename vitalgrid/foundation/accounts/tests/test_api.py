"""Accounts and keys by API: the same rules as on the pages, secrets told once, and what needs a person."""

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from vitalgrid.foundation.accounts import actions
from vitalgrid.foundation.accounts.actions.keys import NewKey
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import ApiKey, User
from vitalgrid.foundation.accounts.stepup import MINUTES
from vitalgrid.foundation.accounts.tests.factories import make_user, post_sign_in, told
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.models import IdempotentRequest

pytestmark = pytest.mark.django_db
Roles = dict[str, list[str]]


@pytest.fixture
def office(client: Client, roles_of: Roles, settings: Any) -> Client:
    """An administrator at their desk."""
    settings.DEMO = True  # no second factor here; test_second_factor has it
    roles_of["admin"] = ["administrator"]
    make_user("admin")
    post_sign_in(client, "admin")
    return client


def get(client: Client, path: str, **asked: Any) -> tuple[int, Any]:
    answer = client.get(f"/api/v1{path}", asked)
    return answer.status_code, answer.json()


def post(client: Client, path: str, key: str = "", **body: Any) -> tuple[int, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def program(*rights: str) -> Client:
    by = Actor.system("test")
    word = actions.issue_key(by=by, key=NewKey("演示系统", frozenset(rights)))[1]
    return Client(headers={"Authorization": f"Bearer {word}"})


PERSON = {"username": "demo-li", "display_name": "演示·李某", "phone": "13900001234"}


def test_an_account_is_made_once_and_its_password_told_once(office: Client):
    status, first = post(office, "/accounts", key="one", **PERSON)
    assert (status, first["username"]) == (201, "demo-li")
    assert User.objects.get(username="demo-li").check_password(first["password"])
    status, again = post(office, "/accounts", key="one", **PERSON)
    assert (status, again) == (201, first | {"password": None})
    assert first["password"] not in IdempotentRequest.objects.get(key="one").response
    assert post(office, "/accounts", key="one", **PERSON | {"display_name": "演示·张某"})[0] == 409
    assert len(told("account.created")) == 1
    assert post(office, "/accounts", **PERSON)[1]["code"] == "accounts.username_taken"
    assert "13900001234" not in json.dumps([get(office, "/accounts"), get(office, "/accounts/demo-li")])


def test_the_list_is_found_by_name_and_goes_on(office: Client):
    for number in range(52):
        make_user(f"worker-{number:02}")
    status, page = get(office, "/accounts")
    assert (status, len(page["accounts"]), page["next"]) == (200, 50, page["accounts"][-1]["username"])
    assert [one["username"] for one in get(office, "/accounts", after=page["next"])[1]["accounts"]] == [
        f"worker-{number}" for number in (49, 50, 51)
    ]
    assert [one["username"] for one in get(office, "/accounts", q="worker-07")[1]["accounts"]] == ["worker-07"]


def test_an_account_is_reset_shut_and_opened_again(office: Client):
    user = make_user("demo-li")
    phone = Client()
    post_sign_in(phone, "demo-li")
    (session,) = get(office, "/accounts/demo-li/sessions")[1]
    assert not session["is_current"]
    status, reset = post(office, "/accounts/demo-li/reset")
    user.refresh_from_db()
    assert status == 200 and user.check_password(reset["password"]) and user.must_change_password
    assert get(office, "/accounts/demo-li/sessions") == (200, [])
    assert post(office, "/accounts/demo-li/disable", reason=" ")[1]["code"] == "kit.required"
    assert post(office, "/accounts/demo-li/disable", reason="演示:离岗")[1]["is_active"] is False
    opened = post(office, "/accounts/demo-li/enable")[1]
    user.refresh_from_db()
    assert user.is_active and user.check_password(opened["password"])
    assert post(office, "/accounts/admin/reset")[1]["code"] == "accounts.own_account"
    assert post(office, "/accounts/nobody/reset")[0] == 404


def test_devices_are_signed_out_one_by_one_and_all(office: Client):
    make_user("demo-li")
    phones = [Client(), Client()]
    for phone in phones:
        post_sign_in(phone, "demo-li")
    sessions = get(office, "/accounts/demo-li/sessions")[1]
    assert post(office, f"/sessions/{sessions[0]['id']}/end") == (200, {"ended": 1})
    assert post(office, "/accounts/demo-li/sessions/end") == (200, {"ended": 1})
    assert [get(phone, "/me")[0] for phone in phones] == [401, 401]


def test_ones_own_devices_and_language(client: Client, settings: Any):
    user = make_user("demo-li")
    other = Client()
    for one in (client, other):
        post_sign_in(one, "demo-li")
    assert [one["is_current"] for one in get(client, "/me/sessions")[1]] == [True, False]
    assert post(client, "/me/sessions/end-others") == (200, {"ended": 1})
    assert get(other, "/me")[0] == 401
    assert get(client, "/me")[1]["name"] == "演示·demo-li"
    assert post(client, "/me/language", language="en") == (200, {"language": "en"})
    assert post(client, "/me/language", language="xx")[1]["code"] == "kit.not_a_choice"
    user.refresh_from_db()
    assert user.language == "en"


def test_a_key_is_issued_once_works_and_is_revoked(office: Client):
    ends = (clock.now() + timedelta(days=30)).isoformat()
    asked = {"name": "演示热线", "permissions": ["case.view"], "expires_at": ends}
    status, made = post(office, "/keys", key="k", **asked)
    assert status == 201
    system = Client(headers={"Authorization": f"Bearer {made['text']}"})
    assert get(system, "/me")[1]["permissions"] == ["case.view"]
    assert post(office, "/keys", key="k", **asked)[1] == {"key": made["key"], "text": None}
    assert made["text"].rpartition("_")[2] not in json.dumps(get(office, "/keys"))
    assert post(office, f"/keys/{made['key']['id']}/revoke", reason="演示")[1]["is_valid"] is False
    assert get(system, "/me")[1]["code"] == "accounts.bad_key"
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"permissions": ["account.manage"]}, "accounts.key_rights"),
        ({"permissions": ["no.such"]}, "accounts.key_rights"),
        ({"name": " "}, "kit.required"),
        ({"expires_at": "2001-01-01T00:00:00+08:00"}, "accounts.key_end"),
        ({"expires_at": "2999-01-01T00:00:00+08:00"}, "accounts.key_end"),
    ],
)
def test_a_bad_key_is_refused_in_words(office: Client, change: dict[str, Any], code: str):
    ends = (clock.now() + timedelta(days=30)).isoformat()
    asked: dict[str, Any] = {"name": "演示热线", "permissions": ["case.view"], "expires_at": ends}
    assert post(office, "/keys", **asked | {"name": "演示"})[0] == 201
    status, problem = post(office, "/keys", **asked | change)
    assert (status, problem["code"]) == (422, code)


def test_an_old_sign_in_must_confirm_first(office: Client):
    assert post(office, "/accounts", **PERSON)[0] == 201
    session = office.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= MINUTES * 60
    session.save()
    for path in ("/accounts/demo-li/reset", "/accounts/demo-li/enable"):
        assert post(office, path)[1]["code"] == "accounts.stale_sign_in"
    assert post(office, "/accounts", **PERSON | {"username": "other"})[1]["code"] == "accounts.stale_sign_in"
    ends = (clock.now() + timedelta(days=30)).isoformat()
    new = {"name": "演示", "permissions": ["case.view"], "expires_at": ends}
    assert post(office, "/keys", **new)[1]["code"] == "accounts.stale_sign_in"


def test_what_needs_a_person_is_refused_to_a_key_in_words(office: Client):
    make_user("demo-li")
    system = program("case.view")
    for path, body in (
        ("/accounts", PERSON),
        ("/accounts/demo-li/reset", {}),
        ("/me/language", {"language": "en"}),
        ("/me/sessions/end-others", {}),
    ):
        status, problem = post(system, path, **body)
        assert (status, problem["code"]) == (403, "accounts.needs_person")
        assert "人" in problem["detail"]


def test_who_has_no_office_sees_no_accounts(client: Client):
    make_user("worker")
    post_sign_in(client, "worker")
    for path in ("/accounts", "/accounts/worker", "/keys", "/accounts/worker/sessions"):
        assert get(client, path)[0] == 403
    assert post(client, "/accounts/worker/sessions/end")[0] == 403
    assert get(Client(), "/accounts")[0] == get(Client(), "/me")[0] == 401
