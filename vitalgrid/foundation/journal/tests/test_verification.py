"""Whoever changes the journal without its keys is found out, and the place is named."""

import random
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from vitalgrid.foundation.journal import canonical, checkpoints, keys, verification
from vitalgrid.foundation.journal.findings import SENTENCES, Outcome
from vitalgrid.foundation.journal.models import Entry, Seal
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.journal.tests import tampering
from vitalgrid.foundation.journal.tests.factories import write_entries
from vitalgrid.foundation.journal.verification import verify

pytestmark = pytest.mark.django_db
SEALED, TAIL, BATCH = 60, 12, 7
DICE = random.Random(20260301)


@pytest.fixture
def ids(settings: Any, tmp_path: Path) -> list[int]:
    """Ids of a journal of nine seals with a tail that is not sealed yet; whole, and shown to be."""
    settings.DATA = tmp_path
    write_entries(SEALED)
    seal_pending(BATCH)
    entries = write_entries(TAIL)
    outcome = verify()
    assert (outcome.findings, outcome.sealed, outcome.unsealed, outcome.seals) == ([], SEALED, TAIL, 9)
    assert outcome.checkpoints == 9
    return [entry.id for entry in entries]


def kinds(outcome: Outcome) -> set[str]:
    assert not outcome.is_whole
    assert all(finding.sentence for finding in outcome.findings)
    return {finding.kind for finding in outcome.findings}


def places(count: int = 3) -> list[int]:
    return DICE.sample(range(1, SEALED - 1), count)


@pytest.mark.parametrize("column", [name for name in tampering.COLUMNS if name != "id"])
def test_an_edit_to_any_column_is_found(ids: list[int], column: str) -> None:
    for place in (DICE.randrange(SEALED), SEALED + DICE.randrange(TAIL)):
        tampering.edit(ids[place], column)
        outcome = verify()
        assert {"edited", "key_missing"} >= kinds(outcome)
        assert ids[place] in {finding.entry for finding in outcome.findings}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite stores any bytes in any column")
@pytest.mark.parametrize(
    "change", ["area = ''", "reason = reason || char(0) || 'x'", "reason = char(31)", "code = CAST(code AS BLOB)"]
)
def test_edits_that_text_functions_overlook_are_found(ids: list[int], change: str) -> None:
    with tampering.without_triggers():
        tampering.run(f"UPDATE journal_entry SET {change} WHERE id = {ids[4]}")
    outcome = verify()
    assert kinds(outcome) == {"edited"}
    assert outcome.findings[0].entry == ids[4]


@pytest.mark.parametrize("place", places())
def test_a_deletion_is_found(ids: list[int], place: int) -> None:
    tampering.delete(ids[place], ids[place + 1])
    outcome = verify()
    assert kinds(outcome) == {"deleted"}
    missing = [number for f in outcome.findings for number in range(f.entry or 0, (f.other or 0) + 1)]
    assert missing == ids[place : place + 2]


@pytest.mark.parametrize("place", [*places(2), SEALED + 3])
def test_an_insertion_is_found(ids: list[int], place: int) -> None:
    new = ids[-1] + 1
    tampering.insert_copy(ids[place], new)
    outcome = verify()
    assert kinds(outcome) == {"edited"}
    assert [finding.entry for finding in outcome.findings] == [new]


def test_an_insertion_into_ids_that_were_never_used_is_found(ids: list[int]) -> None:
    tampering.insert_copy(ids[3], ids[0] - 1 if ids[0] > 1 else -5)
    outcome = verify()
    assert "inserted" in kinds(outcome)


@pytest.mark.parametrize("place", [*places(2), SEALED + 2])
def test_a_swap_is_found_and_both_places_named(ids: list[int], place: int) -> None:
    one, other = ids[place], ids[(place + 31) % (SEALED + TAIL)]
    tampering.swap(one, other)
    outcome = verify()
    assert kinds(outcome) == {"moved"}
    assert {(f.entry, f.other) for f in outcome.findings} == {(one, other), (other, one)}


@pytest.mark.parametrize("place", places(2))
def test_reordering_is_found(ids: list[int], place: int) -> None:
    """Three entries in a ring, and (second) an entry deleted with its neighbours pushed together."""
    first = ids[place]
    tampering.renumber((first, -1), (first + 1, first), (first + 2, first + 1), (-1, first + 2))
    assert kinds(verify()) == {"moved"}
    tampering.delete(ids[-3], ids[-3])
    tampering.renumber((ids[-2], ids[-3]), (ids[-1], ids[-2]))
    assert "moved" in kinds(verify())


@pytest.mark.parametrize("place", places())
def test_a_cut_is_found(ids: list[int], place: int) -> None:
    tampering.delete(ids[place], ids[-1])
    outcome = verify()
    assert kinds(outcome) == {"cut"}
    assert outcome.findings[0].entry == ids[place]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL leaves gaps of its own in the unsealed tail")
@pytest.mark.parametrize("count", [1, 5])
def test_a_hole_or_cut_in_the_unsealed_tail_is_found_on_sqlite(ids: list[int], count: int) -> None:
    tampering.delete(ids[-count], ids[-1])
    assert kinds(verify()) == {"cut"}
    tampering.delete(ids[SEALED + 2], ids[SEALED + 2])
    assert kinds(verify()) == {"cut", "deleted"}


def test_a_database_set_back_is_found(ids: list[int]) -> None:
    """All that was written after the fourth seal is gone, without a trace in the database itself."""
    tampering.forget_seals(4)
    tampering.delete(ids[4 * BATCH], ids[-1])
    if connection.vendor == "sqlite":
        tampering.run(f"UPDATE sqlite_sequence SET seq = {ids[4 * BATCH - 1]} WHERE name = 'journal_entry'")
    outcome = verify()
    assert kinds(outcome) == {"rolled_back"}
    assert (outcome.findings[0].seal, outcome.findings[0].entry) == (9, ids[SEALED - 1])
    write_entries(40)
    seal_pending(BATCH)
    assert kinds(verify()) >= {"rewritten"}


def test_a_sealed_entry_replaced_by_somebody_with_the_keys_is_found(ids: list[int]) -> None:
    """The digest fits, the seal does not."""
    entry = Entry.objects.get(id=ids[10])
    entry.reason = "another"
    entry.digest = keys.sealer(entry.key_id).digest(canonical.canonical_bytes(entry))
    with tampering.without_triggers():
        entry.save()
    outcome = verify()
    assert kinds(outcome) == {"replaced"}
    assert outcome.findings[0].seal == 2


@pytest.mark.parametrize("change", ["body = replace(body, '\"count\":7', '\"count\":6')", "upto = upto + 1"])
def test_an_altered_seal_is_found(ids: list[int], change: str) -> None:
    with tampering.without_triggers():
        tampering.run(f"UPDATE journal_seal SET {change} WHERE number = 3")
    outcome = verify()
    assert kinds(outcome) == {"seal_altered"}
    assert outcome.findings[0].seal == 3


def test_a_missing_seal_is_found(ids: list[int]) -> None:
    with tampering.without_triggers():
        tampering.run("DELETE FROM journal_seal WHERE number = 5")
    outcome = verify()
    assert kinds(outcome) == {"seal_missing"}
    assert outcome.findings[0].seal == 5


def test_a_seal_from_another_history_is_found(ids: list[int], tmp_path: Path) -> None:
    kept = Seal.objects.get(number=9)
    tampering.forget_seals(7)
    seal_pending(40)
    assert Seal.objects.get(number=8).digest
    kept.save(force_insert=True)
    assert {"seal_unlinked", "rewritten"} <= kinds(verify())


def test_checkpoints_that_were_altered_or_removed_are_found(ids: list[int]) -> None:
    path = next(checkpoints.folder().glob("*.jsonl"))
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:3], lines[3].replace('"upto": ', '"upto": 1'), *lines[4:]]))
    assert kinds(verify()) == {"checkpoint_altered"}
    path.write_text("".join([*lines[:3], *lines[5:]]))
    outcome = verify()
    assert kinds(outcome) == {"checkpoint_missing"}
    assert (outcome.findings[0].seal, outcome.findings[0].other) == (4, 5)
    path.unlink()
    assert kinds(verify()) == {"checkpoints_missing"}


def test_a_checkpoint_line_torn_by_a_crash_is_written_again(ids: list[int]) -> None:
    path = next(checkpoints.folder().glob("*.jsonl"))
    path.write_text(path.read_text()[:-40])
    assert verify().unreadable_checkpoints == 1
    checkpoints.append_missing()
    outcome = verify()
    assert (outcome.findings, outcome.checkpoints) == ([], 9)


def test_sealing_while_verifying_alarms_nobody(ids: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """A seal and its checkpoint that appear in the middle are no database set back, nor are entries inserted ones."""
    read = verification.read_claims

    def read_then_seal(outcome: Outcome) -> Any:
        found = read(outcome)
        write_entries(3)
        seal_pending(BATCH)
        return found

    monkeypatch.setattr(verification, "read_claims", read_then_seal)
    outcome = verify()
    assert (outcome.findings, outcome.unsealed) == ([], TAIL + 3)
    monkeypatch.undo()
    assert verify().is_whole


def test_checkpoints_kept_elsewhere_can_be_used(ids: list[int], tmp_path: Path) -> None:
    copy = tmp_path / "printed.jsonl"
    copy.write_text(next(checkpoints.folder().glob("*.jsonl")).read_text())
    tampering.forget_seals(8)
    next(checkpoints.folder().glob("*.jsonl")).unlink()
    assert kinds(verify(copy)) == {"rolled_back"}


def test_every_kind_of_finding_has_a_sentence() -> None:
    outcome = Outcome()
    for kind in SENTENCES:
        outcome.add(kind, entry=1, seal=2, other=3)
    assert all("%" not in finding["sentence"] for finding in outcome.as_plain()["findings"])
