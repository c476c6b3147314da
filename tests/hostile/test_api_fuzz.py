"""The API keeps to its own document whatever is sent and whoever sends it: no 5xx, no answer of another shape."""

from collections import Counter
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.hostile.fuzz import credentials, document, faults, one_after_the_other, point_at_something
from tests.matrix.routes import ANONYMOUS, KEY, PEOPLE, Stage

IS_POSTGRES = "postgres" in django_settings.DATABASES["default"]["ENGINE"]
SHORT = 3  # requests an operation in every run
LONG = 1000  # … in `make soak`
SEQUENCES = 2000  # walks from answer to request in `make soak`, over all roles together
SCOPES = ("near", "far", "local", "integrity", "there", "other", "missing", "made up")
# Who may most comes first: hypothesis likes the beginning of a list.
ASKERS = ("administrator", "intake", "water", "dispatch", *(p for p in PEOPLE if p != ANONYMOUS), ANONYMOUS)
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def _how(examples: int, **given_: Any) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples <= SHORT,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        **given_,
    )


def _mode(number: int) -> GenerationMode:
    """In every run each operation gets what fits the document on one database and what does not on the other."""
    return MODES[(number + IS_POSTGRES) % 2]


def _walk(stage: Stage, mode: GenerationMode | None, examples: int) -> tuple[Counter[int], list[str]]:
    """Every operation, `examples` times: the statuses, and what was wrong. Without a mode they take turns."""
    found: list[str] = []
    statuses: Counter[int] = Counter()
    for number, result in enumerate(document().get_all_operations()):
        cases = result.ok().as_strategy(generation_mode=mode or _mode(number))

        @_how(examples)
        @given(case=cases, who=st.sampled_from(ASKERS), scope=st.sampled_from(SCOPES))
        def ask(case: Any, who: str, scope: str) -> None:
            if scope != "made up":
                point_at_something(stage, case, scope)
            with transaction.atomic():
                answer = case.call(**credentials(stage, who))
                transaction.set_rollback(True)
            statuses[answer.status_code] += 1
            found.extend(f"{who} {scope}: {one}" for one in faults(case, answer))

        try:
            ask()
        except Unsatisfiable:  # nothing in this address or body could be wrong
            continue
    return statuses, found


def test_the_api_keeps_to_its_document(stage: Stage) -> None:
    """What no test of a role ever sent, somebody's program will."""
    statuses, found = _walk(stage, None, SHORT)
    assert not found, f"{len(found)} of {statuses.total()}\n" + "\n".join(found[:20])
    assert len(statuses) >= 4, statuses  # it got past the door


@pytest.mark.soak
@pytest.mark.parametrize("mode", MODES)
def test_the_api_keeps_to_its_document_for_long(stage: Stage, mode: GenerationMode) -> None:
    """The same, a thousand times an operation."""
    statuses, found = _walk(stage, mode, LONG)
    assert not found, f"{len(found)} of {statuses.total()}\n" + "\n".join(found[:20])


def _sequences(stage: Stage, people: tuple[str, ...], each: int) -> tuple[Counter[int], list[str]]:
    """Walks that go on with what the last answer named, undone one after the other."""
    walker = one_after_the_other(document(), stage)
    for who in people:
        walker.who = who
        walker.run(settings=_how(each, stateful_step_count=8))
    return walker.statuses, walker.found


@pytest.mark.skipif(IS_POSTGRES, reason="once is enough in every run: the shapes do not hang on the database")
def test_what_one_answer_names_is_asked_for_next(stage: Stage) -> None:
    """Ids that are true get further than made-up ones: into the code that only ever met good sense."""
    statuses, found = _sequences(stage, ("administrator", "intake", KEY), SHORT)
    assert not found, "\n".join(found[:20])
    assert statuses[200] > 5, statuses


@pytest.mark.soak
def test_what_one_answer_names_is_asked_for_next_by_everybody(stage: Stage) -> None:
    """The same as each role of the cast."""
    _statuses, found = _sequences(stage, PEOPLE, SEQUENCES // len(PEOPLE))
    assert not found, "\n".join(found[:20])
