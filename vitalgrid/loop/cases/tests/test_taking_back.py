"""What is done by a slip of a key is taken back within seconds, whole; nothing is taken back behind anybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import Model

from vitalgrid.foundation.changes.jobs import run_reactions
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.outbox.jobs import send
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.loop.cases.actions import lay_aside, take_up, undo_step
from vitalgrid.loop.cases.jobs import forget_passed, sweep_clocks
from vitalgrid.loop.cases.models import Assignment, Case, Clock, Extension, LaidAside, Pause, Report, Step, Undoable
from vitalgrid.loop.cases.queries.following import follow
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.rules import UNDO_WINDOW
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop
from vitalgrid.loop.cases.workflow import UNDOABLE

TABLES: tuple[type[Model], ...] = (Clock, Assignment, Pause, Extension, Report)
ANSWER = "演示:答复。"


def everything(*codes: str) -> dict[str, Any]:
    """All that is stored about the cases but their revision, steps and joinings: what an undo must put back."""
    cases = {row["id"]: row for row in Case.objects.filter(code__in=codes).values()}
    assert len(cases) == len(set(codes))
    found: dict[str, Any] = {row["code"]: {k: v for k, v in row.items() if k != "revision"} for row in cases.values()}
    for model in TABLES:
        for row in model._default_manager.filter(case__in=cases).order_by("pk").values():
            found.setdefault(f"{cases[row['case_id']]['code']} {model.__name__}", []).append(row)
    return found


def brought_to(loop: Loop, verb: str) -> tuple[str, str, dict[str, Any]]:
    """A case before `verb`, who does it, and what they answer."""
    if verb == "accept":
        return loop.report(phone="13800000000").code, "intake", {"category": "0404", "title": "演示:改过的题目"}
    if verb == "answer_at_once":
        return loop.accepted().code, "intake", {"answer": ANSWER, "category": "0301"}
    if verb == "refuse":
        return loop.report().code, "intake", {"reason": "no_power", "answer": ANSWER}
    if verb == "join":
        return loop.in_progress().code, "dispatch", {"into": loop.accepted().code}
    if verb == "assign":
        return loop.accepted(phone="13800000000").code, "dispatch", {"unit": "water", "assisting": ["hygiene"]}
    if verb == "reassign":
        code = loop.in_progress().code
        loop.move(code, "ask_extension", "water", limit="1 wd", reason="material", text="演示:等料。")
        until = (clock.now() + timedelta(hours=4)).isoformat()
        loop.move(code, "pause", "water", cause="weather", until=until, answer="演示:大风。")
        return code, "dispatch", {"unit": "hygiene", "text": "演示:改派。"}
    code = loop.handled().code
    loop.move(code, "pass", "inspection")
    return code, "inspection", {"outcome": "done", "answer": ANSWER}


@pytest.mark.parametrize("verb", sorted(UNDOABLE))
@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=3)], ids=["in time", "overdue"])
def test_after_an_undo_all_stands_exactly_as_before(loop: Loop, verb: str, late: timedelta) -> None:
    code, who, data = brought_to(loop, verb)
    with clock.set_to(MONDAY + late):
        sweep_clocks()
        others = [data["into"]] if "into" in data else []
        before = everything(code, *others)
        moved = loop.move(code, verb, who, **data)
        assert everything(code, *others) != before
        with clock.set_to(clock.now() + UNDO_WINDOW):
            back = undo_step(by=loop.actor(who), code=code, number=moved.revision)
        assert everything(code, *others) == before
    assert back.revision == moved.revision + 1 == Step.objects.filter(case=back).count()
    assert list(Step.objects.filter(case=back).order_by("number").values_list("verb", flat=True))[-2:] == [verb, "undo"]
    entry = Entry.objects.order_by("-id").first()
    assert entry and entry.event == "case.undone" and f'"{verb}"' in entry.payload
    # and the same deed can be done again
    assert loop.move(code, verb, who, **data).state == moved.state


def test_a_closed_case_that_was_opened_for_a_joining_is_closed_again(loop: Loop) -> None:
    target, code = loop.closed().code, loop.report().code
    before = everything(target, code)
    moved = loop.move(code, "join", "intake", into=target)
    assert Case.objects.get(code=target).state == "triaged"
    undo_step(by=loop.actor("intake"), code=code, number=moved.revision)
    assert everything(target, code) == before
    again = loop.move(code, "join", "intake", into=target)
    loop.move(target, "note", "dispatch", text="演示:又在办了。")
    undo_step(by=loop.actor("intake"), code=code, number=again.revision)
    assert Case.objects.get(code=target).state == "triaged"  # somebody went on with it: it stays open


@pytest.mark.parametrize("verb", ["assign", "close"])
def test_nobody_outside_hears_of_what_was_taken_back(loop: Loop, verb: str) -> None:
    receipt = loop.accepted(email="nobody@example.org", name="演示·甲")
    who, data = "dispatch", {"unit": "water"}
    if verb == "close":
        loop.move(receipt.code, "assign", "dispatch", unit="water")
        loop.move(receipt.code, "take", "water")
        loop.move(receipt.code, "handle", "water", outcome="done", answer=ANSWER)
        loop.move(receipt.code, "pass", "inspection")
        who, data = "inspection", {"outcome": "done", "answer": "演示:写错了的答复。"}
    with clock.set_to(MONDAY + timedelta(minutes=5)):
        run_reactions()
        send()
    mail.outbox.clear()
    Notice.objects.all().delete()
    with clock.set_to(MONDAY + timedelta(minutes=6)):
        moved = loop.move(receipt.code, verb, who, **data)
        run_reactions()
        send()
        assert not mail.outbox and not Notice.objects.exists()  # it waits for the undo
        undo_step(by=loop.actor(who), code=receipt.code, number=moved.revision)
    with clock.set_to(MONDAY + timedelta(minutes=7)):
        run_reactions()
        send()
        assert not mail.outbox and not Notice.objects.exists()
        seen = follow(receipt.code, receipt.secret)
        assert "写错了" not in str([step.answer for step in seen.steps])
        moved = loop.move(receipt.code, verb, who, **data)
    with clock.set_to(MONDAY + timedelta(minutes=8)):
        run_reactions()
        send()
        assert len(mail.outbox) == 1


def test_an_undo_is_refused_in_words(loop: Loop) -> None:
    code = loop.assigned().code
    number = Case.objects.get(code=code).revision
    with pytest.raises(Problem, match="cases.undo_others"):
        undo_step(by=loop.actor("intake"), code=code, number=number)
    with pytest.raises(Problem, match="kit.not_found"):
        undo_step(by=loop.actor("hygiene"), code=code, number=number)
    with clock.set_to(clock.now() + UNDO_WINDOW + timedelta(seconds=1)), pytest.raises(Problem, match="undo_too_late"):
        undo_step(by=loop.actor("dispatch"), code=code, number=number)
    loop.move(code, "take", "water")
    with pytest.raises(Problem, match="kit.conflict") as told:
        undo_step(by=loop.actor("dispatch"), code=code, number=number)
    assert loop.actor("water").name in told.value.sentence
    with pytest.raises(Problem, match="undo_too_late"):  # a verb that is not offered with an undo
        undo_step(by=loop.actor("water"), code=code, number=number + 1)
    assert Case.objects.get(code=code).state == "in_progress"


def test_an_undo_is_not_undone_and_not_done_twice(loop: Loop) -> None:
    code = loop.assigned().code
    number = Case.objects.get(code=code).revision
    undo_step(by=loop.actor("dispatch"), code=code, number=number)
    with pytest.raises(Problem, match="kit.conflict"):
        undo_step(by=loop.actor("dispatch"), code=code, number=number)
    with pytest.raises(Problem, match="undo_too_late"):
        undo_step(by=loop.actor("dispatch"), code=code, number=number + 1)
    with pytest.raises(Problem, match="cases.not_yours"):
        loop.move(code, "undo", "dispatch")


def test_an_emergency_waits_for_nobody(loop: Loop) -> None:
    code = loop.report(category="13", description="演示:渠堤决口。").code
    moved = loop.move(code, "reassign", "dispatch", unit="hygiene", text="演示:改派。")
    assert not Undoable.objects.exists()
    with pytest.raises(Problem, match="undo_too_late"):
        undo_step(by=loop.actor("dispatch"), code=code, number=moved.revision)


def codes(loop: Loop, who: str, view: str) -> list[str]:
    return [row.code for row in list_cases(loop.actor(who), CaseFilter(view=view)).rows]


def test_what_is_laid_aside_leaves_one_desk_and_comes_back_by_itself(loop: Loop) -> None:
    code = loop.accepted().code
    with clock.set_to(MONDAY + timedelta(minutes=1)):
        by = loop.actor("dispatch")
        back = lay_aside(by=by, code=code, until=clock.now() + timedelta(minutes=10))
        assert back == clock.now() + timedelta(minutes=10)
        assert codes(loop, "dispatch", "desk") == [] and codes(loop, "dispatch", "aside") == [code]
        assert codes(loop, "dispatch", "open") == [code]  # only one's own desk, never a list
        assert codes(loop, "intake", "aside") == []
    with clock.set_to(back):
        assert codes(loop, "dispatch", "desk") == [code] and codes(loop, "dispatch", "aside") == []
    with clock.set_to(MONDAY + timedelta(minutes=1)):
        loop.move(code, "note", "intake", text="演示:有新情况。")  # anything that happens to it brings it back
        assert codes(loop, "dispatch", "desk") == [code]
        lay_aside(by=by, code=code, until=clock.now() + timedelta(minutes=10))
        take_up(by=by, code=code)
        assert codes(loop, "dispatch", "desk") == [code]


def test_nothing_is_buried_by_laying_it_aside(loop: Loop) -> None:
    code = loop.accepted().code
    due = Case.objects.get(code=code).next_due_at
    assert due is not None
    by = loop.actor("dispatch")
    assert lay_aside(by=by, code=code, until=clock.now() + timedelta(days=2)) == due  # not past its time
    with clock.set_to(due):
        assert codes(loop, "dispatch", "desk") == [code]
        with pytest.raises(Problem, match="cases.aside_overdue"):
            lay_aside(by=by, code=code, until=due + timedelta(hours=1))
    for until, problem in ((timedelta(0), "past_moment"), (timedelta(days=8), "aside_too_far")):
        with pytest.raises(Problem, match=problem):
            lay_aside(by=by, code=code, until=clock.now() + until)
    with pytest.raises(Problem, match="kit.not_found"):
        lay_aside(by=loop.actor("hygiene"), code=code, until=clock.now() + timedelta(hours=1))


def test_what_has_passed_is_forgotten(loop: Loop) -> None:
    code = loop.accepted().code
    lay_aside(by=loop.actor("dispatch"), code=code, until=clock.now() + timedelta(minutes=10))
    assert Undoable.objects.exists() and forget_passed() == 0
    with clock.set_to(MONDAY + timedelta(hours=2)):
        assert forget_passed() == 2 and not LaidAside.objects.exists()


def test_another_urgency_has_another_stage_limit_from_the_beginning(loop: Loop) -> None:
    code = loop.report(category="0404").code
    began = Clock.objects.get(case__code=code, stage="triage").started_at
    with clock.set_to(MONDAY + timedelta(minutes=3)):
        loop.move(code, "set_urgency", "intake", urgency="extra")
    case, running = Case.objects.get(code=code), Clock.objects.get(case__code=code, stage="triage")
    assert (running.limit, running.started_at, running.due_at) == ("15 min", began, began + timedelta(minutes=15))
    assert case.next_due_at == running.due_at
    with pytest.raises(Problem, match="cases.no_change"):
        loop.move(code, "set_urgency", "intake", urgency="extra")
