"""The desks of those who act: each lands on what waits for them, with what they need to decide it."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

NOT_OURS = {"ground": "not_our_duty", "text": "演示:不归我们管。"}


def disputed(loop: Loop) -> str:
    """A case that two units gave back."""
    code = loop.assigned(unit="water").code
    loop.move(code, "return", "water", unit="hygiene", **NOT_OURS)
    loop.move(code, "assign", "dispatch", unit="hygiene", text="演示:请去看看。")
    loop.move(code, "return", "hygiene", unit="water", **NOT_OURS | {"text": "演示:是水管。"})
    return code


def panes(client: Client) -> dict[str, Any]:
    """The panes of whoever is signed in that are not empty."""
    return {name: rows for name, rows in client.get("/console/").context["panes"].items() if rows}


def test_the_ruling_desk_shows_both_sides_and_takes_one_act(loop: Loop, client: Client) -> None:
    code = disputed(loop)
    loop.sign_in(client, "dispatch")
    assert [one.row.code for one in panes(client)["ruling"]] == [code]
    page = client.get(f"/console/cases/{code}/")
    dispute = page.context["seen"].decision.dispute
    assert [(side.unit, side.proposed) for side in dispute.sides] == [
        ("演示·water", "演示·hygiene"), ("演示·hygiene", "演示·water"),
    ]  # fmt: skip
    assert [one.unit for one in dispute.had] == ["演示·water", "演示·hygiene"]
    assert dispute.usual.code == "water" and dispute.choices == ["water", "hygiene"]
    assert [told.step.text for told in dispute.orders] == ["演示:请去看看。"]
    assert page.context["row"].verb == "rule" and page.context["form"]["unit"].value() == "water"
    done = client.post(f"/console/cases/{code}/rule/", {"unit": "water", "text": "演示:按清单归供水。"})
    assert done.status_code == 302 and Case.objects.get(code=code).state == "assigned"
    loop.sign_in(client, "water")
    assert panes(client)["came_back"][0].words == "演示:按清单归供水。"


def test_more_time_is_decided_with_the_day_it_would_become(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        code = loop.in_progress(category="04").code
        loop.move(code, "ask_extension", "water", limit="2 wd", reason="material", text="演示:等阀门。")
        loop.sign_in(client, "dispatch")
        waiting = panes(client)["more_time"][0]
        assert (waiting.limit, waiting.reason) == ("2 个工作日", "演示·等材料")
        card = client.get("/console/").content.decode()
        assert card.count("2 个工作日") == 1, "the card says how much more once"
        page = client.get(f"/console/cases/{code}/")
        more = page.context["seen"].decision.more_time
        assert (more.before, more.at_most, more.reason) == (0, 2, "演示·等材料")
        assert page.context["row"].verb == "decide_extension"
        assert "2 个工作日" in page.content.decode() and "2 wd" not in page.content.decode()
        given = {"decision": "grant", "answer": "演示:同意。"}
        client.post(f"/console/cases/{code}/decide_extension/", given)
        assert Case.objects.get(code=code).due_at == more.due_then
        assert more.due_then > more.due_now
        loop.sign_in(client, "room-1")
        assert "more_time" not in panes(client)  # the centre has it


def test_the_verifier_sees_promise_result_and_check(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        code = loop.handled().code
        loop.move(code, "ask_check", "inspection", text="演示:看看还漏不漏。")
    with clock.set_to(MONDAY + timedelta(hours=1)):
        loop.sign_in(client, "inspection")
        waiting = panes(client)["looks"][0]
        assert (waiting.row.code, waiting.words, waiting.check.state) == (code, "演示:已修好。", "open")
        look = client.get(f"/console/cases/{code}/").context["seen"].decision.look
        assert look.handled.step.answer == "演示:已修好。" and not look.is_late
        assert [task.state for task in look.checks] == ["open"]
        client.post(f"/console/cases/{code}/fail/", {"text": "演示:还在滴水。"})
        loop.sign_in(client, "water")
        assert [one.words for one in panes(client)["came_back"]] == ["演示:还在滴水。"]
        assert client.get(f"/console/cases/{code}/").context["seen"].decision.look is None


def test_the_room_sees_its_stations_and_the_head_its_groups(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        code = loop.report(category="0301", by=loop.actor("full-1-1-1-1"), source="worker").code
        loop.move(code, "accept", "room-1", category="0301")
        loop.move(code, "assign", "room-1", unit="station-1")
    with clock.set_to(MONDAY + timedelta(days=3)):
        loop.sign_in(client, "room-1")
        assert [(one.code, one.open, one.overdue) for one in panes(client)["stations"]] == [("station-1", 1, 1)]
        loop.sign_in(client, "head-1-1")
        areas = {one.code: one for one in panes(client)["areas"]}
        assert (areas["1-1-1"].open, areas["1-1-2"].open) == (1, 0)
        assert [holder.part for holder in areas["1-1-1"].people] == ["head"]
        verbs = {row.verb for row in client.get(f"/console/cases/{code}/").context["seen"].next_verbs}
        assert "press" in verbs
        shown = client.get("/console/?view=open&area=1-1-1").context["page"].rows
        assert [row.code for row in shown] == [code]


def test_a_head_settles_on_the_spot_what_is_in_the_villages_power(loop: Loop, client: Client) -> None:
    """L2 sees and presses everything of its village and is no gate: what it settles itself somebody else verifies."""
    mine, others = loop.report().code, loop.report(at="1-2-1-1").code
    loop.sign_in(client, "head-1-1")
    form = client.get(f"/console/cases/{mine}/?do=handle_on_spot")
    assert [one.name for one in form.context["form"].outside] == ["answer", "photos"]
    done = client.post(f"/console/cases/{mine}/handle_on_spot/", {"answer": "演示:当场清走了。"})
    assert done.status_code == 302 and Case.objects.get(code=mine).state == "handled"
    assert client.post(f"/console/cases/{mine}/pass/", {}).status_code in (403, 409)
    assert client.get(f"/console/cases/{others}/").status_code == 404


def test_nobody_is_shown_a_desk_that_is_not_theirs(loop: Loop, client: Client) -> None:
    disputed(loop)
    loop.handled()
    for who, names in (
        ("hygiene", set()), ("room-2", {"stations"}), ("head-2-1", {"areas"}), ("auditor", set()),
    ):  # fmt: skip
        loop.sign_in(client, who)
        assert set(panes(client)) == names, who


def test_a_desk_with_much_costs_no_more_than_one_with_little(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "inspection")
    counts = []
    for _n in range(2):
        loop.handled()
        loop.handled()
        client.get("/console/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/console/")
        counts.append(len(asked))
    assert 0 < counts[0] == counts[1] <= 30, counts
