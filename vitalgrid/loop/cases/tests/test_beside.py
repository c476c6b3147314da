"""What stands beside the state: publication, follow-up, press orders, joint action with its meetings."""

from typing import Any

import pytest

from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.models import Answer, Case, Meeting, Report
from vitalgrid.loop.cases.tests.factories import Loop
from vitalgrid.loop.cases.workflow import Source


def case_of(code: str) -> Case:
    return Case.objects.get(code=code)


def refused(kind: str) -> Any:
    return pytest.raises(Problem, match=kind)


def test_a_result_is_published_and_taken_down_and_the_case_stays_closed(loop: Loop) -> None:
    code = loop.closed().code
    loop.move(code, "publish", "dispatch", answer="演示：水管已修好。")
    case = case_of(code)
    assert (case.state, case.public_text) == ("closed", "演示：水管已修好。")
    assert case.published_at is not None
    with refused("kit.forbidden"):
        loop.move(code, "unpublish", "water", text="演示")
    loop.move(code, "unpublish", "dispatch", text="演示：写错了地方。")
    assert (case_of(code).published_at, case_of(code).public_text) == (None, "")
    with refused("cases"):
        loop.move(code, "unpublish", "dispatch", text="演示：再来一次。")
    assert Entry.objects.filter(event__in=["case.published", "case.unpublished"], code=code).count() == 2


def test_only_what_is_closed_is_published(loop: Loop) -> None:
    code = loop.handled().code
    with refused("cases"):
        loop.move(code, "publish", "dispatch", answer="演示：还没看过。")
    assert case_of(code).published_at is None


def test_a_follow_up_that_reached_nobody_counts_as_no_answer(loop: Loop) -> None:
    code = loop.closed().code
    loop.move(code, "follow_up", "inspection", channel="phone", reached=False)
    assert case_of(code).followed_up_at is None
    assert Answer.objects.get(case__code=code).is_valid is False
    loop.move(code, "follow_up", "inspection", channel="visit", reached=True, solved=True, satisfied="partly")
    case, answer = case_of(code), Answer.objects.get(case__code=code, channel="visit")
    assert case.state == "closed" and case.followed_up_at is not None
    assert (answer.is_valid, answer.is_solved, answer.satisfied) == (True, True, "partly")


def test_whoever_handled_it_does_not_ask_whether_it_was_good(loop: Loop) -> None:
    code = loop.closed().code
    with refused("kit.forbidden"):
        loop.move(code, "follow_up", "water", channel="phone", reached=True, satisfied="yes")
    assert not Answer.objects.filter(case__code=code).exists()


def test_a_press_order_is_counted_and_moves_no_clock(loop: Loop) -> None:
    code = loop.in_progress().code
    before = case_of(code)
    loop.move(code, "press", "inspection", text="演示：请抓紧。")
    loop.move(code, "press", "head-1", text="演示：请抓紧。")
    after = case_of(code)
    assert (after.press_count, after.state, after.due_at, after.next_due_at) == (
        2, before.state, before.due_at, before.next_due_at,
    )  # fmt: skip


def test_joint_action_has_a_leading_case_its_members_and_a_meeting(loop: Loop) -> None:
    leading, member, deeper = (loop.in_progress().code for _ in range(3))
    loop.move(member, "adopt", "dispatch", into=leading)
    assert case_of(member).parent_id == case_of(leading).pk
    with refused("kit.invalid"):
        loop.move(deeper, "adopt", "dispatch", into=member)
    with refused("kit.invalid"):
        loop.move(leading, "adopt", "dispatch", into=deeper)
    held = {"held_at": "2026-03-02T09:00:00+08:00", "place": "演示·会议室", "units": ["water", "hygiene"]}
    loop.move(leading, "meet", "dispatch", **held, text="演示：分头挖，一起填。")
    meeting = Meeting.objects.get(case__code=leading)
    assert (meeting.units, meeting.decisions) == (["water", "hygiene"], "演示：分头挖，一起填。")
    loop.move(member, "release", "dispatch")
    assert case_of(member).parent_id is None
    with refused("cases"):
        loop.move(member, "release", "dispatch")


def test_every_source_is_kept_as_told(loop: Loop) -> None:
    for source in Source.values:
        receipt = loop.report(source=source, description=f"演示：{source}，原话不改。")
        report = Report.objects.get(pk=receipt.report_id)
        assert (report.source, report.description) == (source, f"演示：{source}，原话不改。")


def test_no_verb_is_done_for_a_case_that_is_not_there(loop: Loop) -> None:
    with refused("kit.not_found"):
        move_case(by=loop.actor("dispatch"), code="260101-0000000", verb="publish", data={"answer": "演示"})
