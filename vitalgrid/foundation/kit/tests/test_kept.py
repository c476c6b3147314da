"""A kept statement answers as its query would, always for the present moment, and refuses what would go stale."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import TruncDate
from django.test.utils import CaptureQueriesContext

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.kept import KeptAnswers, KeptRows
from vitalgrid.foundation.kit.scalars import Scalar, count_up_to, scalar_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def make(key: str, hours: int) -> None:
    Session.objects.create(session_key=key, session_data=f"{key}'s", expire_date=NOON + timedelta(hours=hours))


def asked_of(key: str) -> "QuerySet[Session, Any]":
    later = clock.now() + timedelta(hours=1)
    return Session.objects.filter(session_key=key, expire_date__gt=later).values_list("session_data", "expire_date")


def test_rows_are_those_of_the_query_for_each_value_and_moment() -> None:
    kept = KeptRows(asked_of, key=str)
    for key, hours in (("a", 2), ("b", 9)):
        make(key, hours)
    for moment in (NOON, NOON + timedelta(hours=3), NOON + timedelta(days=2)):
        with clock.set_to(moment):
            for key in ("a", "b", "c' OR '1'='1"):
                assert [tuple(row) for row in kept.rows(key=key)] == list(asked_of(key)), (moment, key)


def test_the_text_is_made_once_and_each_run_is_one_statement() -> None:
    made: list[str] = []

    def noted(key: str) -> "QuerySet[Session, Any]":
        made.append(key)
        return asked_of(key)

    kept = KeptRows(noted, key=str)
    kept.rows(key="a")
    with CaptureQueriesContext(connection) as asked:
        assert kept.rows(key="a") == []
        make("a", 400 * 24)
        with clock.set_to(NOON):
            assert len(kept.rows(key="a")) == 1  # what is kept is the text and never the answer
    assert len(made) == 1 and len(asked) == 3


def test_answers_have_a_text_for_each_key_and_old_ones_are_let_go() -> None:
    kept, made = KeptAnswers(most=2, key=str), list[int]()

    def asked(most: int, key: str) -> list[Scalar]:
        made.append(most)
        return [count_up_to(Session.objects.filter(session_key__gte=key), most),
                scalar_of(Session.objects.filter(session_key=key), "session_data")]  # fmt: skip

    for key in ("a", "b", "c"):
        make(key, 1)
    for most in (1, 2, 1, 2, 3, 2, 1):
        found = kept.answers(most, lambda key, most=most: asked(most, key), key="a")
        assert found == [most, "a's"]
    assert made == [1, 2, 3, 1]


def test_what_would_stay_for_ever_is_refused() -> None:
    def of_day(key: str) -> "QuerySet[Session, Any]":
        found = Session.objects.annotate(on=TruncDate("expire_date")).filter(session_key=key)
        return found.filter(on=clock.now().date()).values_list("session_key")

    def without(key: str) -> "QuerySet[Session, Any]":
        return Session.objects.values_list("session_key")

    def of_percent(key: str) -> "QuerySet[Session, Any]":
        return Session.objects.filter(session_key=key).extra(select={"rest": "5 %% 3"}).values_list("rest")

    for make_query in (of_day, without, of_percent):
        with pytest.raises(TypeError):
            KeptRows(make_query, key=str).rows(key="a")


def test_a_day_goes_in_as_a_value_and_a_fixed_moment_stays() -> None:
    make("a", 30)
    fixed = NOON + timedelta(hours=30)

    def of_day(on: date) -> "QuerySet[Session, Any]":
        found = Session.objects.filter(expire_date=fixed, expire_date__date__gt=on)
        return found.annotate(told=Value(NOON, DateTimeField())).values_list("session_key", "told")

    kept = KeptRows(of_day, on=date)
    with clock.set_to(NOON):
        assert [tuple(row) for row in kept.rows(on=NOON.date())] == [("a", NOON)]
    assert kept.rows(on=fixed.date()) == []
