"""Several dispatchers on one case at the same moment: one wins, the others are told who; nothing is lost."""

import threading

import pytest
from django.db import connection

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.models import Assignment, Case, Step
from vitalgrid.loop.cases.tests.factories import MONDAY, small_loop

HANDS = 6


@pytest.mark.django_db(transaction=True)
def test_one_of_many_wins_and_the_others_hear_who() -> None:
    with clock.set_to(MONDAY):
        loop = small_loop(depth=1)
        code = loop.report(at="1").code
        loop.move(code, "accept", "intake", category="0404")
        by, seen = loop.actor("dispatch"), Case.objects.get(code=code).revision
    outcomes: list[str] = []
    start = threading.Barrier(HANDS)

    def assign(unit: str) -> None:
        try:
            start.wait()
            with clock.set_to(MONDAY):
                move_case(by=by, code=code, verb="assign", data={"unit": unit}, expected_revision=seen)
            outcomes.append("won")
        except Problem as problem:
            outcomes.append(problem.kind.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=assign, args=(("water", "hygiene")[n % 2],)) for n in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kit.conflict"] * (HANDS - 1) + ["won"]
    assert Assignment.objects.filter(case__code=code).count() == 1
    assert Step.objects.filter(case__code=code, verb="assign").count() == 1
