"""Whose photo it is: a digest that somebody saw hangs nothing on a report, only the mark that its sender was given."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vitalgrid.foundation.files.marks import LIFETIME, digest_in, mark_of
from vitalgrid.foundation.files.tests.factories import camera_photo
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.models import Attachment, Report
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop
from vitalgrid.loop.tasks.actions import finish_task, give_task


def stored(client: Client) -> dict[str, Any]:
    photo = SimpleUploadedFile("a.jpg", camera_photo(), "image/jpeg")
    answer = client.post("/api/v1/photos", {"photo": photo})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def told(client: Client, *photos: str, key: str = "") -> Any:
    body = json.dumps({"description": "演示:路灯不亮。", "photos": photos})
    more = {"idempotency-key": key} if key else {}
    return client.post("/api/v1/reports", body, content_type="application/json", headers=more)


def test_the_mark_hangs_the_photo_on_a_report_and_the_digest_does_not(loop: Loop) -> None:
    sender, stranger = Client(), Client()
    photo = stored(sender)
    refused = told(stranger, photo["sha256"])
    assert refused.status_code == 422 and refused.json()["errors"][0]["code"] == "files.unknown_photo"
    assert refused.json()["errors"][0]["field"].startswith("photos") and not Report.objects.exists()
    assert told(sender, photo["mark"]).status_code == 201
    assert Attachment.objects.get().blob_id == photo["sha256"]


def test_neither_staff_nor_the_reporters_link_take_a_bare_digest(loop: Loop) -> None:
    photo = stored(Client())
    receipt = loop.in_progress()
    done: dict[str, Any] = {"outcome": "done", "answer": "演示:修好了。"}
    with pytest.raises(Problem) as refused:
        loop.move(receipt.code, "handle", "water", photos=[photo["sha256"]], **done)
    assert refused.value.errors[0].kind.code == "files.unknown_photo"
    loop.move(receipt.code, "handle", "water", photos=[photo["mark"]], **done)
    add = {
        "data": json.dumps({"text": "演示:再补一张。", "photos": [photo["sha256"]]}),
        "content_type": "application/json",
    }
    answer = Client().post(f"/api/v1/track/{receipt.code}/add", **add, headers={"x-track-secret": receipt.secret})
    assert answer.status_code == 422
    assert Attachment.objects.count() == 1


def test_a_task_takes_the_senders_mark_alone(loop: Loop) -> None:
    photo, hand = stored(Client()), loop.actor("full-1-1-1-1")
    area = loop.city.areas["1-1-1-1"]
    where = {"area": area.pk, "township": area.township}
    task = give_task(by=loop.actor("inspection"), kind="look", title="演示:看一看", assignee=hand.user_id, **where)
    with pytest.raises(Problem, match=r"files\.unknown_photo"):
        finish_task(by=hand, task_id=task.pk, result="in_order", photos=[photo["sha256"]])
    assert finish_task(by=hand, task_id=task.pk, result="in_order", photos=[photo["mark"]]).state == "done"


def test_the_same_try_again_is_the_same_report(loop: Loop) -> None:
    client = Client()
    photo = stored(client)
    first = told(client, photo["mark"], key="k-1").json()
    assert told(client, photo["mark"], key="k-1").json() == first
    assert Report.objects.count() == 1


def test_a_mark_ends_and_cannot_be_forged() -> None:
    with clock.set_to(MONDAY):
        mark = mark_of("0" * 64)
    with clock.set_to(MONDAY + timedelta(seconds=LIFETIME)):
        assert digest_in(mark) == "0" * 64
    with clock.set_to(MONDAY + timedelta(seconds=LIFETIME + 1)):
        assert digest_in(mark) is None
    with clock.set_to(MONDAY):
        assert [digest_in(one) for one in ("", "0" * 64, mark[:-1], "\ud800", "\x00", f"{mark}x")] == [None] * 6
