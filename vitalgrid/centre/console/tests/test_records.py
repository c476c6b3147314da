"""Notices, journal and messages: each for whom it is, and nothing about a complaint about staff."""

from django.test import Client

from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.actions import Draft, queue_message
from vitalgrid.foundation.outbox.models import Message, Notice
from vitalgrid.loop.cases.tests.factories import Loop


def notice(loop: Loop, who: str, code: str = "") -> Notice:
    user = loop.city.user(who)
    given = {"kind": "case.assigned", "about_kind": "case", "about_id": code, "code": code}
    return Notice.objects.create(user_id=user.pk, title="演示", body="演示", at=clock.now(), **given)


def test_a_notice_is_counted_opened_and_then_read(loop: Loop, client: Client) -> None:
    code = loop.assigned().code
    told = notice(loop, "water", code)
    notice(loop, "hygiene", code)
    loop.sign_in(client, "water")
    assert client.get("/console/live/").json()["counts"] == {"notices": 1}
    page = client.get("/console/notices/").content.decode()
    assert page.count(code) == 1 and "有一件交给您单位" in page
    assert client.get(f"/console/notices/{told.pk}/")["Location"] == f"/console/cases/{code}/"
    assert client.get("/console/live/").json()["counts"] == {"notices": 0}
    loop.sign_in(client, "hygiene")
    assert client.get(f"/console/notices/{told.pk}/")["Location"] == "/console/notices/"
    assert client.post("/console/notices/read/").status_code == 302
    assert not Notice.objects.filter(read_at=None).exists()


def test_an_empty_notice_page_says_what_will_stand_there(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "water")
    assert "还没有通知" in client.get("/console/notices/").content.decode()
    assert Client().get("/console/notices/").status_code == 302


def test_the_auditor_reads_the_journal_by_code_person_and_event(loop: Loop, client: Client) -> None:
    one, other = loop.accepted().code, loop.report().code
    loop.sign_in(client, "auditor")
    lines = client.get(f"/console/journal/?code={one}").context["lines"]
    assert {line.code for line in lines} == {one}
    assert {line.entry.event for line in lines} == {"case.opened", "case.accepted"}
    assert [line.code for line in client.get("/console/journal/?event=case.accepted").context["lines"]] == [one]
    name = loop.actor("intake").name
    found = client.get("/console/journal/", {"who": name, "event": "case.accepted"}).context["lines"]
    assert [line.code for line in found] == [one]
    assert other in client.get("/console/journal/").content.decode()
    assert "没有符合的日志" in client.get("/console/journal/?since=2001-01-01&until=2001-01-02").content.decode()
    assert client.get("/console/journal/?since=nonsense").status_code == 200
    assert client.post("/console/journal/").status_code == 405


def test_the_journal_is_for_auditors_and_pages_by_keyset(loop: Loop, client: Client) -> None:
    for _n in range(60):
        loop.report()
    loop.sign_in(client, "dispatch")
    assert client.get("/console/journal/").status_code == 403
    loop.sign_in(client, "auditor")
    page = client.get("/console/journal/").context["page"]
    assert len(page.rows) == 50 and page.next
    older = client.get("/console/journal/", {"before": page.next}).context["page"]
    assert older.rows[0].id < page.rows[-1].id
    assert len(page.rows) + len(older.rows) == Entry.objects.count()


def test_a_complaint_about_staff_keeps_its_code_from_the_auditor(loop: Loop, client: Client) -> None:
    code = loop.report(category="14", name="演示·甲", phone="13800000000").code
    loop.sign_in(client, "auditor")
    assert code not in client.get("/console/journal/").content.decode()
    assert client.get(f"/console/journal/?code={code}").context["lines"] == []


def test_a_failed_message_is_sent_again_by_the_administrator_alone(loop: Loop, client: Client) -> None:
    words = {"subject": "演示·您的反映", "body": "演示", "kind": "case.closed", "about_kind": "case", "about_id": "1"}
    number = queue_message(Draft(channel="email", to="a@example.invalid", **words))
    Message.objects.filter(pk=number).update(state="failed", last_error="550 no such box")
    loop.sign_in(client, "dispatch")
    assert client.get("/console/outbox/").status_code == 403
    assert client.post(f"/console/outbox/{number}/retry/").status_code == 403
    loop.sign_in(client, "administrator")
    page = client.get("/console/outbox/").content.decode()
    assert "550 no such box" in page and "a@example.invalid" not in page
    assert client.post(f"/console/outbox/{number}/retry/").status_code == 302
    assert Message.objects.get(pk=number).state == "queued"
    again = client.post(f"/console/outbox/{number}/retry/", follow=True).content.decode()
    assert "没有发不出去的" in again
