"""Whoever reads the feed from cursor to cursor sees every change once, whatever commits in between."""

from typing import Any

import pytest
from django.db import connection

from tests.overlap import held, settle
from vitalgrid.foundation.changes.actions import start_epoch
from vitalgrid.foundation.changes.queries import changes_since, current_cursor
from vitalgrid.foundation.changes.tests.factories import NORTH, SOUTH, write
from vitalgrid.foundation.kit.problems import Problem


def read_all(cursor: str = "", **more: Any) -> tuple[list[str], str]:
    """Read from cursor to cursor until nothing more comes."""
    seen: list[str] = []
    while True:
        rows, cursor, more_left = changes_since(cursor, **more)
        seen += [row.object_id for row in rows]
        if not more_left:
            return seen, cursor


@pytest.mark.django_db(transaction=True)
def test_pages_follow_each_other_without_loss_or_repeat() -> None:
    write(*map(str, range(7)))
    write(*map(str, range(7, 10)))
    settle()
    seen, cursor = read_all(limit=2)
    assert seen == [str(number) for number in range(10)]
    assert read_all(cursor) == ([], cursor)
    write("10")
    settle()
    assert read_all(cursor)[0] == ["10"]


@pytest.mark.django_db(transaction=True)
def test_only_the_asked_townships_are_read() -> None:
    write("n")
    write("s", township=SOUTH)
    write("none", township=None)
    settle()
    assert read_all(townships=[SOUTH])[0] == ["s"]
    assert read_all(townships=[NORTH, SOUTH])[0] == ["n", "s"]
    assert read_all(townships=[])[0] == []
    assert read_all()[0] == ["n", "s", "none"]


@pytest.mark.django_db(transaction=True)
def test_the_end_of_the_feed_is_a_cursor() -> None:
    write("1", "2")
    settle()
    cursor = current_cursor()
    assert read_all(cursor)[0] == []
    write("3")
    settle()
    assert read_all(cursor)[0] == ["3"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cursor", ["x", "0.zz.1", "0.1", "0.-1.0", "0.ffffffffffffffffffff.0"])
def test_a_cursor_that_nobody_gave_out_is_refused(cursor: str) -> None:
    with pytest.raises(Problem) as caught:
        changes_since(cursor)
    assert caught.value.kind.code == "kit.malformed"


@pytest.mark.django_db(transaction=True)
def test_a_cursor_from_before_a_restore_is_refused() -> None:
    write("1")
    settle()
    _, cursor = read_all()
    start_epoch()
    with pytest.raises(Problem) as caught:
        changes_since(cursor)
    assert (caught.value.kind.code, caught.value.kind.status) == ("changes.resync", 409)
    assert read_all()[0] == ["1"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("undo", [False, True])
def test_nothing_appears_behind_a_reader(undo: bool) -> None:
    """The slow transaction has the lower numbers and commits last: a reader that ran ahead would lose it."""
    write("before")
    settle()
    with held(lambda: write("slow")) as slow:
        write("quick")
        end = current_cursor()
        seen, cursor = read_all()
        assert seen == ["before"]
        slow.end(undo=undo)
    settle()
    late = [] if undo else ["slow"]
    assert read_all(cursor)[0] == [*late, "quick"]
    assert read_all(end)[0] == [*late, "quick"]
