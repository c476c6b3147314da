"""Nobody is told of their own act: every verb of the table, done by somebody who holds every post that is told."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.matrix.cast import body_for, make_world
from tests.matrix.policy import VERBS
from vitalgrid.city.grids.models import Post
from vitalgrid.foundation.changes.jobs import run_reactions
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.outbox.jobs import send
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.rules import UNDO_WINDOW
from vitalgrid.loop.cases.tests.factories import MONDAY

# Verbs that somebody is told of, by the reactions; the others tell nobody, whoever does them.
TELLING = {
    "assign", "reassign", "rule", "return", "press", "fail", "ask_extension", "decide_extension", "reopen", "ask_check",
}  # fmt: skip


REASONS = {
    "ask_extension": {"reason": "material", "limit": "6 h"},
    "return": {"ground": "not_our_duty", "unit": "hygiene"},
    "refuse": {"reason": "no_power"},
}


def _data(verb: str, world: Any) -> dict[str, Any]:
    """What the verb is told, with reasons that the small catalogue knows."""
    return body_for(verb, world) | REASONS.get(verb, {})


def _cases(world: Any) -> Iterator[str]:
    """A case in every state that a verb may want."""
    loop = world.loop
    yield loop.report(at="1-1-1-1").code
    yield loop.accepted(at="1-1-1-1").code
    yield loop.assigned(at="1-1-1-1").code
    yield world.near
    paused = loop.in_progress(at="1-1-1-1").code
    loop.move(paused, "pause", "water", **_data("pause", world))
    yield paused
    asked = loop.in_progress(at="1-1-1-1").code
    loop.move(asked, "ask_extension", "water", **_data("ask_extension", world))
    yield asked
    yield loop.handled(at="1-1-1-1").code
    passed = loop.handled(at="1-1-1-1").code
    loop.move(passed, "pass", "inspection", text="演示。")
    yield passed
    yield loop.closed(at="1-1-1-1").code
    disputed = loop.assigned(at="1-1-1-1").code
    loop.move(disputed, "return", "water", **_data("return", world))
    loop.move(disputed, "assign", "dispatch", unit="hygiene")
    loop.move(disputed, "return", "hygiene", **_data("return", world) | {"unit": "water"})
    yield disputed


def _everywhere(world: Any, who: str) -> int:
    """Let `who` hold the posts of everybody who is told of anything, beside their own. Returns their account."""
    user = world.loop.city.user(who)
    for name in ("water", "hygiene", "dispatch", "room-1", "full-1-1-1-1", "head-1-1"):
        if name != who:
            post = world.loop.city.posts[name]
            Post.objects.create(
                user=user,
                role=post.role,
                area=post.area,
                unit=post.unit,
                started_on=post.started_on,
                township=post.township,
            )
    return int(user.pk)


@pytest.mark.django_db
def test_nobody_is_told_of_their_own_act() -> None:
    """A list full of one's own doings is a list that nobody reads."""
    with clock.set_to(MONDAY):
        world = make_world()
        codes = list(dict.fromkeys(_cases(world)))
        with clock.set_to(MONDAY + UNDO_WINDOW):  # what was done so far is told to whoever it concerned
            run_reactions()
            send()
        Notice.objects.all().delete()
        told_of, done = set(), set()
        for verb in VERBS:
            outcome = _first(world, verb, codes)
            if outcome is not None:
                own, others = outcome
                assert own == 0, f"who does {verb} hears of it"
                done.add(verb)
                told_of |= {verb} if others else set()
    assert TELLING - told_of == set(), "somebody else must hear of it, else the rule is tested on silence"
    assert done >= TELLING


def _first(world: Any, verb: str, codes: list[str]) -> tuple[int, int] | None:
    """The first that comes of trying whoever may do the verb (`policy.py`) on case after case."""
    people = dict.fromkeys(" ".join(VERBS[verb]).split())
    tries = (_try(world, who, code, verb) for code in codes for who in people)
    heard = verb in TELLING  # then one of whose cases somebody else hears is looked for
    return next((outcome for outcome in tries if outcome is not None and (outcome[1] or not heard)), None)


def _try(world: Any, who: str, code: str, verb: str) -> tuple[int, int] | None:
    """Do it and undo it. How many notices went to who did it, and to others; None when it cannot be done."""
    with clock.set_to(MONDAY), transaction.atomic():
        found: tuple[int, int] | None = None
        try:
            move_case(by=world.loop.actor(who), code=code, verb=verb, data=_data(verb, world))
        except Problem:
            transaction.set_rollback(True)
            return None
        user = _everywhere(world, who)
        with clock.set_to(MONDAY + UNDO_WINDOW):
            run_reactions()
            send()
        found = (
            Notice.objects.filter(user_id=user).exclude(code="").filter(code=code).count(),
            Notice.objects.exclude(user_id=user).filter(code=code).count(),
        )
        transaction.set_rollback(True)
    return found
