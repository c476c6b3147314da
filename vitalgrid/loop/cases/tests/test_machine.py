"""The verbs in any order, against a plain model of the loop: no state, outcome or clock that the rules do not allow.

The model imports nothing of the product's rules: states, ends and what may follow are written down here once more.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import move_case, undo_step
from vitalgrid.loop.cases.jobs import sweep_clocks
from vitalgrid.loop.cases.models import Assignment, Case, Clock, Extension, Joining, Pause, Report, Step, Undoable
from vitalgrid.loop.cases.queries.following import follow
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop
from vitalgrid.loop.cases.tests.test_taking_back import everything
from vitalgrid.loop.cases.workflow import UNDOABLE

OPEN = {
    "received", "triaged", "assigned", "in_progress", "paused", "ruling", "handled", "verified", "in_review",
}  # fmt: skip
ENDED = {"closed", "joined", "withdrawn"}
# verb -> (from, to); "=" keeps the state. What a verb may lead to beside that stands in `ALSO`.
MODEL: dict[str, tuple[set[str], str]] = {
    "accept": ({"received"}, "triaged"),
    "answer_at_once": ({"received", "triaged"}, "closed"),
    "refuse": ({"received", "triaged"}, "closed"),
    "join": ({"received", "triaged", "assigned", "in_progress", "paused"}, "joined"),
    "recategorise": (OPEN, "="),
    "set_urgency": (OPEN, "="),
    "assign": ({"triaged"}, "assigned"),
    "reassign": ({"assigned", "in_progress", "paused"}, "assigned"),
    "assist": ({"assigned", "in_progress", "paused"}, "="),
    "rule": ({"ruling"}, "assigned"),
    "take": ({"assigned"}, "in_progress"),
    "return": ({"assigned", "in_progress"}, "triaged"),
    "progress": ({"in_progress"}, "="),
    "pause": ({"assigned", "in_progress"}, "paused"),
    "resume": ({"paused"}, "in_progress"),
    "ask_extension": ({"in_progress"}, "="),
    "decide_extension": ({"in_progress", "paused"}, "="),
    "handle": ({"in_progress"}, "handled"),
    "handle_on_spot": ({"received", "triaged"}, "handled"),
    "pass": ({"handled"}, "verified"),
    "fail": ({"handled"}, "in_progress"),
    "close": ({"verified"}, "closed"),
    "reopen": ({"closed"}, "triaged"),
    "undo_join": ({"joined"}, "*"),
    "split": (OPEN, "="),
    "undo_split": ({"received", "triaged"}, "joined"),
    "adopt": (OPEN, "="),
    "release": (OPEN, "="),
    "withdraw": (OPEN - {"in_review"}, "withdrawn"),
    "contest": ({"closed"}, "triaged"),
    "add": (OPEN, "="),
    "request_review": ({"closed"}, "in_review"),
    "decide_review": ({"in_review"}, "closed"),
}
ALSO = {"return": {"ruling"}, "resume": {"assigned"}, "fail": {"triaged"}, "withdraw": OPEN}
ENDING = {"answer_at_once", "refuse", "join", "withdraw", "undo_split"}
# The long way of a case, so that every state is reached often.
MAIN = {
    "received": ["accept"], "triaged": ["assign"], "assigned": ["take"], "in_progress": ["handle", "pause", "return"],
    "handled": ["pass"], "verified": ["close"], "ruling": ["rule"], "closed": ["reopen", "contest", "request_review"],
}  # fmt: skip
BY_REPORTER = {"withdraw", "contest", "add", "request_review"}
WORDS = {"text": "演示:说明。", "answer": "演示:答复。"}
PEOPLE = ("intake", "dispatch", "inspection", "water", "hygiene", "petitions", "full-1-1-1-1")
RUN = 6  # verbs in a row
UNDONE = 0.3  # of what can be taken back
UNITS = ["water", "hygiene", "petitions"]
CATEGORIES = ["0301", "0404", "01", "12"]
SPANS = [timedelta(minutes=5), timedelta(hours=3), timedelta(days=1), timedelta(days=9)]


class TheLoop(RuleBasedStateMachine):
    """Many cases, many hands, time that goes on."""

    loop: Loop
    people: list[Actor]

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = MONDAY
        self.told: list[tuple[str, str]] = []  # code, word of the link
        self.codes: list[str] = []  # in the order in which they came, since the codes themselves are drawn

    @initialize()
    def begin(self) -> None:
        """Nothing of the run before is left."""
        self.mark = transaction.atomic()
        self.mark.__enter__()
        for category in ("", "0404", "12"):
            self.report(category=category, follows=1)

    def teardown(self) -> None:
        if hasattr(self, "mark"):
            transaction.set_rollback(True)
            self.mark.__exit__(None, None, None)

    @rule(span=st.sampled_from(SPANS))
    def wait(self, span: timedelta) -> None:
        self.now += span
        with clock.set_to(self.now):
            sweep_clocks()

    @rule(category=st.sampled_from(["", *CATEGORIES]), follows=st.integers(0, 5))
    def report(self, category: str, follows: int) -> None:
        codes = [code for code, _word in self.told]
        joins = codes[-1] if codes and follows == 0 else ""
        with clock.set_to(self.now):
            try:
                receipt = self.loop.report(category=category, joins=joins, name="演示·甲", phone="13800000000")
            except Problem:
                return
        self.told.append((receipt.code, receipt.secret))

    @precondition(lambda self: self.told)
    @rule(seed=st.integers(0, 2**32))
    def some_verbs(self, seed: int) -> None:
        """A few verbs in a row, each looked at: hypothesis alone seldom comes far into a life."""
        dice = Random(seed)
        for _ in range(RUN):
            self._one_verb(dice)
            self.every_case_is_whole()
            self.now += timedelta(minutes=dice.randrange(90))

    def _one_verb(self, dice: Random) -> None:
        """Mostly a verb that the model allows now, seldom one that ends the case, sometimes any verb at all."""
        code = dice.choice(self._codes())
        state = Case.objects.get(code=code).state
        fitting = sorted(verb for verb, (begin, _end) in MODEL.items() if state in begin)
        going = [verb for verb in fitting if verb not in ENDING] or fitting
        chosen = dice.choices((MAIN.get(state, going), going, fitting, sorted(MODEL)), (35, 40, 15, 10))[0]
        if chosen:
            self._do(dice.choice(chosen), code, dice)

    def _codes(self) -> list[str]:
        new = Case.objects.exclude(code__in=self.codes).order_by("title").values_list("code", flat=True)
        self.codes += list(new)
        return self.codes

    def _given(self, verb: str, dice: Random) -> dict[str, Any]:
        return WORDS | {
            "category": dice.choice(CATEGORIES), "unit": dice.choice(UNITS), "assisting": [dice.choice(UNITS)],
            "urgency": dice.choice(["extra", "urgent", "normal", "complex"]),
            "into": dice.choice(self._codes()), "ground": "not_our_duty", "cause": "weather",
            "until": (self.now + dice.choice(SPANS)).isoformat(), "limit": dice.choice(["1 wd", "5 wd", "90 wd"]),
            "reason": "no_power" if verb == "refuse" else "material", "outcome": dice.choice(["done", "explained"]),
            "decision": "upheld" if verb == "decide_review" else dice.choice(["grant", "refuse"]),
            "parts": [{"text": "演示:一。"}, {"text": "演示:二。", "category": "0301"}],
        }  # fmt: skip

    def _do(self, verb: str, code: str, dice: Random) -> None:
        before, given, done = Case.objects.get(code=code), self._given(verb, dice), False
        stood = everything(*self._codes()) if verb in UNDOABLE else {}
        with clock.set_to(self.now):
            for by, secret in self._hands(verb, code):
                try:
                    with transaction.atomic():
                        move_case(by=by, code=code, verb=verb, data=given, secret=secret)
                    done = True
                    break
                except Problem:
                    assert self._same(before), f"{verb} was refused and changed the case"
        if not done:
            return
        after, (begin, end) = Case.objects.get(code=code), MODEL[verb]
        assert before.state in begin, f"{verb} left {before.state}"
        allowed = {before.state} if end == "=" else OPEN if end == "*" else {end} | ALSO.get(verb, set())
        assert after.state in allowed, f"{verb}: {before.state} → {after.state}"
        assert after.revision > before.revision
        if stood and dice.random() < UNDONE:
            self._take_back(by, after, stood)

    def _take_back(self, by: Actor, after: Case, stood: dict[str, Any]) -> None:
        """A slip of the hand: all cases stand as before, whatever the verb had touched; an emergency cannot wait."""
        with clock.set_to(self.now):
            try:
                with transaction.atomic():
                    undo_step(by=by, code=after.code, number=after.revision)
            except Problem as problem:
                is_busy = "too_late" in str(problem) and not Undoable.objects.filter(case=after).exists()
                assert is_busy or "kit.not_found" in str(problem), problem
                return
        assert everything(*self.codes) == stood

    def _same(self, before: Case) -> bool:
        after = Case.objects.get(pk=before.pk)
        return (after.state, after.revision, after.due_at) == (before.state, before.revision, before.due_at)

    def _hands(self, verb: str, code: str) -> list[tuple[Actor, str]]:
        if verb in BY_REPORTER:
            return [(Actor.resident(), word) for told, word in self.told if told == code]
        return [(by, "") for by in self.people]

    @invariant()
    def every_case_is_whole(self) -> None:
        for case in Case.objects.all():
            assert case.state in OPEN | ENDED
            assert case.is_open == (case.state in OPEN)
            assert (case.outcome != "") == (case.state in {"closed", "in_review", "handled", "verified"}), case.state
            assert (case.closed_at is not None) == (case.state == "closed"), case.state
            assert Step.objects.filter(case=case).count() == case.revision
            live = Report.objects.filter(case=case, withdrawn_at=None).count()
            assert case.report_count == live, (case.state, case.report_count, live)
            self._clocks(case)
            self._shares(case)

    def _clocks(self, case: Case) -> None:
        running = list(Clock.objects.filter(case=case, stopped_at=None))
        stages = [one.stage for one in running]
        if case.state in ENDED:
            assert stages == [] and case.next_due_at is None, (case.state, stages)
            return
        assert len(stages) == len(set(stages))
        final = [one for one in running if one.stage == "resolve"]
        assert len(final) == (1 if case.due_at else 0), (case.state, stages, case.due_at)
        if not final:
            return
        assert final[0].due_at == case.due_at
        if case.state == "paused":
            stood = Pause.objects.get(case=case, ended_at=None)
            assert case.next_due_at == case.paused_until
            # Nothing falls due while it is paused; what was late when the pause began stays late.
            assert case.due_at >= case.paused_until or stood.from_at >= case.due_at
            return
        others = [one.due_at for one in running if one.stage not in ("resolve", "contact")]
        assert case.next_due_at == min([final[0].due_at, *others]), (case.state, stages)
        assert len(others) <= 1

    def _shares(self, case: Case) -> None:
        leads = Assignment.objects.filter(case=case, is_lead=True, ended_at=None).count()
        has_unit = case.state in {"assigned", "in_progress", "paused"}
        if has_unit:
            assert leads == 1, case.state
        if case.state in ENDED | {"received", "ruling"}:
            assert leads == 0, case.state
        pauses = Pause.objects.filter(case=case, ended_at=None).count()
        assert pauses == (1 if case.state in {"paused", "ruling"} else 0), (case.state, pauses)
        asked = Extension.objects.filter(case=case, decided_at=None).count()
        assert asked == int(case.is_extension_asked)
        assert not asked or case.state in {"in_progress", "paused"}, case.state
        joined = Joining.objects.filter(absorbed=case, undone_at=None).count()
        assert joined <= (1 if case.state == "joined" else 0)
        assert (case.joined_into_id is not None) == (case.state == "joined")
        if case.state in {"closed", "joined"}:
            assert not Case.objects.filter(parent=case, is_open=True).exists(), "ended above what is open"

    @invariant()
    def every_link_leads_somewhere(self) -> None:
        for code, word in self.told:
            with clock.set_to(self.now):
                assert follow(code, word).case.state in OPEN | {"closed", "withdrawn"}


@pytest.mark.django_db
def test_any_order_of_verbs_keeps_every_case_whole() -> None:
    with clock.set_to(MONDAY):
        TheLoop.loop = small_loop()
        TheLoop.people = [TheLoop.loop.actor(who) for who in PEOPLE]
    is_soak = settings.default.max_examples > 1000 if settings.default else False
    run_state_machine_as_test(
        TheLoop,
        settings=settings(
            max_examples=200 if is_soak else 6,
            stateful_step_count=30 if is_soak else 10,
            derandomize=not is_soak,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
