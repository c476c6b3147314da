"""Verb × person × case. Refusal and success share the setup; whatever is done is undone."""

import pytest

from tests.matrix.cast import ANONYMOUS, CAST, RESIDENT, World, body_for, status, undone
from tests.matrix.policy import SEEN, VERBS
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.workflow import TRANSITIONS, Reach

SCOPES = ("near", "far", "local", "integrity")
REFUSED = (401, 403, 404)
BY_PEOPLE = [row.verb for row in TRANSITIONS if row.reach not in (Reach.REPORTER, Reach.SYSTEM)]


def _actor(world: World, who: str) -> Actor:
    return Actor.resident() if who in (ANONYMOUS, RESIDENT) else world.loop.actor(who)


def _try(world: World, who: str, code: str, verb: str) -> int:
    with undone():
        try:
            move_case(by=_actor(world, who), code=code, verb=verb, data=body_for(verb, world))
        except Problem as problem:
            return problem.kind.status
    return 200


def test_the_policy_names_every_verb() -> None:
    """A new verb is open to whoever its author had in mind, until somebody writes down who that is."""
    assert set(VERBS) == set(BY_PEOPLE)


@pytest.mark.parametrize("scope", SCOPES)
def test_who_sees_a_case(world: World, scope: str) -> None:
    """A dispatcher's list that shows one case too many shows a neighbour's quarrel to the wrong village."""
    code = getattr(world, scope)
    seen = [who for who in CAST if visible_to(_actor(world, who)).filter(code=code).exists()]
    assert seen == SEEN[scope].split()


@pytest.mark.parametrize("scope", SCOPES)
def test_who_may_move_a_case(world: World, scope: str) -> None:
    """A verb that refuses everybody in the tests and lets somebody through in the city was tested on one role."""
    code, unseen = getattr(world, scope), set(CAST) - set(SEEN[scope].split())
    for verb in BY_PEOPLE:
        statuses = {who: _try(world, who, code, verb) for who in CAST}
        allowed = [who for who, found in statuses.items() if found not in REFUSED]
        assert allowed == VERBS[verb][SCOPES.index(scope)].split(), verb
        assert {statuses[who] for who in unseen} == {404}, f"{verb}: what one does not see is absent, never forbidden"


@pytest.mark.parametrize("scope", SCOPES)
def test_the_api_answers_as_the_actions_do(world: World, scope: str) -> None:
    """Two doors to one room need the same lock."""
    code = getattr(world, scope)
    for who in CAST:
        client = world.client(who)
        seen = status(client, "GET", f"/api/v1/cases/{code}")
        nobody = 401 if who == ANONYMOUS else 404
        assert seen == (200 if who in SEEN[scope].split() else nobody), who
        for verb in ("note", "assign", "take"):
            found = status(client, "POST", f"/api/v1/cases/{code}/{verb}", body_for(verb, world))
            assert (found not in REFUSED) == (who in VERBS[verb][SCOPES.index(scope)].split()), (who, verb, found)


def test_a_case_that_is_not_there_looks_like_one_that_is_hidden(world: World) -> None:
    """Another sentence, or another status, tells a stranger that the complaint exists."""
    client = world.client("room-1")
    hidden = client.get(f"/api/v1/cases/{world.integrity}").json()
    missing = client.get("/api/v1/cases/260101-0000000").json()
    assert {**hidden, "instance": ""} == {**missing, "instance": ""}
    assert not Case.objects.filter(code="260101-0000000").exists()


def test_the_list_holds_exactly_what_one_sees(world: World) -> None:
    """Counts and lists leak what pages hide."""
    for who in CAST:
        if who == ANONYMOUS:
            continue
        found = world.client(who).get("/api/v1/cases", {"view": "all", "limit": 200})
        codes = {row["code"] for row in found.json().get("cases", [])}
        assert codes == {getattr(world, scope) for scope in SCOPES if who in SEEN[scope].split()}, who
