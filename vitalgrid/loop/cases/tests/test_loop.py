"""A report travels through every hand to a verified close; and every turn that it may take on the way."""

from datetime import timedelta

import pytest

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.models import Answer, Assignment, Case, Clock, Step
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop


def case_of(code: str) -> Case:
    return Case.objects.get(code=code)


def test_a_report_travels_to_a_verified_close(loop: Loop) -> None:
    receipt = loop.closed(phone="13800000000", name="演示·甲某")
    case = case_of(receipt.code)
    assert (case.state, case.outcome, case.is_open) == ("closed", "done", False)
    verbs = list(Step.objects.filter(case=case).values_list("verb", flat=True))
    assert verbs == ["receive", "accept", "assign", "take", "handle", "pass", "close"]
    assert list(Step.objects.filter(case=case).values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert Entry.objects.filter(object_id=str(case.pk)).count() == 7
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()
    assert not Assignment.objects.filter(case=case, ended_at=None).exists()
    move_case(by=Actor.resident(), code=case.code, verb="rate", secret=receipt.secret, data={"satisfied": "yes"})
    assert Answer.objects.get(case=case).is_valid


@pytest.mark.parametrize(
    ("verb", "who", "data", "problem"),
    [
        ("accept", "dispatch", {"category": "0404"}, "kit.forbidden"),
        ("accept", "room-1", {"category": "0404"}, "cases.not_yours"),
        ("accept", "room-2", {"category": "0404"}, "kit.not_found"),
        ("accept", "water", {"category": "0404"}, "kit.not_found"),
        ("accept", "intake", {"category": "9999"}, "kit.invalid"),
        ("accept", "intake", {}, "kit.invalid"),
        ("assign", "dispatch", {"unit": "water"}, "cases.wrong_state"),
    ],
)
def test_nobody_accepts_out_of_turn(loop: Loop, verb: str, who: str, data: dict, problem: str) -> None:
    code = loop.report().code
    with pytest.raises(Problem) as caught:
        loop.move(code, verb, who, **data)
    assert caught.value.kind.code == problem
    assert case_of(code).state == "received"
    assert Step.objects.filter(case__code=code).count() == 1


def test_the_second_return_goes_to_a_ruling_and_the_clocks_stand_still(loop: Loop) -> None:
    code = loop.assigned().code
    due = case_of(code).due_at
    back = {"ground": "not_our_duty", "unit": "hygiene", "text": "演示:不归我们。"}
    loop.move(code, "return", "water", **back)
    assert case_of(code).state == "triaged"
    loop.move(code, "assign", "dispatch", unit="hygiene")
    loop.move(code, "return", "hygiene", **{**back, "unit": "water"})
    assert case_of(code).state == "ruling"
    with clock.set_to(MONDAY + timedelta(hours=3)):
        loop.move(code, "rule", "dispatch", unit="water", text="演示:按清单归供水。")
    case = case_of(code)
    assert (case.state, case.return_count, case.lead_unit.code) == ("assigned", 2, "water")
    assert case.due_at - due == timedelta(hours=3)


def test_pause_and_extension_move_the_final_due_moment(loop: Loop) -> None:
    code = loop.in_progress(phone="13800000000").code
    due = case_of(code).due_at
    assert due == MONDAY + timedelta(hours=24)
    until = (MONDAY + timedelta(hours=10)).isoformat()
    loop.move(code, "pause", "water", cause="weather", until=until, answer="演示:风大,等风停。")
    assert case_of(code).due_at == due + timedelta(hours=10)
    with clock.set_to(MONDAY + timedelta(hours=4)):
        loop.move(code, "resume", "water")
        case = case_of(code)
        assert (case.state, case.due_at) == ("in_progress", due + timedelta(hours=4))
        loop.move(code, "ask_extension", "water", limit="6 h", reason="material", text="演示:等配件。")
        loop.move(code, "decide_extension", "dispatch", decision="grant", answer="演示:配件明天到。")
    assert case_of(code).due_at == due + timedelta(hours=10)
    assert Clock.objects.get(case__code=code, stage="resolve").due_at == due + timedelta(hours=10)


def test_whoever_handled_it_does_not_verify_it(loop: Loop) -> None:
    lon, lat = loop.city.middle("1-1-1-1")
    worker = loop.actor("full-1-1-1-1", channel="field")
    receipt = loop.report(worker, source="worker")
    loop.move(receipt.code, "handle_on_spot", "full-1-1-1-1", answer="演示:当场清走了。")
    assert case_of(receipt.code).state == "handled"
    with pytest.raises(Problem) as caught:
        loop.move(receipt.code, "pass", "full-1-1-1-1")
    assert caught.value.kind.code == "kit.forbidden"
    loop.move(receipt.code, "pass", "head-1")
    assert case_of(receipt.code).state == "verified"
