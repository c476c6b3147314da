"""The verbs in any order, against a plain model of the loop: no state, outcome or clock that the rules do not allow.

On the way the clock jumps, forward and back; work breaks off at a random statement and is sent again under its key; and
what was done is sent a second time. The model imports nothing of the product's rules: states, ends and what may follow
are written down here once more.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
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

from tests.faults.breaking import Breaker, statements
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.idempotency import once
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
RUN = 16  # verbs in a row
UNDONE = 0.06  # of what can be taken back
UNITS = ["water", "hygiene", "petitions"]
CATEGORIES = ["0301", "0404", "01", "12"]
# Who usually does it; now and then somebody else is asked first.
USUAL = {
    "accept": "intake", "answer_at_once": "intake", "refuse": "intake", "recategorise": "intake",
    "set_urgency": "intake",
    "take": "water", "return": "water", "progress": "water", "pause": "water", "resume": "water", "handle": "water",
    "ask_extension": "water", "pass": "inspection", "fail": "inspection", "close": "inspection", "reopen": "inspection",
    "decide_review": "inspection", "handle_on_spot": "full-1-1-1-1",
}  # fmt: skip
BREAKS = 0.12  # of what is tried breaks off, and as much of what was done is sent again
ROWS: tuple[Any, ...] = (Step, Clock, Pause, Extension, Assignment, Report)
STEPS = 2000  # at least, in every run; `make soak` takes a hundred times as many
SPANS = [timedelta(minutes=5), timedelta(hours=3), timedelta(days=1), timedelta(days=9)]


class TheLoop(RuleBasedStateMachine):
    """Many cases, many hands, time that goes on."""

    loop: Loop
    people: dict[str, Actor]
    steps = 0  # what was asked of the product: a verb by a person, a report, a turn of the clock
    broken = 0
    replayed = 0

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

    @rule(span=st.sampled_from([*SPANS, timedelta(minutes=-5)]), is_swept=st.booleans())
    def wait(self, span: timedelta, is_swept: bool) -> None:
        """Time goes on, with a worker or without one; or somebody sets the server's clock back a little."""
        TheLoop.steps += 1
        self.now += span
        if not is_swept:
            return
        with clock.set_to(self.now):
            sweep_clocks()

    @rule(category=st.sampled_from(["", *CATEGORIES]), follows=st.integers(0, 5))
    def report(self, category: str, follows: int) -> None:
        TheLoop.steps += 1
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
            code = self._one_verb(dice)
            self.are_whole(list(Case.objects.filter(code=code)))
            self.now += timedelta(minutes=dice.randrange(90))

    def _one_verb(self, dice: Random) -> str:
        """Mostly a verb that the model allows now, seldom one that ends the case, sometimes any verb at all."""
        code = dice.choice(self._codes())
        state = Case.objects.get(code=code).state
        fitting = sorted(verb for verb, (begin, _end) in MODEL.items() if state in begin)
        going = [verb for verb in fitting if verb not in ENDING] or fitting
        chosen = dice.choices((MAIN.get(state, going), going, fitting, sorted(MODEL)), (35, 40, 15, 10))[0]
        if chosen:
            self._do(dice.choice(chosen), code, dice)
        return code

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
        before, given = Case.objects.get(code=code), self._given(verb, dice)
        while verb in BY_REPORTER and before.joined_into is not None:
            before = before.joined_into  # the link of a report that was joined leads to the case that went on
        is_slip = verb in UNDOABLE and dice.random() < UNDONE
        stood = everything(*self._codes()) if is_slip else {}
        with clock.set_to(self.now):
            hands = self._hands(verb, code, dice)
            by = next((by for by, word in hands if self._tried(before, verb, given, by, (code, word), dice)), None)
        if by is None:
            return
        after, (begin, end) = Case.objects.get(pk=before.pk), MODEL[verb]
        assert before.state in begin, f"{verb} left {before.state}"
        allowed = {before.state} if end == "=" else OPEN if end == "*" else {end} | ALSO.get(verb, set())
        assert after.state in allowed, f"{verb}: {before.state} → {after.state}"
        assert after.revision > before.revision
        if is_slip:
            self._take_back(by, after, stood)

    def _take_back(self, by: Actor, after: Case, stood: dict[str, Any]) -> None:
        """A slip of the hand: all cases stand as before, whatever the verb had touched; an emergency cannot wait."""
        TheLoop.steps += 1
        with clock.set_to(self.now):
            try:
                with transaction.atomic():
                    undo_step(by=by, code=after.code, number=after.revision)
            except Problem as problem:
                is_busy = "too_late" in str(problem) and not Undoable.objects.filter(case=after).exists()
                assert is_busy or "kit.not_found" in str(problem), problem
                return
        assert everything(*self.codes) == stood

    def _tried(
        self, before: Case, verb: str, given: dict[str, Any], by: Actor, link: tuple[str, str], dice: Random
    ) -> bool:
        """One person's try, under a key; now and then it breaks off and is sent again, or is sent twice."""
        key, (code, word) = uuid4().hex, link
        TheLoop.steps += 1

        def act() -> tuple[int, int]:
            return 200, move_case(by=by, code=code, verb=verb, data=given, secret=word).revision

        def send() -> int:
            with transaction.atomic():
                return int(once(key=key, scope="machine", body=b"", work=act).response)

        if dice.random() < BREAKS:
            stood = self._all_of(before)
            breaker = Breaker(dice.randint(1, 40), is_after=dice.random() < 0.5, is_inside=True)
            try:
                with statements(breaker):
                    revision = send()
            except DatabaseError:
                TheLoop.broken += 1
                assert self._all_of(before) == stood, f"{verb} broke off at {breaker.at} and left something behind"
            except Problem:
                assert self._same(before), f"{verb} was refused and changed the case"
                return False
            else:
                assert send() == revision
                return True
        try:
            revision = send()
        except Problem:
            assert self._same(before), f"{verb} was refused and changed the case"
            return False
        if dice.random() < BREAKS:
            TheLoop.replayed += 1
            stood = self._all_of(before)
            assert send() == revision
            assert self._all_of(before) == stood, f"{verb} was done twice"
        return True

    def _all_of(self, case: Case) -> list[Any]:
        """Everything that is known of a case and of what happened at all."""
        rows = [list(model.objects.filter(case=case).order_by("pk").values()) for model in ROWS]
        mine = list(Case.objects.filter(pk=case.pk).values())
        return [mine, rows, Case.objects.count(), Step.objects.count(), Entry.objects.count(), Report.objects.count()]

    def _same(self, before: Case) -> bool:
        after = Case.objects.get(pk=before.pk)
        return (after.state, after.revision, after.due_at) == (before.state, before.revision, before.due_at)

    def _hands(self, verb: str, code: str, dice: Random) -> list[tuple[Actor, str]]:
        if verb in BY_REPORTER:
            return [(Actor.resident(), word) for told, word in self.told if told == code]
        usual, some = USUAL.get(verb, "dispatch"), sorted(self.people)
        dice.shuffle(some)
        first = [some[0]] if dice.random() < 0.2 else []
        return [(self.people[who], "") for who in dict.fromkeys([*first, usual, *some[:2]])]

    @invariant()
    def every_case_is_whole(self) -> None:
        self.are_whole(list(Case.objects.all()))

    def are_whole(self, cases: list[Case]) -> None:
        """What holds of a case at any time. Few statements for any number of cases."""
        found = Around(cases)
        for case in cases:
            assert case.state in OPEN | ENDED
            assert case.is_open == (case.state in OPEN)
            assert (case.outcome != "") == (case.state in {"closed", "in_review", "handled", "verified"}), case.state
            assert (case.closed_at is not None) == (case.state == "closed"), case.state
            assert found.steps[case.pk] == case.revision
            assert case.report_count == found.live[case.pk], (case.state, case.report_count, found.live[case.pk])
            self._clocks(case, found)
            self._shares(case, found)

    def _clocks(self, case: Case, found: "Around") -> None:
        running = found.clocks[case.pk]
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
            (stood,) = found.pauses[case.pk]
            assert case.next_due_at == case.paused_until
            # Nothing falls due while it is paused; what was late when the pause began stays late.
            assert case.due_at >= case.paused_until or stood.from_at >= case.due_at
            return
        others = [one.due_at for one in running if one.stage not in ("resolve", "contact")]
        assert case.next_due_at == min([final[0].due_at, *others]), (case.state, stages)
        assert len(others) <= 1

    def _shares(self, case: Case, found: "Around") -> None:
        leads = found.leads[case.pk]
        if case.state in {"assigned", "in_progress", "paused"}:
            assert leads == 1, case.state
        if case.state in ENDED | {"received", "ruling"}:
            assert leads == 0, case.state
        pauses = len(found.pauses[case.pk])
        assert pauses == (1 if case.state in {"paused", "ruling"} else 0), (case.state, pauses)
        asked = found.asked[case.pk]
        assert asked == int(case.is_extension_asked)
        assert not asked or case.state in {"in_progress", "paused"}, case.state
        assert found.joined[case.pk] <= (1 if case.state == "joined" else 0)
        assert (case.joined_into_id is not None) == (case.state == "joined")
        if case.state in {"closed", "joined"}:
            assert not found.parts[case.pk], "ended above what is open"

    @invariant()
    def a_link_leads_somewhere(self) -> None:
        """Each in its turn."""
        if not self.told:
            return
        code, word = self.told[TheLoop.steps % len(self.told)]
        with clock.set_to(self.now):
            assert follow(code, word).case.state in OPEN | {"closed", "withdrawn"}


class Around:
    """What belongs to some cases, by the case."""

    def __init__(self, cases: list[Case]) -> None:
        keys = [case.pk for case in cases]
        self.clocks, self.pauses = defaultdict(list), defaultdict(list)
        for running in Clock.objects.filter(case__in=keys, stopped_at=None):
            self.clocks[running.case_id].append(running)
        for stood in Pause.objects.filter(case__in=keys, ended_at=None):
            self.pauses[stood.case_id].append(stood)
        self.steps = Counter(Step.objects.filter(case__in=keys).order_by().values_list("case", flat=True))
        self.live = Counter(Report.objects.filter(case__in=keys, withdrawn_at=None).values_list("case", flat=True))
        leads = Assignment.objects.filter(case__in=keys, is_lead=True, ended_at=None)
        self.leads = Counter(leads.values_list("case", flat=True))
        asked = Extension.objects.filter(case__in=keys, decided_at=None)
        self.asked = Counter(asked.values_list("case", flat=True))
        joined = Joining.objects.filter(absorbed__in=keys, undone_at=None)
        self.joined = Counter(joined.values_list("absorbed", flat=True))
        self.parts = Counter(Case.objects.filter(parent__in=keys, is_open=True).values_list("parent", flat=True))


def walked(steps: int, examples: int) -> None:
    """Let the machine go until it has taken `steps`, in runs of `examples`."""
    TheLoop.steps = TheLoop.broken = TheLoop.replayed = 0
    with clock.set_to(MONDAY):
        TheLoop.loop = small_loop()
        TheLoop.people = {who: TheLoop.loop.actor(who) for who in PEOPLE}
    while TheLoop.steps < steps:
        run_state_machine_as_test(
            TheLoop,
            settings=settings(
                max_examples=examples, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
    assert TheLoop.broken > steps // 100, "hardly anything broke off"
    assert TheLoop.replayed > steps // 100, "hardly anything was sent twice"


@pytest.mark.django_db
def test_any_order_of_verbs_keeps_every_case_whole() -> None:
    walked(STEPS, examples=18)


@pytest.mark.soak
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(8))
def test_a_hundred_thousand_steps_keep_every_case_whole(part: int) -> None:
    walked(100_000 // 8, examples=60)
