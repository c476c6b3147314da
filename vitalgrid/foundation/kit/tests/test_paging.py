"""Walking pages forth and back shows every row once and in order, also while rows are added."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitalgrid.foundation.kit.models import JobLease
from vitalgrid.foundation.kit.paging import page_of
from vitalgrid.foundation.kit.problems import Problem

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORDERS = [("-next_at", "-name"), ("next_at", "name"), ("-next_at", "name"), ("failures", "-next_at", "name")]


def make(minutes: list[int]) -> None:
    JobLease.objects.bulk_create(
        JobLease(name=f"{place:03d}", next_at=NOON + timedelta(minutes=minute), failures=minute % 2)
        for place, minute in enumerate(minutes)
    )


def walk(order: tuple[str, ...], size: int) -> tuple[list[list[str]], list[list[str]]]:
    """The names on each page going forth, and on each page going back from the last."""
    forth, back, cursor = [], [], ""
    while True:
        page = page_of(JobLease.objects.all(), order=order, cursor=cursor, size=size)
        forth.append([row.name for row in page.rows])
        if not page.next:
            break
        cursor = page.next
    while page.previous:
        page = page_of(JobLease.objects.all(), order=order, cursor=page.previous, size=size)
        back.append([row.name for row in page.rows])
    return forth, back


@pytest.mark.django_db
@given(minutes=st.lists(st.integers(0, 4), max_size=12), size=st.integers(1, 5), order=st.sampled_from(ORDERS))
@settings(max_examples=60)
def test_every_row_once_forth_and_back(minutes: list[int], size: int, order: tuple[str, ...]) -> None:
    JobLease.objects.all().delete()
    make(minutes)
    wanted = list(JobLease.objects.order_by(*order).values_list("name", flat=True))
    forth, back = walk(order, size)
    assert [name for page in forth for name in page] == wanted
    assert all(len(page) == size for page in forth[:-1])
    assert back == forth[:-1][::-1]


@pytest.mark.django_db
def test_a_row_added_in_front_shifts_nothing() -> None:
    make([0, 1, 2, 3])
    first = page_of(JobLease.objects.all(), order=("-next_at", "-name"), size=2)
    JobLease.objects.create(name="new", next_at=NOON + timedelta(days=1))
    second = page_of(JobLease.objects.all(), order=("-next_at", "-name"), cursor=first.next, size=2)
    assert [row.name for row in first.rows + second.rows] == ["003", "002", "001", "000"]


@pytest.mark.django_db
def test_a_page_is_one_statement(django_assert_num_queries: Any) -> None:
    make(list(range(10)))
    with django_assert_num_queries(1):
        page = page_of(JobLease.objects.all(), order=("-next_at", "-name"), size=3)
    with django_assert_num_queries(1):
        page_of(JobLease.objects.all(), order=("-next_at", "-name"), cursor=page.next, size=3)


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "!!", "WzBd", "WzAsIngiLCJ5Il0", "WzAsbnVsbCxudWxsXQ", "W10", "e30"])
def test_a_cursor_that_nobody_gave_out_is_refused(cursor: str) -> None:
    with pytest.raises(Problem) as caught:
        page_of(JobLease.objects.all(), order=("-next_at", "-name"), cursor=cursor)
    assert caught.value.kind.code == "kit.malformed"
