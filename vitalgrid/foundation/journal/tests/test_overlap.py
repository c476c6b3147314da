"""PostgreSQL gives ids before it commits: a late entry is sealed, one that is slipped in afterwards is found."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests.overlap import held, settle
from vitalgrid.foundation.journal.actions import append
from vitalgrid.foundation.journal.models import Seal
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.journal.seals import body_of
from vitalgrid.foundation.journal.tests import tampering
from vitalgrid.foundation.journal.tests.factories import drafts, write_entries
from vitalgrid.foundation.journal.verification import verify

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def _write_two() -> None:
    append(drafts(2))


def test_entries_that_commit_late_are_sealed_by_a_later_pass() -> None:
    write_entries(1)
    with held(_write_two) as slow:
        write_entries(3)
        assert seal_pending() == 4
        first = body_of(Seal.objects.get(number=1).body)
        assert [hole.high - hole.low + 1 for hole in first.holes if hole.low > first.covers[0][0]] == [2]
        write_entries(1)
        assert seal_pending() == 1  # it still runs: the hole stays open
        slow.end()
        assert verify().unsealed == 2
        assert verify().is_whole
        assert seal_pending() == 2
    late = body_of(Seal.objects.get(number=3).body)
    assert late.covers == [(hole.low, hole.high) for hole in first.holes if hole.low > first.covers[0][0]]
    outcome = verify()
    assert (outcome.findings, outcome.sealed, outcome.unsealed) == ([], 7, 0)
    tampering.edit(late.covers[0][1], "reason")
    assert [(f.kind, f.entry) for f in verify().findings] == [("edited", late.covers[0][1])]


def test_ids_of_an_undone_transaction_become_void_and_stay_so() -> None:
    first = write_entries(1)[0].id
    with held(_write_two) as slow:
        write_entries(1)
        seal_pending()
        slow.end(undo=True)
    write_entries(1)
    settle()
    seal_pending()
    last = body_of(Seal.objects.order_by("-number")[0].body)
    assert (first + 1, first + 2) in last.void
    assert not [hole for hole in last.holes if hole.low > first]
    assert verify().is_whole
    tampering.insert_copy(first, first + 1)
    assert ("inserted", first + 1) in [(f.kind, f.entry) for f in verify().findings]


def test_two_sealers_do_not_meet() -> None:
    write_entries(3)
    with held(lambda: seal_pending()), transaction.atomic():
        assert seal_pending() == 0
    assert Seal.objects.count() == 1
    assert verify().is_whole
