"""A resident reports, follows, adds, rates and takes back: without account, without script, once."""

import pytest
from django.test import Client

from vitalgrid.loop.cases.models import Attachment, Case, Contact
from vitalgrid.loop.cases.tests.factories import Loop


@pytest.mark.parametrize("path", ["/", "/report/", "/track/", "/results/", "/privacy/", "/accessibility/"])
def test_pages_open_for_everybody(loop: Loop, client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def file(client: Client, **given: str) -> tuple[str, str]:
    answer = client.post("/report/", {"description": "演示:没水了。", "key": "k-1", **given})
    assert answer.status_code == 302
    return answer["Location"], answer["Location"].rstrip("/").rsplit("/", 1)[1]


def test_a_report_is_filed_once_and_followed_to_its_withdrawal(loop: Loop, client: Client) -> None:
    where, code = file(client, phone="13800000000")
    assert file(client, phone="13800000000") == (where, code)
    assert Case.objects.count() == 1
    assert code in client.get(where).content.decode()
    assert client.get(f"/track/{code}/qr.svg")["Content-Type"] == "image/svg+xml"
    assert client.get(f"/track/{code}/").status_code == 200
    assert client.post(f"/track/{code}/do/add/", {"text": "演示:三楼也没水。"}).status_code == 302
    assert client.post(f"/track/{code}/do/withdraw/", {}).status_code == 302
    assert Case.objects.get(code=code).state == "withdrawn"


def test_somebody_else_with_the_code_alone_reads_nothing(loop: Loop, client: Client) -> None:
    _where, code = file(client)
    stranger = Client()
    assert stranger.get(f"/track/{code}/").status_code == 404
    assert stranger.get(f"/track/{code}/wrongword/").status_code == 404
    assert stranger.post(f"/track/{code}/do/withdraw/", {}).status_code == 404


def test_the_link_moves_its_word_out_of_the_address(loop: Loop, client: Client) -> None:
    receipt = loop.report()
    answer = client.get(f"/track/{receipt.code}/{receipt.secret}/")
    assert answer["Location"] == f"/track/{receipt.code}/"
    assert client.get(answer["Location"]).status_code == 200


def test_a_closed_matter_is_rated_or_reopened(loop: Loop, client: Client) -> None:
    receipt = loop.closed()
    client.get(f"/track/{receipt.code}/{receipt.secret}/")
    empty = client.post(f"/track/{receipt.code}/do/rate/", {})
    assert empty.status_code == 422
    assert client.post(f"/track/{receipt.code}/do/contest/", {"text": "演示:还是没水。"}).status_code == 302
    assert Case.objects.get(code=receipt.code).state == "triaged"


def test_words_are_kept_when_an_answer_needs_a_change(loop: Loop, client: Client) -> None:
    answer = client.post("/report/", {"description": "演示:渠里没水。", "phone": "call me", "key": "k-2"})
    assert answer.status_code == 422
    assert "演示:渠里没水。" in answer.content.decode()
    assert not Case.objects.exists() and not Contact.objects.exists() and not Attachment.objects.exists()
