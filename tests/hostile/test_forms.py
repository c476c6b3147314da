"""Odd forms on the pages: the page again with a sentence, or a report; nothing breaks and nothing is half written."""

from typing import Any

import pytest
from django.test import Client

from tests.hostile.forms import Form, forms
from tests.matrix.routes import Stage
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.loop.cases.models import Attachment, Case, Report

TENTH, ALL = 200, 2000


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> Any:
    settings.FILES = tmp_path / "files"
    return tmp_path


def _counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Report, Case, Attachment, Entry))


def _check(answer: Any, sent: Form, before: tuple[int, ...]) -> None:
    assert answer.status_code < 500, (sent, answer.status_code)
    told = answer.content.decode()
    assert "Traceback" not in told
    if answer.status_code >= 400:
        assert _counts() == before, f"refused, and something was written: {sent}"
        assert any("\u4e00" <= c <= "\u9fff" for c in told), sent


def _send_all(count: int, folder: Any) -> dict[int, int]:
    statuses: dict[int, int] = {}
    client = Client(raise_request_exception=False)
    for number, sent in enumerate(forms(count)):
        address = ("/report/", "/api/v1/photos", "/report/")[number % 3]
        before = _counts()
        answer = client.generic("POST", address, sent.body, content_type=sent.kind)
        _check(answer, sent, before)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    written = {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()}
    assert written <= {"files"}
    return statuses


def test_odd_forms(stage: Stage, folder: Any) -> None:
    statuses = _send_all(TENTH, folder)
    assert statuses.get(302, 0) > 5, statuses
    assert statuses.get(422, 0) > 5, statuses


@pytest.mark.soak
def test_odd_forms_for_long(stage: Stage, folder: Any) -> None:
    _send_all(ALL, folder)


def test_ten_thousand_parts_are_too_many(stage: Stage) -> None:
    for name in ('name="x"', 'name="photos"; filename="a.jpg"'):
        body = f"--edge\r\nContent-Disposition: form-data; {name}\r\n\r\n1\r\n".encode() * 10_000 + b"--edge--\r\n"
        answer = Client().generic("POST", "/report/", body, content_type="multipart/form-data; boundary=edge")
        assert answer.status_code == 413


@pytest.mark.parametrize("length", ["157286401", "99999999999999999999"])
def test_a_body_without_end_is_not_even_begun(stage: Stage, length: str) -> None:
    """Django takes files of any size; the disk does not."""
    for address in ("/report/", "/api/v1/photos", "/accounts/login/"):
        answer = Client().generic("POST", address, b"--edge", content_type="multipart/form-data; boundary=edge",
                                  CONTENT_LENGTH=length)  # fmt: skip
        assert answer.status_code == 413, address
