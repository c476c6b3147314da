"""A school behind one address goes through; one device that floods is told to wait, in words and in a header."""

import json
from typing import Any

import pytest
from django.test import Client, RequestFactory

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock, limits
from vitalgrid.loop.cases.models import Report
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop

SCHOOL = "203.0.113.7"
PUPILS = 500


@pytest.fixture
def loop(db: None) -> Any:
    """A small city on a Monday morning, with every bucket full."""
    limits.BUCKETS.forget()
    with clock.set_to(MONDAY):
        yield small_loop(depth=1)
    limits.BUCKETS.forget()


def browser(number: int, **more: str) -> Client:
    """One device at the school, with the token that the form gave it."""
    client = Client(REMOTE_ADDR=SCHOOL, **more)
    client.cookies["csrftoken"] = f"{number:032d}"
    return client


def test_five_hundred_behind_one_address_are_five_hundred(loop: Loop) -> None:
    """The lesson about the neighbourhood ends with everybody reporting what they saw, in the same minute."""
    passed = 0
    for number in range(PUPILS):
        request = RequestFactory().get("/")
        request.actor = Actor.resident(SCHOOL)
        request.COOKIES["csrftoken"] = f"{number:032d}"
        for _ in range(2):
            limits.spend(request, limits.REPORT)
        limits.spend(request, limits.PHOTO, 6)
        limits.spend(request, limits.NEAR)
        passed += 1
    assert passed == PUPILS
    answer = browser(PUPILS).post("/report/", {"description": "演示:操场边的井盖松了。"})
    assert answer.status_code == 302, answer.content.decode()


def test_one_device_that_floods_is_told_to_wait(loop: Loop) -> None:
    client = browser(1)
    answers = [client.post("/report/", {"description": f"演示:第 {n} 条。"}) for n in range(24)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 24 - limits.REPORT.device.burst
    seconds = int(refused[0]["Retry-After"])
    assert 0 < seconds <= 60
    page = refused[0].content.decode()
    assert f"请过 {seconds} 秒再试" in page
    assert "演示:第 20 条。" in page  # nothing that was typed is lost
    assert Report.objects.count() == limits.REPORT.device.burst
    assert browser(2).post("/report/", {"description": "演示:别人的。"}).status_code == 302


def test_a_program_without_a_key_is_told_in_its_own_form(loop: Loop) -> None:
    client, statuses = browser(3), []
    for number in range(22):
        body = json.dumps({"description": f"演示:{number}"})
        answer = client.post("/api/v1/reports", body, content_type="application/json")
        statuses.append(answer.status_code)
    assert statuses == [201] * 20 + [429] * 2
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "kit.too_many"
    assert int(answer["Retry-After"]) > 0


def test_a_forged_header_makes_no_new_network(loop: Loop, settings: Any) -> None:
    """Whoever may say where they come from comes from everywhere."""
    settings.TRUSTED_PROXIES = []
    statuses = [
        browser(4, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").post("/report/", {"description": "演示"}).status_code
        for n in range(22)
    ]
    assert statuses[-1] == 429


def test_words_of_links_cannot_be_tried_out(loop: Loop) -> None:
    receipt = loop.report(at="1")
    client = browser(5)
    tried = [client.get(f"/track/{receipt.code}/guess{n:019d}/").status_code for n in range(25)]
    assert tried == [404] * 20 + [429] * 5
    by_api = [
        client.get(f"/api/v1/track/{receipt.code}", headers={"x-track-secret": f"guess{n}"}).status_code
        for n in range(3)
    ]
    assert by_api == [429] * 3
    assert browser(6).get(f"/track/{receipt.code}/{receipt.secret}/").status_code == 302


def test_searching_has_an_end(loop: Loop) -> None:
    client = Client(REMOTE_ADDR=SCHOOL)
    loop.sign_in(client, "intake")
    asked = limits.SEARCH.user.burst
    statuses = [client.get("/api/v1/cases", {"q": "井盖"}).status_code for _ in range(asked + 1)]
    assert statuses == [200] * asked + [429]
    assert client.get("/api/v1/cases").status_code == 200
