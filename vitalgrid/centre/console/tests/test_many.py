"""One act on many: every verb that can be, each case by itself, and told case by case."""

import pytest
from django.test import Client

from vitalgrid.centre.console.many import MOST, ONE_BY_ONE, acts_on_many, fields_for_many, for_many
from vitalgrid.loop.cases.models import Case, Step
from vitalgrid.loop.cases.tests.factories import Loop
from vitalgrid.loop.cases.workflow import TRANSITIONS, Reach


def test_every_act_is_for_many_or_says_why_not() -> None:
    by_people = {row.verb for row in TRANSITIONS if row.reach not in (Reach.REPORTER, Reach.SYSTEM)}
    assert by_people == {row.verb for row in for_many()} | set(ONE_BY_ONE)
    assert all(ONE_BY_ONE.values())
    assert {f.name for f in fields_for_many(next(r for r in for_many() if r.verb == "accept"))} == {
        "category", "urgency", "text",
    }  # fmt: skip


def state_of(code: str) -> str:
    return Case.objects.get(code=code).state


def test_what_can_be_done_is_done_and_the_rest_is_told_why(loop: Loop, client: Client) -> None:
    new, known = loop.report().code, loop.report(category="0404").code
    gone = loop.accepted().code
    loop.sign_in(client, "intake")
    page = client.get("/console/bulk/", {"verb": "accept", "code": [new, known, gone], "view": "open"})
    assert [case.code for case in page.context["able"]] == [new, known]
    assert "待交办" in page.context["unable"][0][1]
    given = {"verb": "accept", "code": [new, known, gone, "260101-0000000"], "urgency": "extra"}
    done = client.post("/console/bulk/?view=open", given)
    told = {one.code: one.why for one in done.context["outcomes"]}
    assert told[known] == "" and "类别" in told[new] + "类别" and told[new] and "待交办" in told[gone]
    assert set(told) == {new, known, gone}  # what one does not see is not there
    assert (state_of(known), state_of(new)) == ("triaged", "received")
    assert Case.objects.get(code=known).urgency == "extra"
    again = client.post("/console/bulk/?view=open", {**given, "category": "0301"})
    assert {one.code for one in again.context["outcomes"] if one.is_done} == {new}


def test_each_goes_to_the_unit_that_it_proposes(loop: Loop, client: Client) -> None:
    water, waste = loop.accepted("0404").code, loop.accepted("0301").code
    loop.sign_in(client, "dispatch")
    client.post("/console/bulk/?view=desk", {"verb": "assign", "code": [water, waste], "text": "演示:请尽快。"})
    units = dict(Case.objects.values_list("code", "lead_unit__code"))
    assert (units[water], units[waste]) == ("water", "hygiene")


def test_who_takes_cases_from_a_unit_says_which_has_them_next(loop: Loop, client: Client) -> None:
    code = loop.in_progress().code
    loop.sign_in(client, "dispatch")
    asked = {"verb": "reassign", "code": [code]}
    assert client.get("/console/bulk/", asked).context["form"].fields["unit"].required
    wrong = client.post("/console/bulk/", {**asked, "text": "演示:改派。"})
    assert wrong.status_code == 422 and list(wrong.context["form"].errors) == ["unit"]
    assert client.post("/console/bulk/", {**asked, "text": "演示:改派。", "unit": "hygiene"}).context["count"] == 1


def test_what_is_under_no_joint_action_is_told_before(loop: Loop, client: Client) -> None:
    leading, member, alone = (loop.in_progress().code for _ in range(3))
    loop.move(member, "adopt", "dispatch", into=leading)
    loop.sign_in(client, "dispatch")
    page = client.get("/console/bulk/", {"verb": "release", "code": [member, alone]})
    assert [case.code for case in page.context["able"]] == [member]
    assert [case.code for case, _why in page.context["unable"]] == [alone]


@pytest.mark.parametrize(
    ("verb", "who", "ready", "given", "after"),
    [
        ("refuse", "intake", "report", {"reason": "no_power", "answer": "演示:不受理。"}, "closed"),
        ("send_down", "intake", "report", {}, "received"),
        ("press", "inspection", "assigned", {"text": "演示:今天办完。"}, "assigned"),
        ("take", "water", "assigned", {}, "in_progress"),
        ("note", "dispatch", "assigned", {"text": "演示:记一笔。"}, "assigned"),
        ("pause", "water", "in_progress",
         {"cause": "weather", "until": "2026-03-03T09:00", "answer": "演示:大风。"}, "paused"),
        ("handle", "water", "in_progress", {"outcome": "done", "answer": "演示:已修好。"}, "handled"),
        ("pass", "inspection", "handled", {}, "verified"),
        ("publish", "dispatch", "closed", {"answer": "演示:已修好。"}, "closed"),
        ("reassign", "dispatch", "in_progress", {"unit": "hygiene", "text": "演示:改派。"}, "assigned"),
        ("set_urgency", "intake", "report", {"urgency": "urgent"}, "received"),
    ],
)  # fmt: skip
def test_many_at_once(
    loop: Loop, client: Client, verb: str, who: str, ready: str, given: dict[str, str], after: str
) -> None:
    codes = [getattr(loop, ready)().code for _ in range(3)]
    before = Step.objects.count()
    loop.sign_in(client, who)
    assert verb in {act.verb for act in acts_on_many(loop.actor(who))}
    done = client.post("/console/bulk/?view=open", {"verb": verb, "code": codes, **given})
    assert [one.why for one in done.context["outcomes"]] == ["", "", ""]
    assert {state_of(code) for code in codes} == {after}
    assert Step.objects.count() == before + 3  # one step each, through the one door


def test_many_are_joined_into_one(loop: Loop, client: Client) -> None:
    into, *others = (loop.report().code for _ in range(3))
    loop.sign_in(client, "intake")
    done = client.post("/console/bulk/?view=open", {"verb": "join", "code": [into, *others], "into": into})
    assert [one.is_done for one in done.context["outcomes"]] == [False, True, True]  # not to itself
    assert Case.objects.get(code=into).report_count == 3


def test_a_form_that_is_wrong_comes_back_whole(loop: Loop, client: Client) -> None:
    code = loop.assigned().code
    loop.sign_in(client, "inspection")
    wrong = client.post("/console/bulk/?view=open", {"verb": "press", "code": [code], "text": ""})
    assert wrong.status_code == 422 and wrong.context["form"].errors["text"]
    few = client.post(
        "/console/bulk/?view=open", {"verb": "press", "code": [code]}, headers={"X-Requested-With": "fetch"}
    )
    assert few.status_code == 422 and "<html" not in few.content.decode()
    for verb in ("split", "withdraw", "undo", "nothing", ""):
        assert client.get("/console/bulk/", {"verb": verb, "code": [code]}).status_code == 404
    loop.sign_in(client, "leader")
    refused = client.post("/console/bulk/?view=open", {"verb": "press", "code": [code], "text": "演示。"})
    assert refused.context["outcomes"][0].why and Case.objects.get(code=code).press_count == 0


def test_the_script_sends_a_few_and_reads_their_lines(loop: Loop, client: Client) -> None:
    codes = [loop.assigned().code for _ in range(2)]
    loop.sign_in(client, "water")
    lines = client.post("/console/bulk/", {"verb": "take", "code": codes}, headers={"X-Requested-With": "fetch"})
    html = lines.content.decode()
    assert html.count('data-done="1"') == 2 and "<html" not in html
    assert MOST >= 100
