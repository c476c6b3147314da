"""Plays the plan: an event queue over simulated time in which everybody acts through the product's own actions."""

import heapq
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils.module_loading import import_string

from vitalgrid.demo import pictures
from vitalgrid.demo.cast import Cast
from vitalgrid.demo.life import Life, Stage, Story
from vitalgrid.demo.plan import Plan
from vitalgrid.demo.rhythm import Rhythm
from vitalgrid.demo.stories import whole_story
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import work_calendar
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.journal.jobs import seal
from vitalgrid.foundation.kit import clock, ids
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.schedule import Job, jobs

# The worker's jobs run at their own times; simulated time passes so fast that the quick ones run once an hour.
AT_MOST_EVERY = timedelta(hours=1)
SEAL_EVERY = timedelta(hours=12)
SEAL = "journal.seal"
# Deeds in one transaction: a play has tens of thousands, and each commit waits for the disk.
TOGETHER = 100


@dataclass
class Played:
    """What a play did: verbs counted, and what stumbled (a deed that the product refused)."""

    done: Counter[str] = field(default_factory=Counter)
    stumbles: list[str] = field(default_factory=list)
    lives: int = 0


def play(
    plan: Plan,
    *,
    seed: int,
    keys: dict[str, Actor],
    on_progress: Callable[[float, int], None] | None = None,
    chores_every: timedelta = AT_MOST_EVERY,
) -> Played:
    """Play `plan` to its end. `keys` are the programs that send (source → actor); `on_progress(share, lives)`.

    `chores_every` is the least time between two runs of one of the worker's jobs.
    """
    player = _Player(plan, seed, keys, chores_every)
    with ids.dice(Random(f"ids {seed}")):
        player.run(on_progress or (lambda share, lives: None))
    return player.played


class _Player:
    def __init__(self, plan: Plan, seed: int, keys: dict[str, Actor], chores_every: timedelta) -> None:
        self.plan, self.played = plan, Played()
        self._queue: list[tuple[datetime, int, Story]] = []
        self._number = 0
        self._chores_every = chores_every
        with clock.set_to(plan.start):
            rhythm = Rhythm(work_calendar())
            self.stage = Stage(seed, Cast(), rhythm, _photos(), keys, self.push, done=self.played.done)

    def push(self, story: Story, at: datetime) -> None:
        """Resume `story` at `at`; what is pushed first goes first."""
        heapq.heappush(self._queue, (at, self._number, story))
        self._number += 1

    def run(self, on_progress: Callable[[float, int], None]) -> None:
        """Everything in the order of time, until the end of the plan."""
        tellings = iter(self.plan.tellings)
        upcoming = next(tellings, None)
        for job in jobs():
            self.push(_chores(job, self.plan.start, self._chores_every), self.plan.start)
        span = (self.plan.end - self.plan.start).total_seconds()
        while True:
            with transaction.atomic():
                for _ in range(TOGETHER):
                    while upcoming is not None and (not self._queue or upcoming.at <= self._queue[0][0]):
                        life = Life(self.stage, upcoming)
                        self.played.lives += 1
                        self.push(whole_story(life), upcoming.at)
                        upcoming = next(tellings, None)
                    if not self._queue or self._queue[0][0] >= self.plan.end:
                        break
                    self._resume()
            if not self._queue or self._queue[0][0] >= self.plan.end:
                break
            on_progress((self._queue[0][0] - self.plan.start).total_seconds() / span, self.played.lives)
        with clock.set_to(self.plan.end):
            for job in jobs():
                import_string(job.path)()
            seal()
        on_progress(1.0, self.played.lives)

    def _resume(self) -> None:
        at, _, story = heapq.heappop(self._queue)
        with ExitStack() as stack:
            stack.enter_context(clock.set_to(at))
            try:
                with transaction.atomic():
                    again = next(story, None)
            except Problem as problem:  # counted, and shown as a fault by the tests; the city goes on
                self.played.stumbles.append(_where(problem, story))
                return
        if again is not None:
            self.push(story, max(again, at))


def _where(problem: Problem, story: Story) -> str:
    inner = "; ".join(f"{one.field}: {one}" for one in problem.errors)
    trace = problem.__traceback__
    names = []
    while trace is not None:
        if "/demo/" in trace.tb_frame.f_code.co_filename:
            names.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{problem} {inner} at {' > '.join(names[-4:])}"


def _chores(job: Job, at: datetime, least: timedelta) -> Story:
    """One of the worker's periodic jobs, at its times."""
    run: Callable[[], object] = import_string(job.path)
    every = SEAL_EVERY if job.name == SEAL else max(least, timedelta(seconds=job.every))
    while True:
        at += every
        yield at
        run()


def _photos() -> dict[str, tuple[str, str]]:
    """Every drawn photo, stored: subject → digests before and after."""
    by = Actor.system("demo")
    made = {}
    for subject in pictures.SUBJECTS:
        both = [
            store_photo(by=by, data=pictures.photo(subject, is_after=is_after), name=f"{subject}.jpg").sha256
            for is_after in (False, True)
        ]
        made[subject] = (both[0], both[1])
    return made
