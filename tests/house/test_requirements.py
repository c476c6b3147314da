"""`docs/reference/requirements.md` tells the truth about rows, rooms and tests."""

import re

import pytest

from tests.house.floors import ORDER
from tests.house.source import ROOT

PAGE = ROOT / "docs" / "reference" / "requirements.md"
STATES = ("done", "in part", "later")


def _rows() -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(r"[RL]\d+", cells[0]):
            assert cells[0] not in rows, f"{cells[0]} stands there twice"
            assert len(cells) == 6, f"{cells[0]} has {len(cells)} cells"
            rows[cells[0]] = cells
    return rows


ROWS = _rows()


def test_every_requirement_has_a_row() -> None:
    """What has no row is forgotten by everybody, and found by the city."""
    assert [f"R{number}" for number in range(1, 100)] == [key for key in ROWS if key.startswith("R")]


@pytest.mark.parametrize("key", ROWS)
def test_a_row_names_what_exists(key: str) -> None:
    """A row that calls something done, with a test that was renamed away, is how a promise is lost unseen."""
    _, wording, rooms, tests, state, rest = ROWS[key]
    assert wording
    assert state in STATES
    for room in filter(None, re.split(r",\s*", rooms.replace("`", ""))):
        assert f"vitalgrid.{room}" in ORDER or (ROOT / room).exists(), room
    named = re.findall(r"`([^`]+)`", tests)
    for test in named:
        path, _, function = test.partition("::")
        assert (ROOT / path).exists(), test
        if function:
            assert re.search(rf"\b{function}\b", (ROOT / path).read_text(encoding="utf-8")), test
    if state == "later":
        assert rest, "say when, or what for"
    else:
        assert named, f"{key} is {state} and names no test"
    if state == "in part":
        assert rest, "say what is missing"
