"""Every kind of tampering at many random places is found: 100 places each in the soak tier, fewer in every run."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.journal.tests import tampering
from vitalgrid.foundation.journal.tests.factories import write_entries
from vitalgrid.foundation.journal.verification import verify

pytestmark = pytest.mark.django_db
SEALED, BATCH = 90, 8
Dice = random.Random


@pytest.fixture
def ids(settings: Any, tmp_path: Path) -> list[int]:
    """A journal of twelve seals; on SQLite with a tail that is not sealed (there its loss is found too)."""
    settings.DATA = tmp_path
    write_entries(SEALED)
    seal_pending(BATCH)
    tail = 10 if connection.vendor == "sqlite" else 0
    return [entry.id for entry in (write_entries(tail) if tail else write_entries(0))]


def edit(ids: list[int], dice: Dice) -> int:
    place = dice.choice(ids)
    tampering.edit(place, dice.choice([name for name in tampering.COLUMNS if name != "id"]))
    return place


def delete(ids: list[int], dice: Dice) -> int:
    place = dice.randrange(len(ids) - 1)
    tampering.delete(ids[place], ids[min(place + dice.randrange(3), len(ids) - 2)])
    return ids[place]


def insert(ids: list[int], dice: Dice) -> int:
    place = dice.randrange(len(ids))
    tampering.delete(ids[place], ids[place])
    tampering.insert_copy(dice.choice([one for one in ids if one != ids[place]]), ids[place])
    return ids[place]


def swap(ids: list[int], dice: Dice) -> int:
    one, other = dice.sample(ids, 2)
    tampering.swap(one, other)
    return one


def reorder(ids: list[int], dice: Dice) -> int:
    """Take one out and push the next ones together."""
    place = dice.randrange(len(ids) - 4)
    tampering.delete(ids[place], ids[place])
    tampering.renumber(*((ids[place + step], ids[place + step - 1]) for step in range(1, 4)))
    return ids[place]


def cut(ids: list[int], dice: Dice) -> int:
    place = dice.randrange(len(ids))
    tampering.delete(ids[place], ids[-1])
    return ids[place]


def roll_back(ids: list[int], dice: Dice) -> int:
    """Set everything back to the moment after some seal. The finding names how far the checkpoints reach."""
    seal = dice.randrange(1, SEALED // BATCH)
    tampering.forget_seals(seal)
    tampering.delete(ids[seal * BATCH], ids[-1])
    if connection.vendor == "sqlite":
        tampering.run(f"UPDATE sqlite_sequence SET seq = {ids[seal * BATCH - 1]} WHERE name = 'journal_entry'")
    return ids[SEALED - 1]


def found_everywhere(ids: list[int], tamper: Callable[[list[int], Dice], int], places: int) -> None:
    for seed in range(places):
        with transaction.atomic():
            place = tamper(ids, random.Random(seed))
            outcome = verify()
            assert place in {finding.entry for finding in outcome.findings}, (seed, outcome.findings)
            transaction.set_rollback(True)
    assert verify().is_whole


KINDS = [edit, delete, insert, swap, reorder, cut, roll_back]


@pytest.mark.parametrize("tamper", KINDS)
def test_it_is_found_and_the_place_is_named(ids: list[int], tamper: Callable[[list[int], Dice], int]) -> None:
    found_everywhere(ids, tamper, 10)


@pytest.mark.soak
@pytest.mark.parametrize("tamper", KINDS)
def test_seven_hundred_of_seven_hundred(ids: list[int], tamper: Callable[[list[int], Dice], int]) -> None:
    found_everywhere(ids, tamper, 100)
