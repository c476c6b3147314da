"""Serving files: only by a signed address, for a short time, and never so that a browser could run them."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.core import signing
from django.test import Client, override_settings
from django.urls import include, path

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files import actions, addresses, store
from vitalgrid.foundation.files.tests.factories import camera_photo, document
from vitalgrid.foundation.kit import clock

urlpatterns = [path("", include("vitalgrid.foundation.files.urls"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
CLERK = Actor(kind="user", id="7", name="演示·张某", user_id=7)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    settings.MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]


@pytest.fixture
def photo():
    return actions.store_photo(by=CLERK, data=camera_photo(), name="a.jpg")


def test_a_signed_address_shows_the_photo_without_a_statement(photo, django_assert_num_queries):
    with clock.set_to(NOON), django_assert_num_queries(0):
        full = Client().get(addresses.photo_url(photo.sha256))
        small = Client().get(addresses.thumbnail_url(photo.sha256))
    body = b"".join(full.streaming_content)
    assert store.digest_of(body) == photo.sha256
    assert len(b"".join(small.streaming_content)) <= len(body)
    assert full["Content-Type"] == "image/jpeg"
    assert full["X-Content-Type-Options"] == "nosniff"
    assert full["Cache-Control"].startswith("private, max-age=")
    assert "sandbox" in full["Content-Security-Policy"]


def test_the_address_is_the_same_within_its_time_and_then_ends(photo):
    with clock.set_to(NOON):
        url = addresses.photo_url(photo.sha256)
    with clock.set_to(NOON + timedelta(minutes=14)):
        assert addresses.photo_url(photo.sha256) == url
        assert Client().get(url).status_code == 200
    with clock.set_to(NOON + timedelta(minutes=31)):
        assert Client().get(url).status_code == 404
        assert Client().get(addresses.photo_url(photo.sha256)).status_code == 200


def test_a_browser_that_has_it_is_told_so(photo):
    with clock.set_to(NOON):
        url = addresses.photo_url(photo.sha256)
        tag = Client().get(url)["ETag"]
        again = Client().get(url, headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again.content == b""


def test_forged_and_foreign_addresses_are_nothing(photo):
    with clock.set_to(NOON):
        url = addresses.photo_url(photo.sha256)
        assert Client().get(url[:-2] + ("aa" if url[-2:] != "aa" else "bb")).status_code == 404
        assert Client().get("/files/" + signing.dumps({"s": photo.sha256, "v": "p", "e": 2**33})).status_code == 404
        assert Client().get(addresses.photo_url("0" * 64)).status_code == 404
        assert Client().post(url).status_code == 405


def test_an_address_bound_to_a_session_works_in_that_browser_only(photo):
    mine, other = Client(), Client()
    mine.cookies["sessionid"] = "abc"
    other.cookies["sessionid"] = "xyz"
    with clock.set_to(NOON):
        url = addresses.photo_url(photo.sha256, bound_to="abc")
        assert mine.get(url).status_code == 200
        assert other.get(url).status_code == 404
        assert Client().get(url).status_code == 404


def test_documents_come_as_downloads_with_their_chinese_name(photo):
    blob = actions.store_document(by=CLERK, data=document(), name="调解协议.pdf")
    with clock.set_to(NOON):
        answer = Client().get(addresses.blob_url(blob, name="调解协议.pdf"))
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('调解协议.pdf')}"
    assert answer["Content-Type"] == "application/pdf"


def test_a_new_secret_key_ends_every_address(photo):
    with clock.set_to(NOON):
        url = addresses.photo_url(photo.sha256)
        with override_settings(SECRET_KEY="another"):
            assert Client().get(url).status_code == 404
