"""What is joined, split or handed on can be undone, and nothing is lost or left running on the way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.models import Assignment, Case, Clock, Extension, Report, Step
from vitalgrid.loop.cases.queries.following import follow
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop
from vitalgrid.loop.tasks.models import Task


def refused(kind: str) -> Any:
    return pytest.raises(Problem, match=kind)


def case_of(code: str) -> Case:
    return Case.objects.get(code=code)


def running(code: str, stage: str) -> int:
    return Clock.objects.filter(case__code=code, stage=stage, stopped_at=None).count()


def reporter(code: str, verb: str, secret: str, **data: Any) -> Case:
    return move_case(by=Actor.resident(), code=code, verb=verb, secret=secret, data=data)


def split(loop: Loop, code: str) -> list[str]:
    loop.move(code, "split", "dispatch", parts=[{"text": "演示:垃圾。"}, {"text": "演示:积水。"}])
    return list(Case.objects.filter(parent__code=code).order_by("id").values_list("code", flat=True))


def test_a_link_leads_on_through_two_joinings(loop: Loop) -> None:
    first, second, third = (loop.report() for _ in range(3))
    loop.move(first.code, "join", "intake", into=second.code)
    loop.move(second.code, "join", "intake", into=third.code)
    assert follow(first.code, first.secret).case.code == third.code
    with refused("kit.not_found"):
        follow("260101-0000000", first.secret)
    assert reporter(first.code, "withdraw", first.secret).report_count == 2


def test_a_joining_is_not_undone_for_a_report_that_was_withdrawn(loop: Loop) -> None:
    first, second = loop.report(), loop.report()
    loop.move(first.code, "join", "intake", into=second.code)
    reporter(first.code, "withdraw", first.secret)
    with refused("cases.not_undoable"):
        loop.move(first.code, "undo_join", "dispatch")


def test_who_withdrew_has_no_more_say(loop: Loop) -> None:
    first = loop.report()
    loop.report(joins=first.code)
    reporter(first.code, "withdraw", first.secret)
    for verb, data in (("withdraw", {}), ("add", {"text": "演示"})):
        with refused("cases.wrong_state"):
            reporter(first.code, verb, first.secret, **data)
    assert case_of(first.code).report_count == 1


def test_a_case_with_open_parts_does_not_end(loop: Loop) -> None:
    code = loop.accepted().code
    parts = split(loop, code)
    other = loop.accepted().code
    for verb, given in (
        ("answer_at_once", {"answer": "演示:答复。"}),
        ("refuse", {"reason": "no_power", "answer": "演示:不受理。"}),
    ):
        with refused("cases.children_open"):
            loop.move(code, verb, "intake", **given)
    for into in (other, parts[0]):
        with refused("cases.children_open"):
            loop.move(code, "join", "dispatch", into=into)
    with refused("cases.children_open"):
        deeper = split(loop, parts[0])
        assert len(deeper) == 2
        loop.move(parts[0], "undo_split", "dispatch")


def test_undoing_a_splitting_and_undoing_that_runs_the_clock_again(loop: Loop) -> None:
    code = loop.accepted().code
    part = split(loop, code)[0]
    due = case_of(part).due_at
    loop.move(part, "undo_split", "dispatch")
    assert running(part, "resolve") == 0
    with clock.set_to(MONDAY + timedelta(hours=1)):
        loop.move(part, "undo_join", "dispatch")
    assert (case_of(part).state, case_of(part).due_at, running(part, "resolve")) == ("received", due, 1)


def test_a_member_of_a_joint_action_is_released_and_never_swallowed(loop: Loop) -> None:
    leading, member = loop.accepted(), loop.accepted()
    loop.move(member.code, "adopt", "dispatch", into=leading.code)
    with refused("cases.no_parent"):
        loop.move(member.code, "undo_split", "dispatch")
    assert Report.objects.get(pk=member.report_id).case.state == "triaged"


def test_a_part_that_somebody_reported_too_is_not_swallowed(loop: Loop) -> None:
    code = loop.accepted().code
    part = split(loop, code)[0]
    follower = loop.report(joins=part)
    with refused("cases.not_undoable"):
        loop.move(part, "undo_split", "dispatch")
    assert follow(part, follower.secret).case.is_open


def test_the_next_unit_has_its_own_time_to_accept_and_no_open_question(loop: Loop) -> None:
    code = loop.assigned().code
    with clock.set_to(MONDAY + timedelta(hours=1)):
        loop.move(code, "reassign", "dispatch", unit="hygiene", text="演示:管网归他们。")
    accept = Clock.objects.get(case__code=code, stage="accept", stopped_at=None)
    assert accept.started_at == MONDAY + timedelta(hours=1)
    assert case_of(code).next_due_at == min(accept.due_at, case_of(code).due_at)
    busy = loop.in_progress().code
    loop.move(busy, "ask_extension", "water", limit="1 wd", reason="material", text="演示:等料。")
    loop.move(busy, "reassign", "dispatch", unit="hygiene", text="演示:改派。")
    assert not case_of(busy).is_extension_asked
    assert not Extension.objects.filter(case__code=busy, decided_at=None).exists()


def test_what_a_worker_did_on_a_reopened_case_goes_back_to_the_desk(loop: Loop) -> None:
    code = loop.closed().code
    loop.move(code, "reopen", "inspection", text="演示:没好。")
    loop.move(code, "handle_on_spot", "full-1-1-1-1", answer="演示:处理了。")
    case = loop.move(code, "fail", "inspection", text="演示:没处理。")
    assert case.state == "triaged"
    assert not Assignment.objects.filter(case=case, is_lead=True, ended_at=None).exists()


def test_a_review_has_its_own_promise(loop: Loop) -> None:
    receipt = loop.report(category="12", phone="13800000000", name="演示·甲")
    loop.move(receipt.code, "accept", "intake", category="12")
    loop.move(receipt.code, "assign", "dispatch", unit="petitions")
    loop.move(receipt.code, "take", "petitions")
    loop.move(receipt.code, "handle", "petitions", outcome="explained", answer="演示:依规不予支持。")
    with clock.set_to(MONDAY + timedelta(days=50)):
        loop.move(receipt.code, "pass", "inspection")
        loop.move(receipt.code, "close", "inspection", outcome="explained", answer="演示:依规不予支持。")
    with clock.set_to(MONDAY + timedelta(days=75)):
        reporter(receipt.code, "request_review", receipt.secret, text="演示:不服。")
        case = case_of(receipt.code)
        assert case.due_at == case.next_due_at and case.due_at > MONDAY + timedelta(days=105)
        assert not follow(receipt.code, receipt.secret).is_late
        assert running(receipt.code, "resolve") == 1


def test_a_review_is_not_decided_above_what_was_split_off_meanwhile(loop: Loop) -> None:
    """Found by the machine: the review closed the case, and its parts stood open below it."""
    receipt = loop.report(category="12", phone="13800000000", name="演示·甲")
    for verb, who, given in (
        ("accept", "intake", {"category": "12"}),
        ("assign", "dispatch", {"unit": "petitions"}),
        ("take", "petitions", {}),
        ("handle", "petitions", {"outcome": "explained", "answer": "演示:依规不予支持。"}),
        ("pass", "inspection", {}),
        ("close", "inspection", {"outcome": "explained", "answer": "演示:依规不予支持。"}),
    ):
        loop.move(receipt.code, verb, who, **given)
    reporter(receipt.code, "request_review", receipt.secret, text="演示:不服。")
    parts = split(loop, receipt.code)
    decision = {"decision": "upheld", "answer": "演示:维持。"}
    with refused("cases.children_open"):
        loop.move(receipt.code, "decide_review", "dispatch", **decision)
    assert case_of(receipt.code).state == "in_review"
    for part in parts:
        loop.move(part, "refuse", "intake", reason="no_power", answer="演示:不受理。")
    loop.move(receipt.code, "decide_review", "dispatch", **decision)
    assert case_of(receipt.code).state == "closed"


def test_a_part_that_goes_on_after_its_parent_ended_stands_on_its_own(loop: Loop) -> None:
    """Found by the machine: a part was opened again below a case that had ended."""
    code = loop.report().code
    first, second = split(loop, code)
    for one in (first, second, code):
        loop.move(one, "refuse", "intake", reason="no_power", answer="演示:不受理。")
    loop.move(first, "reopen", "inspection", text="演示:还没有解决。")
    assert (case_of(first).state, case_of(first).parent_id) == ("triaged", None)
    last = Step.objects.filter(case__code=first).latest("number")
    assert last.data["stood_below"] == code
    assert case_of(second).parent_id == case_of(code).pk


def test_a_case_does_not_go_into_what_stands_below_it(loop: Loop) -> None:
    """Found by the machine: the part was opened again to take in the case above it, and stood open below it."""
    code = loop.report().code
    first, second = split(loop, code)
    for one in (first, second):
        loop.move(one, "refuse", "intake", reason="no_power", answer="演示:不受理。")
    with refused("kit.invalid"):
        loop.move(code, "join", "intake", into=first)
    assert (case_of(code).state, case_of(first).state) == ("received", "closed")


def test_nobody_is_sent_to_look_at_what_was_withdrawn(loop: Loop) -> None:
    receipt = loop.handled()
    loop.move(receipt.code, "ask_check", "inspection", text="演示:看看。")
    reporter(receipt.code, "withdraw", receipt.secret)
    assert Task.objects.get().state == "cancelled"


def test_an_assisting_unit_does_not_verify_what_it_helped_with(loop: Loop) -> None:
    code = loop.in_progress().code
    loop.move(code, "assist", "dispatch", assisting=["hygiene"])
    loop.move(code, "handle_part", "hygiene", text="演示:清运了。")
    loop.move(code, "handle", "water", outcome="done", answer="演示:修好了。")
    helper, head = loop.actor("hygiene"), loop.actor("head-1")
    both = replace(helper, grants=helper.grants + head.grants, permissions=helper.permissions | head.permissions)
    with refused("cases.executor"):
        move_case(by=both, code=code, verb="pass", data={})
    assert move_case(by=head, code=code, verb="pass", data={}).state == "verified"


def test_what_is_withdrawn_after_it_was_handled_has_no_outcome(loop: Loop) -> None:
    """Found by the machine: the figures would have called it done."""
    receipt = loop.handled()
    assert case_of(receipt.code).outcome == "done"
    reporter(receipt.code, "withdraw", receipt.secret)
    case = case_of(receipt.code)
    assert (case.state, case.outcome, case.is_open) == ("withdrawn", "", False)


def test_another_category_keeps_what_was_paused_and_granted(loop: Loop) -> None:
    """Found by the machine: the new limit was counted as if the case had never stood still."""
    code = loop.in_progress().code
    loop.move(code, "ask_extension", "water", limit="1 wd", reason="material", text="演示:等料。")
    loop.move(code, "decide_extension", "dispatch", decision="grant", answer="演示:同意。")
    until = clock.now() + timedelta(days=4)
    loop.move(code, "pause", "water", cause="weather", until=until.isoformat(), answer="演示:大风。")
    before = case_of(code).due_at
    loop.move(code, "recategorise", "intake", category="0301", text="演示:归错了类。")
    loop.move(code, "recategorise", "intake", category="0404", text="演示:还是供水。")
    after = case_of(code)
    assert after.due_at == before
    assert after.due_at > until
    assert Clock.objects.get(case=after, stage="resolve", stopped_at=None).due_at == before
