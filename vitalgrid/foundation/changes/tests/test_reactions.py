"""What follows later runs once, is tried again when it fails, and is never given up in silence."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.overlap import held
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.permissions import OUTBOX_MANAGE
from vitalgrid.foundation.changes import jobs
from vitalgrid.foundation.changes.actions import retry_reaction
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.changes.models import Epoch, PendingReaction
from vitalgrid.foundation.changes.queries import given_up_reactions, reaction_figures
from vitalgrid.foundation.changes.tests.factories import NOON, write
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.retry import MOST_ATTEMPTS, wait_after

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "vitalgrid.foundation.changes.tests.test_reactions"
TABLE: dict[str, Any] = {"case.filed": ((), (f"{HERE}.first", f"{HERE}.second"))}
failing: list[BaseException] = []


def _leave_a_trace(name: str) -> None:
    Epoch.objects.create(name=name, at=clock.now())


def first(event: Event) -> None:
    _leave_a_trace(f"first {event.object_id}")


def second(event: Event) -> None:
    _leave_a_trace(f"second {event.object_id}")
    if failing:
        raise failing.pop(0)


def traces() -> list[str]:
    return list(Epoch.objects.order_by("id").values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _table(settings: Any) -> None:
    settings.REACTIONS = f"{HERE}.TABLE"
    failing.clear()


def at(seconds: float) -> Any:
    return clock.set_to(NOON + timedelta(seconds=seconds))


def run_at(seconds: float) -> int:
    with at(seconds):
        return jobs.run_reactions()


@pytest.fixture
def pending() -> PendingReaction:
    with at(0):
        write("1")
    return PendingReaction.objects.get()


def test_each_function_runs_once(pending: PendingReaction) -> None:
    assert run_at(0) == 1
    assert traces() == ["first 1", "second 1"]
    assert not PendingReaction.objects.exists()
    assert run_at(100) == 0


def test_a_failure_is_tried_again_without_repeating_what_was_done(pending: PendingReaction) -> None:
    failing.append(ValueError("演示·张某 13800001234"))
    assert run_at(0) == 0
    assert traces() == ["first 1"]  # the failing function left nothing behind
    row = PendingReaction.objects.get()
    assert row.last_error.startswith("second: ValueError test_reactions.py:")
    assert "张" not in row.last_error
    assert run_at(4) == 0
    assert run_at(5) == 1
    assert traces() == ["first 1", "second 1"]


def test_one_that_fails_undoes_none_of_those_beside_it() -> None:
    with at(0):
        write("1", "2", "3")
    failing.append(ValueError("no"))
    assert run_at(0) == 2
    assert sorted(traces()) == ["first 1", "first 2", "first 3", "second 2", "second 3"]
    assert [(row.todo, row.attempts) for row in PendingReaction.objects.all()] == [([f"{HERE}.second"], 1)]
    assert run_at(5) == 1
    assert traces()[-1] == "second 1"


def test_it_is_given_up_visibly_and_can_be_retried(pending: PendingReaction) -> None:
    moment = 0.0
    for attempt in range(1, MOST_ATTEMPTS + 1):
        failing.append(RuntimeError("no"))
        run_at(moment)
        moment += wait_after(attempt).total_seconds()
    assert [row.attempts for row in given_up_reactions()] == [MOST_ATTEMPTS]
    figures = reaction_figures()
    assert (figures.waiting, figures.given_up) == (0, 1)
    assert run_at(moment + 10_000) == 0
    nobody = Actor(kind="user", id="1", name="a", permissions=frozenset())
    keeper = Actor(kind="user", id="2", name="b", permissions=frozenset({OUTBOX_MANAGE}))
    with pytest.raises(Problem) as caught:
        retry_reaction(pending.pk, by=nobody)
    assert caught.value.kind.code == "kit.forbidden"
    with at(moment):
        retry_reaction(pending.pk, by=keeper)
    with pytest.raises(Problem):
        retry_reaction(pending.pk, by=keeper)
    assert Entry.objects.filter(event="reaction.retried").count() == 1
    assert run_at(moment) == 1
    assert "second 1" in traces()


def test_what_a_dead_worker_held_is_taken_over_within_a_minute(pending: PendingReaction) -> None:
    failing.append(SystemExit())  # as if the process died in the middle
    with pytest.raises(SystemExit):
        run_at(0)
    assert traces() == []  # what had been done went with it
    assert run_at(59) == 0
    assert run_at(60) == 1
    assert traces() == ["first 1", "second 1"]


def test_a_worker_that_was_too_slow_does_nothing_twice(pending: PendingReaction) -> None:
    with at(0):
        (claimed,) = jobs._claim()
    assert run_at(60) == 1
    with at(61):
        assert jobs._run([claimed]) == 0
    assert traces() == ["first 1", "second 1"]


def test_waits_grow_and_stop_growing() -> None:
    waits = [wait_after(attempt).total_seconds() for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert waits[:3] == [5, 10, 20]
    assert waits == sorted(waits)
    assert max(waits) == 3600


def _claim_in_thread(found: list[int]) -> Callable[[], object]:
    def work() -> None:
        with at(0):
            found.extend(pk for pk, _ in jobs._claim())

    return work


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_workers_share_the_work() -> None:
    with at(0):
        write(*map(str, range(jobs.BATCH + 5)))
    theirs: list[int] = []
    with held(_claim_in_thread(theirs)), at(0):
        mine = [pk for pk, _ in jobs._claim()]
    assert len(theirs) == jobs.BATCH
    assert len(mine) == 5
    assert not set(mine) & set(theirs)
