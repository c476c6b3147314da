"""Fifty dispatchers on the same hundred cases: one winner each, losers told who won, and no update is lost."""

import random
from collections import Counter, defaultdict
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection

from tests.faults.figures import keep
from tests.faults.invariants import assert_whole
from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.city.grids.tests.factories import make_post
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.tests.factories import make_user
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import BUSY, Problem
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.models import Assignment, Case, Step
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop

pytestmark = pytest.mark.django_db(transaction=True)
CHOICES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("assign", {"unit": "water"}),
    ("assign", {"unit": "hygiene"}),
    ("answer_at_once", {"answer": "演示:答复。"}),
    ("join", {}),
)


def dispatchers(loop: Loop, count: int) -> list[Actor]:
    """People of one desk, each with a name of their own."""
    centre, users = loop.city.units["centre"], [make_user(f"hand-{n}") for n in range(count)]
    for user in users:
        make_post("centre_intake", centre, user=user)
        make_post("centre_dispatch", centre, user=user)
    return [actor_for_user(user, is_second_factor_met=True) for user in users]


def tried(by: Actor, code: str, verb: str, given: dict[str, Any], seen: int) -> str:
    """What came of it; whoever is told that the system is busy sends again."""
    while True:
        try:
            with clock.set_to(MONDAY):
                move_case(by=by, code=code, verb=verb, data=given, expected_revision=seen)
            return "won"
        except Problem as problem:
            if problem.kind is BUSY:
                continue
            return f"{problem.kind.code} {problem.params.get('who', '')}"
        except OperationalError:  # a lock that did not come in time: answered with 503 over HTTP
            continue


def raced(hands: int, count: int, seed: int) -> None:
    with clock.set_to(MONDAY):
        loop = small_loop(1)
        into = loop.assigned(at="1").code
        codes = [loop.accepted(at="1").code for _ in range(count)]
        people = dispatchers(loop, hands)
    seen = dict(Case.objects.filter(code__in=codes).values_list("code", "revision"))
    outcomes: dict[str, list[tuple[Actor, str, dict[str, Any], str]]] = defaultdict(list)
    start = Barrier(hands)

    def work(by: Actor, dice: random.Random) -> None:
        try:
            start.wait()
            for code in dice.sample(codes, len(codes)):
                verb, given = dice.choice(CHOICES)
                given = given | ({"into": into} if verb == "join" else {})
                outcomes[code].append((by, verb, given, tried(by, code, verb, given, seen[code])))
        finally:
            connection.close()

    threads = [Thread(target=work, args=(by, random.Random(seed + n))) for n, by in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    judged(codes, outcomes, hands)
    won = Counter(verb for code in codes for _by, verb, _given, what in outcomes[code] if what == "won")
    keep("many hands", {"hands": hands, "cases": count, "attempts": hands * count, "won": dict(won)})
    joined = Case.objects.filter(joined_into__code=into).count()
    assert Case.objects.get(code=into).report_count == joined + 1  # no joining is lost
    assert_whole()


def judged(codes: list[str], outcomes: dict[str, list[Any]], hands: int) -> None:
    for code in codes:
        case = Case.objects.get(code=code)
        winners = [(by, verb, given) for by, verb, given, what in outcomes[code] if what == "won"]
        assert len(outcomes[code]) == hands
        assert len(winners) == 1, (code, winners)
        by, verb, given = winners[0]
        told = {what for _by, _verb, _given, what in outcomes[code] if what != "won"}
        assert told <= {f"kit.conflict {by.name}"}, (code, told)
        step = Step.objects.get(case=case, number=case.revision)
        assert (step.verb, step.by_user_id) == (verb, by.user_id)
        leads = list(Assignment.objects.filter(case=case, is_lead=True).values_list("unit__code", flat=True))
        assert leads == ([given["unit"]] if verb == "assign" else []), (code, leads)


def test_a_few_hands_on_the_same_cases() -> None:
    raced(hands=6, count=8, seed=0)


@pytest.mark.soak
def test_fifty_hands_on_the_same_hundred_cases() -> None:
    raced(hands=50, count=100, seed=1)
