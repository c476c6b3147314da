"""Standard answers: offered where the reporter reads, filled in, versioned, kept by who may."""

from django.test import Client

from vitalgrid.foundation.journal.models import Entry
from vitalgrid.loop.cases.actions.replies import write_reply
from vitalgrid.loop.cases.models import Reply
from vitalgrid.loop.cases.rules import fill_in, unknown_placeholders
from vitalgrid.loop.cases.tests.factories import Loop

WORDS = {"verb": "handle", "name": "演示·已修好", "text": "演示:{place}的事办好了,编号{code},请在{due}后再看。"}


def test_an_answer_is_offered_for_its_act_and_kind_filled_in(loop: Loop, client: Client) -> None:
    by = loop.actor("dispatch")
    everywhere = write_reply(by=by, given=WORDS)
    water = write_reply(by=by, given={**WORDS, "name": "演示·供水", "category": "04"})
    write_reply(by=by, given={**WORDS, "category": "03"})
    write_reply(by=by, given={**WORDS, "verb": "progress"})
    code = loop.in_progress(address="演示路7号").code
    loop.sign_in(client, "water")
    page = client.get(f"/console/cases/{code}/?do=handle")
    offered = page.context["replies"]
    assert [one.code for one in offered] == [water.code, everywhere.code]
    assert offered[0].text.startswith(f"演示:演示路7号的事办好了,编号{code},请在") and "{" not in offered[0].text
    assert f'data-inserts="id_answer" data-text="{offered[0].text}"' in page.content.decode()
    plain = client.get(f"/console/cases/{code}/?do=handle&reply={water.code}")  # the same without a script
    assert plain.context["form"]["answer"].value() == offered[0].text
    assert client.get(f"/console/cases/{code}/?do=note").context["replies"] == []


def test_a_change_is_a_new_version_and_what_ended_is_offered_no_more(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "inspection")
    made = client.post("/console/replies/", WORDS)
    code = made["Location"].rpartition("=")[2]
    changed = client.post(f"/console/replies/?code={code}", {**WORDS, "text": "演示:改过的。"})
    assert changed["Location"] == made["Location"]
    assert list(Reply.objects.filter(code=code).values_list("version", "text")) == [
        (1, WORDS["text"]), (2, "演示:改过的。"),
    ]  # fmt: skip
    assert Reply.objects.get(code=code, ended_at=None).version == 2
    page = client.get(f"/console/replies/?code={code}").content.decode()
    assert WORDS["text"] in page and "演示:改过的。" in page
    assert client.post(f"/console/replies/{code}/end/").status_code == 302
    assert not Reply.objects.filter(code=code, ended_at=None).exists()
    assert client.post(f"/console/replies/{code}/end/").status_code == 404
    assert client.get("/console/replies/?code=nothing").status_code == 404
    assert [one.event for one in Entry.objects.filter(kind="reply").order_by("id")] == [
        "reply.written", "reply.written", "reply.ended",
    ]  # fmt: skip


def test_what_is_wrong_is_said_at_its_field(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "dispatch")
    wrong = {"verb": "note", "name": "", "text": "演示:{person}您好", "category": "99"}
    page = client.post("/console/replies/", wrong)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"verb", "name", "text", "category"}
    assert "{person}" in str(page.context["form"].errors["text"]) and "演示:{person}您好" in page.content.decode()
    assert not Reply.objects.exists()


def test_only_who_keeps_them_may_write(loop: Loop, client: Client) -> None:
    for who in ("water", "room-1", "leader", "auditor"):
        loop.sign_in(client, who)
        assert client.get("/console/replies/").status_code == 403, who
        assert client.post("/console/replies/", WORDS).status_code == 403, who
    loop.sign_in(client, "administrator")
    assert "还没有标准答复" in client.get("/console/replies/").content.decode()


def test_placeholders_are_filled_once_and_unknown_ones_are_found() -> None:
    assert fill_in("{code} {place} {x}", {"code": "{place}", "place": "甲"}) == "{place} 甲 {x}"
    assert unknown_placeholders("{code} {name} { due } {}") == ["name"]
