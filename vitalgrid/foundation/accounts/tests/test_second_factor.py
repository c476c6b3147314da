"""A second factor: asked for, set up before anything else, met by the session, and not guessable."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from vitalgrid.foundation.accounts.models import SharedCount, User
from vitalgrid.foundation.accounts.tests.factories import add_totp, code_now, make_user, post_sign_in, told

pytestmark = pytest.mark.django_db
LIST = "/accounts/sessions/"


def test_an_app_is_set_up_and_its_secret_lies_encrypted(client: Client) -> None:
    user = make_user("known")
    post_sign_in(client, "known")
    page = client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert secret[:4] in page.content.decode()
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert response.headers["Location"] == "/accounts/2fa/recovery-codes/"
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored
    assert [entry.object_id for entry in told("second_factor.added")] == [str(user.pk)]
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert codes.count("<li><code>") == 10


def test_the_code_is_asked_after_the_password_and_works_once(client: Client) -> None:
    secret = add_totp(make_user("known"))
    assert post_sign_in(client, "known").headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get(LIST).status_code == 302
    code = code_now(secret)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get(LIST).status_code == 200
    assert SharedCount.objects.filter(cache_key__contains="totp.used").exists()  # seen by every web process
    other = Client()
    post_sign_in(other, "known")
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert other.get(LIST).status_code == 302


def test_codes_cannot_be_guessed_and_failures_are_told(client: Client) -> None:
    secret = add_totp(make_user("known"))
    post_sign_in(client, "known")
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    response = client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert response.status_code == 200
    assert client.get(LIST).status_code == 302
    assert len(told("account.sign_in_failed")) == 5


class TestPostsThatNeedOne:
    """Centre, information room, auditor, administrator …"""

    @pytest.fixture
    def dispatcher(self, roles_of: dict[str, list[str]]) -> User:
        roles_of["dispatcher"] = ["centre_dispatch"]
        return make_user("dispatcher")

    def test_who_has_none_is_led_to_set_one_up_before_anything_else(self, client: Client, dispatcher: User) -> None:
        post_sign_in(client, "dispatcher")
        assert client.get(LIST).headers["Location"].startswith("/accounts/2fa/?")
        refused = client.get("/api/v1/anything", headers={"Accept": "application/json"})
        assert refused.status_code == 403
        assert refused.json()["code"] == "accounts.second_factor"
        client.get("/accounts/2fa/totp/activate/")
        client.post("/accounts/2fa/totp/activate/", {"code": code_now(client.session["mfa.totp.secret"])})
        assert client.get(LIST).status_code == 200

    def test_a_session_from_before_must_prove_it(self, client: Client, dispatcher: User) -> None:
        post_sign_in(client, "dispatcher")
        secret = add_totp(dispatcher)
        assert client.get(LIST).headers["Location"].startswith("/accounts/2fa/reauthenticate/")
        client.post("/accounts/2fa/reauthenticate/", {"code": code_now(secret)})
        assert client.get(LIST).status_code == 200
        assert len(told("account.confirmed")) == 1

    def test_taking_the_last_one_away_locks_the_work_again(self, client: Client, dispatcher: User) -> None:
        secret = add_totp(dispatcher)
        post_sign_in(client, "dispatcher")
        client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
        client.post("/accounts/2fa/totp/deactivate/")
        assert not Authenticator.objects.filter(user=dispatcher).exists()
        assert client.get(LIST).headers["Location"].startswith("/accounts/2fa/?")

    def test_a_demonstration_may_do_without(self, client: Client, dispatcher: User, settings: Any) -> None:
        settings.DEMO = True
        post_sign_in(client, "dispatcher")
        assert client.get(LIST).status_code == 200

    def test_other_posts_are_not_asked(self, client: Client) -> None:
        make_user("worker")
        post_sign_in(client, "worker")
        assert client.get(LIST).status_code == 200


def test_a_short_password_goes_with_the_last_second_factor(client: Client) -> None:
    user = make_user("known")
    secret = add_totp(user)
    post_sign_in(client, "known")
    client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    short = "w3ir-heron"
    form = {"oldpassword": "lamps over the quiet orchard", "password1": short, "password2": short}
    client.post("/accounts/password/change/", form)
    user.refresh_from_db()
    assert user.check_password(short)
    client.post("/accounts/2fa/totp/deactivate/")
    assert client.get(LIST).headers["Location"].startswith("/accounts/password/change/")


def test_the_passkey_pages_work_under_the_strict_policy(client: Client) -> None:
    make_user("known")
    page = client.get("/accounts/login/")
    policy = page.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    for mark in page.content.decode().split("<script")[1:]:
        assert "src=" in mark.split(">")[0] or 'type="application/json"' in mark.split(">")[0]
    options = client.get("/accounts/2fa/keys/login/", headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["challenge"]
