"""Single sign-on by OpenID Connect recognises people and makes none."""

from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.test import Client

from vitalgrid.foundation.accounts.tests.factories import make_user, told

pytestmark = pytest.mark.django_db
DISCOVERED = {
    "authorization_endpoint": "https://sso.example/authorize",
    "token_endpoint": "https://sso.example/token",
    "userinfo_endpoint": "https://sso.example/userinfo",
    "jwks_uri": "https://sso.example/keys",
    "issuer": "https://sso.example",
}


@pytest.fixture
def person(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A sign-in service that vouches for whoever this dictionary describes."""
    claims = {"sub": "77", "preferred_username": "Zhang.San"}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "city",
                    "name": "统一登录",
                    "client_id": "vitalgrid",
                    "secret": "s",
                    "settings": {"server_url": "https://sso.example"},
                }
            ],
        }
    }
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", DISCOVERED)

    def complete(self: Any, request: Any, app: Any, token: Any, **kwargs: Any) -> Any:
        return self.get_provider().sociallogin_from_response(request, {"userinfo": dict(claims)})

    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "complete_login", complete)
    monkeypatch.setattr(
        "allauth.socialaccount.providers.oauth2.client.OAuth2Client.get_access_token",
        lambda self, code, pkce_code_verifier=None: {"access_token": "t"},
    )
    assert OpenIDConnectProvider.id == "openid_connect"
    return claims


def come_back(client: Client) -> Any:
    """Go to the other service and come back from it."""
    away = client.get("/accounts/sso/city/")
    assert away.status_code == 302
    asked = parse_qs(urlparse(away.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/accounts/sso/city/callback/", {"code": "c", "state": asked["state"][0]})


def test_somebody_with_an_account_is_in(client: Client, person: dict[str, str]) -> None:
    user = make_user("zhang.san")
    assert come_back(client).headers["Location"] == "/accounts/"
    assert client.get("/accounts/sessions/").status_code == 200
    assert SocialAccount.objects.get().user == user
    assert len(told("account.signed_in")) == 1
    client.logout()
    person["preferred_username"] = "renamed"
    come_back(client)
    assert client.get("/accounts/sessions/").status_code == 200


@pytest.mark.parametrize("name", ["stranger", "", "shut"])
def test_everybody_else_is_not(client: Client, person: dict[str, str], name: str) -> None:
    make_user("shut", is_active=False, disabled_at="2026-01-01T00:00Z")
    person["preferred_username"] = name
    response = come_back(client)
    assert response.headers["Location"] == "/accounts/unknown/"
    assert client.get("/accounts/sessions/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_opens_nothing(client: Client, person: dict[str, str]) -> None:
    make_user("zhang.san")
    client.get("/accounts/sso/city/callback/", {"code": "c", "state": "forged"})
    assert client.get("/accounts/sessions/").status_code == 302


def test_without_the_setting_there_is_no_such_door(client: Client) -> None:
    assert client.get("/accounts/sso/city/").status_code == 404
