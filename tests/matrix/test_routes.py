"""Route × person × scope, generated from the addresses. Every cell says the status and what the answer may show."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.matrix import table
from tests.matrix.routes import PEOPLE, Route, Stage, ask, make_stage, routes
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY

SNAPSHOT = os.environ.get("VITALGRID_SNAPSHOT", "")  # 1: ask everything anew; new: only what is not in the table
SAY = "look at the difference, then run `make snapshot` and read the table's own difference"


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """One world for everybody: each request is undone, so nobody meets another's traces."""
    with django_db_blocker.unblock(), clock.set_to(MONDAY), transaction.atomic():
        yield make_stage()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def rows(stage: Stage) -> list[Route]:
    """What to ask."""
    return routes(stage)


@pytest.mark.skipif(not SNAPSHOT, reason="writes the table: make snapshot")
def test_write_the_table(stage: Stage, rows: list[Route]) -> None:
    """Not a test: `make snapshot`."""
    known = table.read() if SNAPSHOT == "new" else {}
    table.write({route.key: known.get(route.key) or {who: ask(stage, route, who) for who in PEOPLE} for route in rows})


def test_every_address_is_in_the_table(rows: list[Route]) -> None:
    """A page that was added on a Friday was open to everybody for a month, because nobody had asked who may see it."""
    expected = table.read()
    known = {route.key for route in rows}
    assert known - set(expected) == set(), f"new, and nobody has said who may: {SAY}"
    assert set(expected) - known == set(), f"gone: {SAY}"
    assert all(set(cells) == set(PEOPLE) for cells in expected.values()), f"somebody of the cast is missing: {SAY}"


# Who may what does not hang on the database: on PostgreSQL every fourth person is asked, everybody on SQLite.
ASKED = PEOPLE[::4] if "postgres" in settings.DATABASES["default"]["ENGINE"] else PEOPLE


@pytest.mark.parametrize("who", ASKED)
def test_everybody_gets_what_the_table_says(stage: Stage, rows: list[Route], who: str) -> None:
    """Every cell, none by a wildcard: status, and what must not be shown."""
    expected = table.read()
    wrong = []
    for route in rows:
        found, told = ask(stage, route, who), expected.get(route.key, {}).get(who, "not in the table")
        if found != told:
            wrong.append(f"{' '.join(route.key)}: the table says {told!r}, the product {found!r}")
    assert not wrong, f"{who}: {SAY}\n" + "\n".join(wrong)


def _shown(cell: str) -> str:
    return cell.rpartition(" ")[2] if cell.startswith("200 ") else ""


CELLS = [(*key, who, cell) for key, cells in table.read().items() for who, cell in cells.items()]


def test_nothing_breaks() -> None:
    """An address that answers 500 to an empty form is one that nobody had tried."""
    assert [" ".join(cell) for cell in CELLS if cell[4].startswith("5") and cell[4] != "503"] == []


def test_no_contact_is_shown_without_being_asked_for() -> None:
    """Telephone numbers are masked by default, everywhere, for everybody; so is the name, before the public."""
    outside = ("anonymous", "resident", "key")
    wrong = [c for c in CELLS if "p" in _shown(c[4]) or ("r" in _shown(c[4]) and c[3] in outside)]
    assert [" ".join(cell) for cell in wrong] == []


def test_a_complaint_about_staff_shows_itself_to_discipline_alone() -> None:
    """Whoever is complained about may sit at any desk."""
    assert [" ".join(c) for c in CELLS if "i" in _shown(c[4]) and c[3] != "discipline"] == []


def test_a_hidden_case_looks_like_a_missing_one() -> None:
    """A different status would tell that it is there."""
    expected = table.read()
    wrong = []
    for method, path, scope, who, cell in CELLS:
        if scope == "integrity" and who != "discipline" and "cases" in path and (method, path, "missing") in expected:
            absent = expected[method, path, "missing"][who]
            if cell != absent:
                wrong.append(f"{method} {path} {who}: {cell}, missing ones {absent}")
    assert wrong == []
