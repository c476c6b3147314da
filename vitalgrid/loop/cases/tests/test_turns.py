"""Other turns of the loop: joining, splitting, petitions, emergencies, complaints about staff, the reporter."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from vitalgrid.city.grids.queries import touch
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.actions import set_day
from vitalgrid.foundation.changes.jobs import run_reactions
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.actions import move_case, reveal_contact
from vitalgrid.loop.cases.forms import VerbForm
from vitalgrid.loop.cases.jobs import sweep_clocks
from vitalgrid.loop.cases.models import Assignment, Case, Category, Clock, Report, Step
from vitalgrid.loop.cases.queries.desk import desk_case
from vitalgrid.loop.cases.queries.following import follow
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop
from vitalgrid.loop.cases.workflow import transition
from vitalgrid.loop.tasks.access import for_me
from vitalgrid.loop.tasks.actions import finish_task
from vitalgrid.loop.tasks.models import Task


def case_of(code: str) -> Case:
    return Case.objects.get(code=code)


def reporter(code: str, verb: str, secret: str, **data: object) -> Case:
    return move_case(by=Actor.resident(), code=code, verb=verb, secret=secret, data=data)


def refused(kind: str) -> Any:
    return pytest.raises(Problem, match=kind)


def test_joining_moves_the_reports_and_its_undo_puts_everything_back(loop: Loop) -> None:
    first, second = loop.accepted(), loop.assigned()
    before = case_of(second.code)
    loop.move(second.code, "join", "dispatch", into=first.code)
    assert case_of(second.code).state == "joined"
    assert case_of(first.code).report_count == 2
    assert Report.objects.filter(case__code=first.code).count() == 2
    assert not Clock.objects.filter(case__code=second.code, stopped_at=None).exists()
    assert follow(second.code, second.secret).case.code == first.code
    loop.move(second.code, "undo_join", "dispatch")
    after = case_of(second.code)
    kept = ("state", "is_open", "due_at", "next_due_at", "stage", "report_count", "lead_unit_id", "joined_into_id")
    for name in kept:
        assert getattr(after, name) == getattr(before, name), name
    assert case_of(first.code).report_count == 1
    assert Clock.objects.filter(case=after, stopped_at=None).count() == 2
    assert Assignment.objects.filter(case=after, ended_at=None).count() == 1


def test_a_new_report_opens_a_closed_case_again(loop: Loop) -> None:
    done, new = loop.closed(), loop.report()
    loop.move(new.code, "join", "intake", into=done.code)
    case = case_of(done.code)
    assert (case.state, case.reopen_count, case.report_count, case.closed_at) == ("triaged", 1, 2, None)


def test_a_case_is_split_into_parts_that_close_before_it(loop: Loop) -> None:
    code = loop.handled().code
    loop.move(code, "split", "dispatch", parts=[{"text": "演示:垃圾。", "category": "0301"}, {"text": "演示:积水。"}])
    parts = list(Case.objects.filter(parent__code=code))
    assert [part.state for part in parts] == ["received", "received"]
    assert parts[0].class_code == "03"
    loop.move(code, "pass", "inspection")
    with refused("cases.children_open"):
        loop.move(code, "close", "inspection", outcome="done", answer="演示:好了。")
    for part in parts:
        loop.move(part.code, "undo_split", "dispatch")
    assert loop.move(code, "close", "inspection", outcome="done", answer="演示:好了。").state == "closed"


def test_an_emergency_is_assigned_the_moment_it_is_told(loop: Loop) -> None:
    code = loop.report(category="13", description="演示:渠堤决口。").code
    case = case_of(code)
    assert (case.state, case.lead_unit.code) == ("assigned", "water")
    assert [row.unit.code for row in Assignment.objects.filter(case=case, is_lead=False)] == ["room-1"]
    assert list(Step.objects.filter(case=case).values_list("verb", "by_kind")) == [
        ("receive", "resident"),
        ("accept", "system"),
        ("assign", "system"),
    ]


def test_a_petition_runs_by_its_statutory_clocks_and_two_reviews(loop: Loop) -> None:
    receipt = loop.report(category="12", phone="13800000000", name="演示·甲")
    local = MONDAY.astimezone(loop_zone())
    assert case_of(receipt.code).due_at.astimezone(loop_zone()).date() == (local + timedelta(days=16)).date()
    with clock.set_to(MONDAY + timedelta(days=3)):
        loop.move(receipt.code, "accept", "intake", category="12")
        due = case_of(receipt.code).due_at.astimezone(loop_zone())
        assert due.date() == (local + timedelta(days=64)).date()  # the midnight that ends day 60 after acceptance
        loop.move(receipt.code, "assign", "dispatch", unit="petitions")
        loop.move(receipt.code, "take", "petitions")
        loop.move(receipt.code, "handle", "petitions", outcome="explained", answer="演示:依规不予支持。")
        loop.move(receipt.code, "pass", "inspection")
        loop.move(receipt.code, "close", "inspection", outcome="explained", answer="演示:依规不予支持,理由如下。")
    for days, level in ((20, 1), (40, 2)):
        with clock.set_to(MONDAY + timedelta(days=days)):
            reporter(receipt.code, "request_review", receipt.secret, text="演示:不服。")
            assert (case_of(receipt.code).state, case_of(receipt.code).review_level) == ("in_review", level)
            with refused("cases.executor|kit.forbidden|cases.not_yours"):
                loop.move(receipt.code, "decide_review", "petitions", decision="upheld", answer="演示:维持。")
            loop.move(receipt.code, "decide_review", "dispatch", decision="upheld", answer="演示:维持。")
    with clock.set_to(MONDAY + timedelta(days=41)), refused("cases.no_more_review"):
        reporter(receipt.code, "request_review", receipt.secret, text="演示:还不服。")


def loop_zone() -> ZoneInfo:
    return ZoneInfo("Asia/Shanghai")


def test_a_complaint_about_staff_is_invisible_to_its_chain(loop: Loop) -> None:
    receipt = loop.report(category="14", description="演示:窗口推诿。")
    case = case_of(receipt.code)
    assert case.is_integrity
    blind = (
        "intake",
        "dispatch",
        "inspection",
        "room-1",
        "head-1",
        "head-1-1",
        "full-1-1-1-1",
        "leader",
        "auditor",
        "privacy",
        "administrator",
        "water",
        "hotline",
    )
    for who in blind:
        assert not visible_to(loop.actor(who)).filter(pk=case.pk).exists(), who
        with refused("kit.not_found"):
            desk_case(loop.actor(who), receipt.code)
    assert desk_case(loop.actor("discipline"), receipt.code).case == case
    entry = Entry.objects.get(object_id=str(case.pk))
    assert (entry.township, entry.area, entry.unit) == (None, None, None)
    loop.move(receipt.code, "accept", "discipline", category="14")
    loop.move(receipt.code, "exclude", "discipline", unit="discipline")
    assert not visible_to(loop.actor("discipline")).filter(pk=case.pk).exists()


def test_a_wrong_category_hides_the_case_when_it_is_found_to_complain_about_staff(loop: Loop) -> None:
    code = loop.accepted().code
    loop.move(code, "recategorise", "intake", category="14", text="演示:说的是工作人员。")
    assert not visible_to(loop.actor("intake")).filter(code=code).exists()
    assert visible_to(loop.actor("discipline")).filter(code=code).exists()


def test_an_on_site_check_goes_to_the_worker_and_decides(loop: Loop) -> None:
    code = loop.handled(at="1-1-1-1").code
    loop.move(code, "ask_check", "inspection", text="演示:看看水停了没有。")
    task = Task.objects.get()
    assert list(for_me(loop.actor("full-1-1-1-1"))) == [task]
    assert not for_me(loop.actor("full-2-1-1-1")).exists()
    with refused("tasks.remark_needed"):
        finish_task(by=loop.actor("full-1-1-1-1"), task_id=task.pk, result="not_in_order")
    finish_task(by=loop.actor("full-1-1-1-1"), task_id=task.pk, result="not_in_order", text="演示:还在漏。")
    case = case_of(code)
    assert (case.state, case.rework_count) == ("in_progress", 1)
    last = Step.objects.filter(case=case).last()
    assert (last.verb, last.by_user, last.text) == ("fail", loop.city.user("full-1-1-1-1"), "演示:还在漏。")
    assert "还在漏" not in str(Entry.objects.filter(kind__in=("case", "task")).values_list("payload", flat=True))


def test_nobody_is_sent_to_a_place_that_is_not_known(loop: Loop) -> None:
    code = loop.handled(lon=None, lat=None).code
    with refused("cases.place_first"):
        loop.move(code, "ask_check", "inspection", text="演示:看看水停了没有。")
    assert not Task.objects.exists()
    loop.move(code, "pass", "inspection", text="演示:打电话问过了。")


def test_a_worker_who_tells_what_was_seen_is_not_called_anonymous(loop: Loop) -> None:
    worker, desk = loop.actor("full-1-1-1-1"), loop.actor("room-1")
    own = loop.report(by=worker, source="worker").code
    asked = loop.report(by=worker, source="worker", is_on_behalf=True, is_anonymous=True).code
    hidden = loop.report().code
    told = {code: desk_case(desk, code).reports[0].is_anonymous for code in (own, asked, hidden)}
    assert told == {own: False, asked: True, hidden: True}


def test_only_the_complainant_withdraws_and_only_their_own(loop: Loop) -> None:
    first = loop.report()
    second = loop.report(joins=first.code)
    assert first.code == second.code
    with refused("kit.not_found"):
        reporter(first.code, "withdraw", "wrong")
    assert reporter(first.code, "withdraw", first.secret).state == "received"
    assert reporter(first.code, "withdraw", second.secret).state == "withdrawn"


def test_the_reporter_reopens_within_seven_days_only(loop: Loop) -> None:
    receipt = loop.closed()
    with clock.set_to(MONDAY + timedelta(days=8)), refused("cases.too_late_to_reopen"):
        reporter(receipt.code, "contest", receipt.secret, text="演示:没好。")
    with clock.set_to(MONDAY + timedelta(days=2)):
        assert reporter(receipt.code, "contest", receipt.secret, text="演示:没好。").state == "triaged"
    assert case_of(receipt.code).due_at == MONDAY + timedelta(days=3)


def test_the_sweep_finds_each_overdue_clock_once_and_ends_pauses(loop: Loop) -> None:
    code = loop.in_progress(phone="13800000000").code
    until = MONDAY + timedelta(hours=5)
    loop.move(code, "pause", "water", cause="weather", until=until.isoformat(), answer="演示:风大。")
    with clock.set_to(MONDAY + timedelta(hours=30)):
        sweep_clocks()
        case = case_of(code)
        assert case.state == "in_progress"
        assert case.due_at == MONDAY + timedelta(hours=29)
        assert {c.stage for c in Clock.objects.filter(case=case, late_at__isnull=False)} == {"contact", "resolve"}
        told = Entry.objects.filter(event="case.overdue").count()
        assert sweep_clocks() == 0
        assert Entry.objects.filter(event="case.overdue").count() == told


def test_the_second_of_two_dispatchers_is_told_who_won(loop: Loop) -> None:
    code = loop.accepted().code
    seen = case_of(code).revision
    given = {"by": loop.actor("dispatch"), "code": code, "verb": "assign", "data": {"unit": "water"}}
    move_case(**given, expected_revision=seen)
    with pytest.raises(Problem) as caught:
        move_case(**given, expected_revision=seen)
    assert caught.value.kind.code == "kit.conflict"
    assert loop.city.user("dispatch").display_name in caught.value.sentence
    assert Assignment.objects.filter(case__code=code).count() == 1


def test_a_contact_is_masked_revealed_with_a_reason_and_journalled(loop: Loop) -> None:
    receipt = loop.assigned(phone="13812345678", name="演示·甲某")
    shown = desk_case(loop.actor("intake"), receipt.code).reports[0]
    assert "12345678" not in shown.masked_phone and shown.masked_phone
    assert desk_case(loop.actor("water"), receipt.code).reports[0].masked_phone == ""
    given = {"code": receipt.code, "report_id": receipt.report_id}
    with refused("kit.forbidden"):
        reveal_contact(by=loop.actor("water"), reason="演示:要上门", **given)
    with refused("cases.reason_needed"):
        reveal_contact(by=loop.actor("intake"), reason=" ", **given)
    Category.objects.filter(code="0404").update(is_contact_shown=True)
    touch()
    assert desk_case(loop.actor("water"), receipt.code).reports[0].masked_phone
    assert reveal_contact(by=loop.actor("intake"), reason="演示:回访核实", **given).phone == "13812345678"
    entry = Entry.objects.get(event="personal_data.read")
    assert entry.reason == "演示:回访核实"
    assert "13812345678" not in str(Entry.objects.values())


def test_a_case_costs_at_most_fifteen_statements(loop: Loop, django_assert_max_num_queries: object) -> None:
    code = loop.closed(phone="13812345678").code
    by = loop.actor("intake")
    desk_case(by, code)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        desk_case(by, code)


def test_a_new_holiday_moves_the_promise_and_says_why(loop: Loop) -> None:
    receipt = loop.accepted("0301", phone="13800000000")
    due = case_of(receipt.code).due_at
    assert due.astimezone(loop_zone()).date().isoformat() == "2026-03-04"
    set_day(by=loop.actor("administrator"), day=date(2026, 3, 3), kind="holiday", name="演示·放假")
    run_reactions()
    case = case_of(receipt.code)
    assert case.due_at == due + timedelta(days=1)
    seen = follow(receipt.code, receipt.secret)
    assert [moved.was for moved in seen.moved] == [due]
    steps = Step.objects.filter(case=case).count()
    set_day(by=loop.actor("administrator"), day=date(2026, 6, 3), kind="holiday", name="演示·放假")
    run_reactions()
    assert Step.objects.filter(case=case).count() == steps


def test_the_record_of_an_emergency_follows_by_whoever_told_it(loop: Loop) -> None:
    worker = loop.actor("full-1-1-1-1")
    code = loop.report(worker, source="worker", category="13", is_record_to_follow=True, description="演示:塌方").code
    with refused("kit.not_found"):
        move_case(by=loop.actor("full-1-1-1-2"), code=code, verb="add", data={"text": "演示:别人补"})
    move_case(by=worker, code=code, verb="add", data={"text": "演示:东侧塌了两米,已拦路。"})
    assert not Report.objects.get(case__code=code).is_record_to_follow
    with refused("kit.not_found"):
        move_case(by=worker, code=code, verb="withdraw")


def test_a_part_is_offered_to_who_assists_and_not_to_who_leads(loop: Loop) -> None:
    code = loop.in_progress().code
    loop.move(code, "assist", "dispatch", assisting=["hygiene"])

    def offered(who: str) -> set[str]:
        return {row.verb for row in desk_case(loop.actor(who), code).next_verbs}

    assert "handle" in offered("water")
    assert "handle_part" not in offered("water")
    assert "handle_part" in offered("hygiene")
    loop.move(code, "handle_part", "hygiene", text="演示:我们这头扫完了。")
    assert "handle_part" not in offered("hygiene")


def test_one_check_is_asked_for_at_a_time(loop: Loop) -> None:
    code = loop.handled(at="1-1-1-1").code
    loop.move(code, "ask_check", "inspection")
    with refused("cases.check_asked"):
        loop.move(code, "ask_check", "inspection")


def test_what_the_unit_has_handled_leaves_its_inbox(loop: Loop) -> None:
    code, done = loop.in_progress().code, loop.handled().code
    assert [row.code for row in list_cases(loop.actor("water"), CaseFilter(view="inbox")).rows] == [code]
    assert done in [row.code for row in list_cases(loop.actor("water"), CaseFilter(view="open")).rows]


@pytest.mark.parametrize(("category", "is_asked"), [("0404", False), ("01", True)])
def test_only_a_dispute_is_asked_how_its_mediation_ended(loop: Loop, category: str, is_asked: bool) -> None:
    case = case_of(loop.in_progress(category=category).code)
    assert ("mediation" in VerbForm(row=transition("handle"), case=case).fields) == is_asked
