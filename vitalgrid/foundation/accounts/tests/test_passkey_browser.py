"""A passkey in a real Chromium, with a virtual authenticator, under the content policy as shipped."""

from typing import Any

import pytest

from tests import chromium
from vitalgrid.foundation.accounts.tests.factories import PASSWORD, make_user, told

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TOUCHED = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_added_and_used_without_a_password(live_server: Any) -> None:
    if not chromium.find():
        pytest.skip("no Chromium here")
    make_user("known")
    base = live_server.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        context = browser.new_context()
        page, broken = context.new_page(), []
        page.on("pageerror", lambda error: broken.append(str(error)))
        device = context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCHED})
        page.goto(f"{base}/accounts/login/")
        page.fill("#id_login", "known")
        page.fill("#id_password", PASSWORD)
        page.click("form.form button.primary")
        page.goto(f"{base}/accounts/2fa/keys/add/")
        page.check("#id_passwordless")
        page.click("#mfa_webauthn_add")
        page.wait_for_url("**/recovery-codes/")
        context.clear_cookies()
        page.goto(f"{base}/accounts/login/")
        page.click("#passkey_login")
        page.wait_for_url("**/accounts/")
        page.goto(f"{base}/accounts/sessions/")
        assert page.url.endswith("/accounts/sessions/")
        browser.close()
    assert broken == []
    assert '"passkey"' in told("account.signed_in")[-1].payload
