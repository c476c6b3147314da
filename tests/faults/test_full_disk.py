"""No space left: said in the person's words, reading goes on, nothing is half written. Injected at the write.

`test_full_volumes.py` fills real volumes, where a test may have one.
"""

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from tests.faults.breaking import digest, files_under
from tests.faults.invariants import assert_whole
from vitalgrid.foundation.files.tests.factories import camera_photo
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Report
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop

pytestmark = pytest.mark.django_db(transaction=True)
FULL = {"en": "There is no space left. Nothing was stored: try later, or telephone.", "zh-hans": "存储空间满了"}
READ = ("/", "/report/", "/console/", "/api/v1/cases", "/api/v1/categories", "/healthz")


@contextmanager
def full_database() -> Iterator[None]:
    """Every statement that writes is told what the database says when its volume is full."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) or "INSERT INTO" in sql:
            if connection.vendor == "sqlite":
                raise OperationalError("database or disk is full")
            raise OperationalError("could not extend file") from psycopg.errors.DiskFull("could not extend file")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@contextmanager
def full_media() -> Iterator[None]:
    """No file can be made."""
    with patch.object(tempfile, "mkstemp", side_effect=OSError(errno.ENOSPC, "No space left on device")):
        yield


@pytest.fixture
def loop() -> Any:
    with clock.set_to(MONDAY):
        yield small_loop()


def seen_long_ago(loop: Loop, client: Client, who: str) -> Client:
    """Signed in, with a session that wants to note that it is used."""
    loop.sign_in(client, who)
    session = client.session
    session["seen"] = session["since"] = int(clock.now().timestamp()) - 600
    session.save()
    return client


@pytest.mark.parametrize("language", sorted(FULL))
def test_a_full_disk_is_told_in_words_and_reading_goes_on(
    loop: Loop, client: Client, language: str, settings: Any
) -> None:
    code = loop.accepted().code
    client = seen_long_ago(loop, client, "dispatch")
    client.cookies["language"] = client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    words = {"accept-language": language}
    stranger = Client()
    stranger.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    before = digest()
    with full_database():
        for path in (*READ, f"/console/cases/{code}/"):
            assert client.get(path, headers=words).status_code in (200, 302), path
        form = stranger.post("/report/", {"description": "演示:没水了。", "key": "k-1"}, headers=words)
        moved = client.post(f"/api/v1/cases/{code}/assign", {"unit": "water"}, "application/json", headers=words)
        told = stranger.post("/api/v1/reports", {"description": "演示:没水了。"}, "application/json", headers=words)
    with full_media():
        photo = stranger.post("/api/v1/photos", {"photo": _upload()}, headers=words)
    for answer in (form, moved, told, photo):
        assert answer.status_code == 507, answer.content
        assert FULL[language] in answer.content.decode()
    assert told.json()["code"] == "kit.storage_full"
    assert digest() == before
    assert files_under(settings.FILES) == {}
    sent = stranger.post("/report/", {"description": "演示:没水了。", "key": "k-1"})
    assert sent.status_code == 302
    assert Report.objects.count() == 2
    assert_whole()


def test_a_link_opens_for_the_first_time_on_a_full_disk(loop: Loop, settings: Any) -> None:
    """Whoever wants to read how their matter stands has no part in the disk being full."""
    receipt, other = loop.closed(), loop.accepted()
    reader = Client()
    with full_database():
        for told in (receipt, other):
            assert reader.get(f"/track/{told.code}/{told.secret}/").status_code == 302
            assert reader.get(f"/track/{told.code}/").status_code == 200
        assert reader.cookies["opened"]["httponly"]
        assert receipt.code in reader.get("/track/").content.decode()
        assert reader.get(f"/track/{receipt.code}/guess{0:019d}/").status_code == 404
        assert Client().get(f"/track/{receipt.code}/").status_code == 404
    assert not Session.objects.exists()
    assert reader.get(f"/track/{other.code}/{other.secret}/").status_code == 302  # freed: a session again
    assert Session.objects.count() == 1
    with full_database():  # it has a session, and nothing can be added to it
        assert reader.get(f"/track/{receipt.code}/{receipt.secret}/").status_code == 302
        assert reader.get(f"/track/{receipt.code}/").status_code == 200
    forged = Client()
    forged.cookies["opened"] = reader.cookies["opened"].value[:-2] + "xx"
    assert forged.get(f"/track/{receipt.code}/").status_code == 404


def _upload() -> Any:
    return SimpleUploadedFile("a.jpg", camera_photo(), "image/jpeg")
