"""Every statement of every main verb fails once, before and after its effect: the state is the old or the new one.

Each verb is sent under one key, as the API does, so that its repetition after the fault completes it, or finds it done.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client

from tests.faults.breaking import Breaker, digest, file_writes, files_under, statements
from tests.faults.invariants import assert_whole
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.store import THUMBNAIL, digest_of
from vitalgrid.foundation.files.tests.factories import encoded, picture
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.idempotency import once
from vitalgrid.foundation.kit.problems import BUSY, Problem
from vitalgrid.loop.cases.actions import move_case, undo_step
from vitalgrid.loop.cases.models import Case, Report
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 200  # statements: more than any verb has
ANSWER = {"answer": "演示:答复。"}
UNTIL = (MONDAY + timedelta(days=3)).isoformat()
Prepare = Callable[[Loop], str]


def returned_twice(loop: Loop) -> str:
    code = loop.assigned().code
    loop.move(code, "return", "water", ground="not_our_duty", unit="hygiene", text="演示:不归我们。")
    loop.move(code, "assign", "dispatch", unit="water")
    loop.move(code, "return", "water", ground="not_our_duty", unit="hygiene", text="演示:不归我们。")
    return code


def asked(loop: Loop) -> str:
    code = loop.in_progress().code
    loop.move(code, "ask_extension", "water", limit="3 wd", reason="material", text="演示:等料。")
    return code


def passed(loop: Loop) -> str:
    code = loop.handled().code
    loop.move(code, "pass", "inspection", text="演示:看过了。")
    return code


def joined(loop: Loop) -> str:
    code = loop.accepted().code
    loop.move(code, "join", "dispatch", into=loop.assigned().code)
    return code


# verb, by whom, its answers, how the case gets there
VERBS: list[tuple[str, str, dict[str, Any], Prepare]] = [
    ("accept", "intake", {"category": "0404"}, lambda loop: loop.report().code),
    ("assign", "dispatch", {"unit": "water", "assisting": ["hygiene"]}, lambda loop: loop.accepted().code),
    ("take", "water", {}, lambda loop: loop.assigned().code),
    ("return", "water", {"ground": "not_our_duty", "unit": "hygiene", "text": "演示:不归我们。"},
     lambda loop: loop.assigned().code),
    ("rule", "dispatch", {"unit": "water", "text": "演示:归你们。"}, returned_twice),
    ("pause", "water", {"cause": "weather", "until": UNTIL, **ANSWER}, lambda loop: loop.in_progress().code),
    ("ask_extension", "water", {"limit": "3 wd", "reason": "material", "text": "演示:等料。"},
     lambda loop: loop.in_progress().code),
    ("decide_extension", "dispatch", {"decision": "grant", **ANSWER}, asked),
    ("handle", "water", {"outcome": "done", **ANSWER}, lambda loop: loop.in_progress().code),
    ("pass", "inspection", {"text": "演示:看过了。"}, lambda loop: loop.handled().code),
    ("close", "inspection", {"outcome": "done", **ANSWER}, passed),
    ("join", "dispatch", {"into": ""}, lambda loop: loop.accepted().code),
    ("undo_join", "dispatch", {}, joined),
]  # fmt: skip


@pytest.fixture
def loop() -> Any:
    with clock.set_to(MONDAY):
        yield small_loop()


def swept(fresh: Callable[[], Callable[[], object]], *, is_after: bool) -> int:
    """Break at every n until nothing breaks any more; returns the last n. `fresh` gives the work to be broken."""
    work = fresh()
    before = digest()
    for n in range(1, MOST):
        breaker = Breaker(n, is_after=is_after)
        failure: Exception | None = None
        with statements(breaker):
            try:
                work()
            except (DatabaseError, Problem) as error:
                failure = error
        if not breaker.has_broken:
            assert failure is None, f"without a fault it failed: {failure!r}"
            return n - 1
        if digest() == before:
            assert failure is not None, f"statement {n} failed, nobody was told, and nothing was done"
            continue
        assert_whole()
        done = digest()
        work()  # the same key again: the stored answer
        assert digest() == done, f"statement {n}: the repetition did it a second time"
        work = fresh()
        before = digest()
    raise AssertionError("it never came to an end")


def under_a_key(work: Callable[[], Any]) -> Callable[[], object]:
    key = uuid4().hex
    return lambda: once(key=key, scope="sweep", body=b"the same", work=lambda: (200, work()))


@pytest.mark.parametrize("is_after", [False, True], ids=["before its effect", "after its effect"])
def test_any_statement_of_a_verb_may_fail(loop: Loop, is_after: bool) -> None:
    target = loop.assigned().code
    for verb, who, given, prepare in VERBS:
        by = loop.actor(who)

        def fresh(verb: str = verb, by: Any = by, given: Any = given, prepare: Prepare = prepare) -> Any:
            code = prepare(loop)
            data = given | ({"into": target} if verb == "join" else {})
            from_revision = Case.objects.get(code=code).revision
            return under_a_key(lambda: moved(verb, by, code, data, from_revision))

        last = swept(fresh, is_after=is_after)
        assert last > 5, (verb, last)
    assert_whole()


@pytest.mark.parametrize("is_after", [False, True], ids=["before its effect", "after its effect"])
def test_any_statement_of_taking_back_may_fail(loop: Loop, is_after: bool) -> None:
    target = loop.assigned().code
    by = loop.actor("dispatch")
    for verb, given in (("assign", {"unit": "water"}), ("join", {"into": target})):

        def fresh(verb: str = verb, given: dict[str, str] = given) -> Callable[[], object]:
            code = loop.accepted().code
            number = loop.move(code, verb, "dispatch", **given).revision
            return under_a_key(lambda: undo_step(by=by, code=code, number=number).revision)

        assert swept(fresh, is_after=is_after) > 5
    assert_whole()


def moved(verb: str, by: Any, code: str, data: dict[str, Any], revision: int) -> dict[str, Any]:
    case = move_case(by=by, code=code, verb=verb, data=data, expected_revision=revision)
    return {"code": case.code, "revision": case.revision}


@pytest.mark.parametrize("is_after", [False, True], ids=["before its effect", "after its effect"])
def test_any_statement_of_a_receipt_may_fail(loop: Loop, client: Client, is_after: bool) -> None:
    """By the API, as a resident's report comes in; the answer is 503 and never a crash."""
    keys = iter(range(MOST))
    lon, lat = loop.city.middle("1-1-1-1")

    def fresh() -> Callable[[], object]:
        key = f"key-{next(keys)}"
        contact = {"name": "演示·甲", "phone": "13800000000"}
        body = {"description": f"演示:{key}。", "lon": lon, "lat": lat, "contact": contact}

        def send() -> object:
            answer = client.post(
                "/api/v1/reports", body, content_type="application/json", headers={"Idempotency-Key": key}
            )
            if answer.status_code == 503:
                raise Problem(BUSY)
            assert answer.status_code == 201, answer.content
            return answer.json()

        return send

    assert swept(fresh, is_after=is_after) > 5
    told = list(Report.objects.values_list("description", flat=True))
    assert len(told) == len(set(told))
    assert_whole()


def stored(loop: Loop, photo: bytes) -> Callable[[], object]:
    by = loop.actor("water")
    return lambda: store_photo(by=by, data=photo, name="a.jpg").sha256


@pytest.mark.parametrize("is_after", [False, True], ids=["before its effect", "after its effect"])
def test_any_statement_and_any_step_of_writing_a_photo_may_fail(loop: Loop, settings: Any, is_after: bool) -> None:
    """What is left of a photo that could not be stored is at most a whole file that no row knows; never a part."""
    sizes = iter(range(100, 100 + MOST))

    def fresh() -> Callable[[], object]:
        return stored(loop, encoded(picture((next(sizes), 80))))

    assert swept(fresh, is_after=is_after) >= 2
    for n in range(1, MOST):
        work, before, breaker = fresh(), digest(), Breaker(n, is_after=is_after)
        with file_writes(breaker):
            try:
                work()
                assert not breaker.has_broken, n
            except OSError:
                assert digest() == before, n
        for name, content in files_under(settings.FILES).items():
            assert name.endswith(THUMBNAIL) or name.replace("/", "") == digest_of(content), (n, name)
        if not breaker.has_broken:
            break
        work()  # sent again
        assert digest() != before
    assert n > (5 if is_after else 10)
    assert_whole()
