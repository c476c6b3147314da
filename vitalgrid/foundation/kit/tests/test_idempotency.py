"""A key has its effect once; a repeat gets the same answer; another body under the same key is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.overlap import Held
from vitalgrid.foundation.kit import clock, idempotency
from vitalgrid.foundation.kit.idempotency import Answer, claim, once, once_ready
from vitalgrid.foundation.kit.jobs import forget_old_keys
from vitalgrid.foundation.kit.models import IdempotentRequest
from vitalgrid.foundation.kit.problems import INVALID, KEY_REUSED, Problem

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ANSWER = {"code": "260301-0000001", "词": "话"}


def ask(key: str = "k", scope: str = "report.file", body: bytes = b"{}", code: str = "1") -> Answer | None:
    with transaction.atomic():
        return claim(key=key, scope=scope, body=body, status=201, response={**ANSWER, "code": code})


@pytest.mark.django_db
def test_a_repeat_gets_the_first_answer() -> None:
    assert ask(code="1") is None
    assert ask(code="2") == Answer(201, {**ANSWER, "code": "1"}, is_replay=True)
    assert IdempotentRequest.objects.count() == 1


@pytest.mark.django_db
def test_a_key_counts_only_inside_its_scope() -> None:
    assert ask(scope="a") is None
    assert ask(scope="b") is None
    assert ask(key="other", scope="a") is None


@pytest.mark.django_db
def test_another_body_is_refused() -> None:
    ask()
    with pytest.raises(Problem) as caught:
        ask(body=b'{"a": 1}')
    assert (caught.value.kind.code, caught.value.kind.status) == ("kit.key_reused", 409)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_a_sensible_length(key: str) -> None:
    with pytest.raises(Problem) as caught:
        ask(key=key)
    assert caught.value.kind.code == "kit.malformed"


@pytest.mark.django_db
def test_what_was_undone_leaves_no_key() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        claim(key="k", scope="report.file", body=b"{}", status=201, response=ANSWER)
        raise RuntimeError
    assert ask() is None


@pytest.mark.django_db
def test_an_answer_that_is_known_only_afterwards() -> None:
    calls: list[int] = []

    def work() -> tuple[int, Any]:
        calls.append(1)
        return 200, {"n": len(calls)}

    answers = [once(key="k", scope="s", body=b"1", work=work) for _ in range(3)]
    assert [(a.status, a.response, a.is_replay) for a in answers] == [
        (200, {"n": 1}, False),
        (200, {"n": 1}, True),
        (200, {"n": 1}, True),
    ]
    assert once(key="", scope="s", body=b"1", work=work).response == {"n": 2}


class Work:
    """Work whose answer is known before it is written. Writes a row of this room, so that it can meet another."""

    def __init__(self, key: str = "row") -> None:
        self.key, self.asked, self.written = key, 0, 0

    def __call__(self) -> tuple[int, Any, Any]:
        self.asked += 1
        return 201, {"n": self.asked}, self.write

    def write(self) -> None:
        claim(key=self.key, scope="row", body=b"", status=1, response=None)
        self.written += 1


@pytest.mark.django_db
def test_an_answer_that_is_known_before_goes_in_with_the_work(django_assert_num_queries: Any) -> None:
    work = Work()
    with django_assert_num_queries(4):  # the savepoint here stands for BEGIN and COMMIT
        first = once_ready(key="k", scope="s", body=b"1", ready=work)
    again = once_ready(key="k", scope="s", body=b"1", ready=work)
    assert (first.response, first.is_replay, again.response, again.is_replay) == ({"n": 1}, False, {"n": 1}, True)
    assert work.written == 1
    with pytest.raises(Problem) as refused:
        once_ready(key="k", scope="s", body=b"2", ready=work)
    assert refused.value.kind is KEY_REUSED
    assert once_ready(key="", scope="s", body=b"1", ready=Work("other")).response == {"n": 1}


@pytest.mark.django_db
def test_a_repeat_is_answered_although_the_work_could_not_be_done_today() -> None:
    once_ready(key="k", scope="s", body=b"1", ready=Work())

    def refused() -> tuple[int, Any, Any]:
        raise Problem(INVALID, errors=[])

    assert once_ready(key="k", scope="s", body=b"1", ready=refused).is_replay
    with pytest.raises(Problem):
        once_ready(key="other", scope="s", body=b"1", ready=refused)


@pytest.mark.django_db
def test_work_that_met_another_row_is_prepared_again_and_leaves_nothing_behind() -> None:
    tries: list[int] = []

    def ready() -> tuple[int, Any, Any]:
        def write() -> None:
            tries.append(1)
            IdempotentRequest.objects.create(scope="row", key="taken", fingerprint="", status=1, response="", at=NOON)
            if len(tries) < 3:
                raise IntegrityError

        return 201, {"n": len(tries)}, write

    assert once_ready(key="k", scope="s", body=b"1", ready=ready).response == {"n": 2}
    assert len(tries) == 3
    assert IdempotentRequest.objects.count() == 2


@pytest.mark.django_db
def test_the_stored_answer_is_not_readable_in_the_database() -> None:
    ask()
    with connection.cursor() as cursor:
        cursor.execute("SELECT response, fingerprint FROM kit_idempotent_request")
        assert "260301" not in "".join(cursor.fetchone())


@pytest.mark.django_db
def test_old_keys_are_forgotten_and_young_ones_kept(settings: Any) -> None:
    noon = datetime(2026, 3, 10, 12, tzinfo=UTC)
    settings.IDEMPOTENCY_DAYS = 1  # never below seven days
    for key, days in (("old", 7.1), ("young", 6.9)):
        with clock.set_to(noon - timedelta(days=days)):
            ask(key=key)
    with clock.set_to(noon):
        assert forget_old_keys() == 1
    assert list(IdempotentRequest.objects.values_list("key", flat=True)) == ["young"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("undo", [False, True])
def test_of_two_at_once_one_does_the_work(undo: bool) -> None:
    """The second waits for the first: it replays what was committed and takes over what was undone."""
    first = Held(lambda: claim(key="k", scope="s", body=b"1", status=201, response={"n": 1}))
    answers: list[Answer | None] = []

    def work() -> None:
        answers.append(claim(key="k", scope="s", body=b"1", status=201, response={"n": 2}))

    second = Held(work, is_blocked=True)
    first.end(undo=undo)
    second.end()
    assert [answer and answer.response for answer in answers] == [None if undo else {"n": 1}]
    assert idempotency.IdempotentRequest.objects.count() == 1


def test_equal_input_has_equal_bytes() -> None:
    assert idempotency.body_of({"a": 1, "b": "词"}) == idempotency.body_of({"b": "词", "a": 1})
    assert idempotency.body_of({"a": 1}) != idempotency.body_of({"a": "1"})


def test_an_empty_request_is_repeated_like_any_other(db: None) -> None:
    done = [once(key="k", scope="s", body=b"", work=lambda: (200, {"n": 1})) for _ in range(2)]
    assert [one.is_replay for one in done] == [False, True]
    with pytest.raises(Problem, match="kit.key_reused"):
        once(key="k", scope="s", body=b"{}", work=lambda: (200, {"n": 2}))
