"""Odd JSON is refused in a sentence at its field, or taken whole; nothing breaks and nothing is half written."""

import json
import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.hostile.oddities import LONE, NUL, bodies
from tests.matrix.routes import Stage
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.loop.cases.models import Case, Contact, Report, Step

TENTH, ALL = 500, 5000


def _counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Report, Case, Step, Contact, Entry))


def check_refusal(answer: Any, context: object) -> None:
    """An error that a program can read: the catalogue's code, a Chinese sentence, each field named; no trace."""
    assert 400 <= answer.status_code < 500, (context, answer.status_code)
    assert answer["Content-Type"] == "application/problem+json", context
    told = answer.json()
    for one in [told, *told.get("errors", [])]:
        assert "." in one["code"] and any("\u4e00" <= c <= "\u9fff" for c in one["detail"]), (context, told)
    if told["code"] == "kit.invalid":
        assert told["errors"] and all(one["field"] for one in told["errors"]), (context, told)
    text = answer.content.decode()
    for word in ("Traceback", "pydantic", "line 1 column", "sqlite", "psycopg", "django"):
        assert word not in text, (context, text)


def _send_all(count: int) -> dict[int, int]:
    client, statuses = Client(raise_request_exception=False), {}
    for body in bodies(count):
        before = _counts()
        answer = client.post("/api/v1/reports", body, content_type="application/json")
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        after = _counts()
        if answer.status_code == 201:
            assert [b - a for a, b in zip(before, after, strict=True)][:1] == [1], body[:300]
            report = Report.objects.get(case__code=answer.json()["code"])
            assert NUL not in report.description
            assert report.description.encode("utf-8")  # no half of a character
            assert report.description.strip() == report.description != ""
        else:
            check_refusal(answer, body[:300])
            assert after == before, f"refused, and something was written: {body[:300]!r}"
    return statuses


def test_odd_json_in_a_report(stage: Stage) -> None:
    statuses = _send_all(TENTH)
    assert statuses.get(201, 0) > TENTH / 20
    assert statuses.get(422, 0) > TENTH / 5


@pytest.mark.soak
def test_odd_json_in_a_report_for_long(stage: Stage) -> None:
    assert set(_send_all(ALL)) <= {201, 400, 413, 422}


def test_ten_megabytes_are_too_long_and_thirteen_too_large(stage: Stage) -> None:
    client = Client(raise_request_exception=False)
    for megabytes, status in ((10, 422), (13, 413)):
        body = b'{"description":"' + b"a" * (megabytes * 1024 * 1024) + b'"}'
        answer = client.post("/api/v1/reports", body, content_type="application/json")
        assert answer.status_code == status
        check_refusal(answer, megabytes)


@pytest.mark.parametrize("member", ["state", "is_integrity", "filed_by", "source", "class_code", "id", "revision"])
def test_what_the_document_does_not_name_is_not_set(stage: Stage, member: str) -> None:
    """Mass assignment: a member more, and a report would file itself as closed."""
    body = json.dumps({"description": "演示", member: "closed"})
    answer = Client().post("/api/v1/reports", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "kit.no_such_member"


@pytest.mark.parametrize("words", [NUL, LONE, "\x1b[31m演示", "演示\nERROR 伪造的一行", "%(asctime)s %s"])
def test_a_log_line_cannot_be_forged(stage: Stage, words: str, caplog: Any) -> None:
    """Neither a body nor an address puts a second line or a colour into the log."""
    caplog.set_level(logging.DEBUG)
    client = Client(raise_request_exception=False)
    client.post("/api/v1/reports", json.dumps({"description": words}), content_type="application/json")
    client.get("/track/260101-0000000%0AERROR%20forged%1b[31m/")
    client.get("/console/cases/260101-0000000%0D%0Aforged/")
    client.get("/report/", headers={"user-agent": "x\nforged", "referer": "y\nforged"})
    lines = [logging.Formatter("%(levelname)s %(name)s %(message)s").format(record) for record in caplog.records]
    assert [line for line in lines if "\n" in line and "Traceback" not in line] == []
    assert [line for line in lines if "\x1b" in line or "伪造" in line] == []
    assert connection.in_atomic_block
