"""Journal, messages, notices and drafts by API: for whom they are, and as on the pages."""

import json
from typing import Any

from django.test import Client

from vitalgrid.centre.console.tests.test_records import notice
from vitalgrid.foundation.changes.models import PendingReaction
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.actions import Draft, queue_message
from vitalgrid.foundation.outbox.models import Message, Notice
from vitalgrid.loop.cases.tests.factories import Loop


def get(client: Client, path: str, **asked: Any) -> tuple[int, Any]:
    answer = client.get(f"/api/v1{path}", asked)
    return answer.status_code, answer.json()


def post(client: Client, path: str, key: str = "", **body: Any) -> tuple[int, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_the_journal_is_read_by_the_auditor_alone(loop: Loop, client: Client) -> None:
    code = loop.accepted().code
    apart = loop.report(category="14", at="1-1-1-1").code
    loop.sign_in(client, "dispatch")
    assert get(client, "/journal")[0] == get(client, "/journal/head")[0] == 403
    loop.sign_in(client, "auditor")
    told = get(client, "/journal", code=code)[1]["entries"]
    assert [one["event"] for one in told] == ["case.accepted", "case.opened"]
    assert get(client, "/journal", code=apart)[1]["entries"] == []
    everything = get(client, "/journal", limit=200)[1]
    assert apart not in json.dumps(everything)
    first = get(client, "/journal", limit=2)[1]
    second = get(client, "/journal", limit=2, cursor=first["older"])[1]
    assert [one["id"] for one in (*first["entries"], *second["entries"])] == [
        one["id"] for one in everything["entries"][:4]
    ]
    assert get(client, "/journal/head")[1]["last_entry"] == Entry.objects.order_by("-id").first().id  # type: ignore[union-attr]
    assert get(client, "/journal", cursor="x")[0] == 400


def _failed(loop: Loop) -> Message:
    draft = Draft("email", "demo@example.org", "演示", "一句话", "case.closed", "case", "1", code="260301-0000001")
    number = queue_message(draft)
    Message.objects.filter(pk=number).update(state=Message.State.FAILED, last_error="email: OSError")
    return Message.objects.get(pk=number)


def test_a_failed_message_is_listed_closed_and_sent_again(loop: Loop, client: Client) -> None:
    row = _failed(loop)
    loop.sign_in(client, "intake")
    assert get(client, "/messages")[0] == post(client, f"/messages/{row.pk}/retry")[0] == 403
    loop.sign_in(client, "administrator")
    status, page = get(client, "/messages")
    assert (status, [one["id"] for one in page["messages"]]) == (200, [str(row.pk)])
    assert "demo@example.org" not in json.dumps(page) and "一句话" not in json.dumps(page, ensure_ascii=False)
    assert post(client, f"/messages/{row.pk}/retry", key="r")[1]["state"] == "queued"
    assert post(client, f"/messages/{row.pk}/retry", key="r")[1]["state"] == "queued"
    assert Entry.objects.filter(event="message.retried").count() == 1
    assert post(client, f"/messages/{row.pk}/retry")[1]["code"] == "outbox.not_failed"


def test_a_reaction_that_was_given_up_is_tried_again(loop: Loop, client: Client) -> None:
    now = clock.now()
    given = {"event": "case.closed", "body": {}, "todo": [], "created_at": now, "next_at": now, "attempts": 9}
    row = PendingReaction.objects.create(state="given_up", last_error="演示", **given)
    loop.sign_in(client, "intake")
    assert get(client, "/reactions")[0] == post(client, f"/reactions/{row.pk}/retry")[0] == 403
    loop.sign_in(client, "administrator")
    assert [one["id"] for one in get(client, "/reactions")[1]] == [row.pk]
    assert post(client, f"/reactions/{row.pk}/retry") == (200, {"id": row.pk})
    assert get(client, "/reactions") == (200, [])


def test_notices_are_ones_own(loop: Loop, client: Client) -> None:
    code = loop.assigned().code
    mine, other = notice(loop, "water", code), notice(loop, "hygiene", code)
    loop.sign_in(client, "water")
    page = get(client, "/notices")[1]
    assert (page["unread"], [one["id"] for one in page["notices"]]) == (1, [str(mine.pk)])
    assert post(client, "/notices/read", ids=[str(mine.pk), str(other.pk)]) == (200, {"read": 1})
    assert list(Notice.objects.filter(read_at=None)) == [other]
    notice(loop, "water", code)
    assert post(client, "/notices/read") == (200, {"read": 1})
    assert get(Client(), "/notices")[0] == 401


def test_a_draft_is_kept_for_its_writer(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "water")
    assert post(client, "/drafts", key="", content="x")[0] == 422
    body = {"content": "演示的话"}
    assert client.post(
        "/api/v1/drafts", json.dumps({"key": "a/note", **body}), content_type="application/json"
    ).json() == {"key": "a/note", **body}
    assert get(client, "/drafts", key="a/note")[1]["content"] == "演示的话"
    loop.sign_in(client, "hygiene")
    assert get(client, "/drafts", key="a/note")[1]["content"] == ""
