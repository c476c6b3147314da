"""Signing in as a person does it: in, refused, locked, held, without telling who exists."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from vitalgrid.foundation.accounts import actions
from vitalgrid.foundation.accounts.actions.signing_in import HOLD_AFTER
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import PASSWORD, make_user, post_sign_in, told
from vitalgrid.foundation.kit import clock

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("cli")


def is_in(client: Client) -> bool:
    return bool(client.get("/accounts/sessions/").status_code == 200)


def body(response: Any) -> str:
    """The page without what is new in every answer (tokens), and without the name that was typed."""
    return re.sub(r'value="[^"]*"|data-csrf="[^"]*"|hx-headers=\'[^\']*\'', "", response.content.decode())


def test_the_right_password_opens_whatever_the_case_of_the_name(client: Client) -> None:
    make_user("zhang.san")
    assert post_sign_in(client, "Zhang.San").status_code == 302
    assert is_in(client)
    (entry,) = told("account.signed_in")
    assert '"method":"password"' in entry.payload.replace(" ", "")


def test_a_wrong_password_opens_nothing_and_is_told_without_what_was_typed(client: Client) -> None:
    user = make_user("zhang.san")
    response = post_sign_in(client, "zhang.san", "not the password at all")
    assert response.status_code == 200
    assert not is_in(client)
    (entry,) = told("account.sign_in_failed")
    assert entry.object_id == str(user.pk)
    assert "not the password" not in entry.payload


def test_known_unknown_and_disabled_names_get_the_same_answer(client: Client) -> None:
    make_user("known")
    shut = make_user("shut")
    actions.disable_user(by=SYSTEM, user_id=shut.pk, reason="left")
    answers = [
        post_sign_in(client, name, word)
        for name, word in [("known", "wrong wrong wrong"), ("nobody", "wrong wrong wrong"), ("shut", PASSWORD)]
    ]
    assert len({answer.status_code for answer in answers}) == 1
    assert len({body(answer) for answer in answers}) == 1


def test_an_unknown_name_costs_one_hash_as_a_known_one_does(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal work is what makes equal time; a clock on a shared machine proves nothing."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a, **k: hashed.append("") or encode(self, *a, **k))
    make_user("known")
    hashed.clear()
    post_sign_in(client, "known", "wrong wrong wrong")
    known = len(hashed)
    hashed.clear()
    post_sign_in(client, "nobody", "wrong wrong wrong")
    assert known == len(hashed) == 1


class TestLockOut:
    """Five failures of a name from an address, then a quarter of an hour."""

    @pytest.mark.parametrize("name", ["known", "nobody"])
    def test_the_fifth_failure_locks_known_and_unknown_names_alike(self, client: Client, name: str) -> None:
        make_user("known")
        for _ in range(4):
            assert post_sign_in(client, name, "wrong").status_code == 200
        locked = post_sign_in(client, name, "wrong")
        assert locked.status_code == 429
        assert locked["Retry-After"] == "900"
        assert len(told("account.locked")) == 1

    def test_the_right_password_is_refused_while_locked_and_works_afterwards(self, client: Client) -> None:
        make_user("known")
        for _ in range(5):
            post_sign_in(client, "Known", "wrong")
        assert post_sign_in(client, "known").status_code == 429
        assert not is_in(client)
        AccessAttempt.objects.update(attempt_time=datetime.now(UTC) - timedelta(minutes=16))
        assert post_sign_in(client, "known").status_code == 302

    def test_another_address_is_not_locked(self, client: Client) -> None:
        make_user("known")
        for _ in range(6):
            post_sign_in(client, "known", "wrong", REMOTE_ADDR="192.0.2.1")
        assert post_sign_in(client, "known", REMOTE_ADDR="192.0.2.2").status_code == 302

    def test_a_forged_forwarding_header_does_not_escape_the_lock(self, client: Client) -> None:
        make_user("known")
        statuses = [
            post_sign_in(client, "known", "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").status_code for n in range(6)
        ]
        assert statuses[-1] == 429

    def test_an_attack_while_locked_does_not_fill_the_journal(self, client: Client) -> None:
        make_user("known")
        for _ in range(9):
            post_sign_in(client, "known", "wrong")
        assert len(told("account.sign_in_failed")) == 5
        assert len(told("account.locked")) == 1


def test_a_hundred_failures_in_a_row_hold_the_account_until_it_is_reset(client: Client) -> None:
    user = make_user("known")
    User.objects.update(failures_in_a_row=HOLD_AFTER - 1)
    assert post_sign_in(client, "known", "wrong").status_code == 200
    assert post_sign_in(client, "known").status_code == 200
    assert not is_in(client)
    _, word = actions.reset_user(by=SYSTEM, user_id=user.pk)
    assert post_sign_in(client, "known", word).status_code == 302


def test_a_first_password_must_be_replaced_and_dies_after_three_days(client: Client) -> None:
    user, word = actions.create_user(by=SYSTEM, person=actions.NewUser("li.si", "演示·李某"))
    post_sign_in(client, "li.si", word)
    assert client.get("/accounts/sessions/").headers["Location"].startswith("/accounts/password/change/")
    new = "a heron waits by the weir"
    client.post("/accounts/password/change/", {"oldpassword": word, "password1": new, "password2": new})
    assert is_in(client)
    client.logout()

    user, word = actions.reset_user(by=SYSTEM, user_id=user.pk)
    with clock.set_to(clock.now() + timedelta(days=3, minutes=1)):
        assert post_sign_in(client, "li.si", word).headers["Location"] == "/accounts/password/expired/"
    assert not is_in(client)


def test_the_session_gets_a_new_name_at_sign_in(client: Client) -> None:
    make_user("known")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    post_sign_in(client, "known")
    assert client.session.session_key != before


def test_only_a_demonstration_shows_its_sign_ins(client: Client, settings: Any) -> None:
    path = settings.DATA / "DEMO"
    path.write_text('{"sign_ins": [{"username": "demo.leader", "password": "shown here", "who": "领导"}]}')
    try:
        settings.DEMO = False
        assert b"demo.leader" not in client.get("/accounts/login/").content
        settings.DEMO = True
        assert b"demo.leader" in client.get("/accounts/login/").content
    finally:
        path.unlink()


def test_where_one_goes_after_signing_in_stays_on_this_site(client: Client) -> None:
    make_user("known")
    response = client.post("/accounts/login/?next=https://evil.example/", {"login": "known", "password": PASSWORD})
    assert response.headers["Location"] == "/accounts/"


@pytest.mark.parametrize("is_open", [False, True])
def test_residents_make_accounts_only_where_it_is_allowed(client: Client, settings: Any, is_open: bool) -> None:
    settings.RESIDENT_SIGN_UP = is_open
    form = {"username": "Resident9", "password1": "a heron waits by the weir", "password2": "a heron waits by the weir"}
    client.post("/accounts/signup/", form)
    assert User.objects.filter(username="resident9").exists() is is_open
    assert len(told("account.registered")) == int(is_open)
