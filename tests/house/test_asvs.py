"""`docs/reference/asvs.md` names the forty requirements of the core, and tests that exist."""

import re

import pytest

from tests.house.source import ROOT

PAGE = ROOT / "docs" / "reference" / "asvs.md"
CORE = """
1.2.1 1.2.4 1.2.10 1.3.6 2.2.2 2.2.3 2.3.1 2.3.3 2.3.4 2.3.5 2.4.1 3.4.3 3.5.1 4.1.3 5.2.2 5.2.3 5.2.6 6.2.4 6.3.1 6.3.3
7.4.1 7.4.2 7.4.5 8.2.1 8.2.2 8.2.3 8.3.2 8.4.1 11.1.1 11.3.3 12.2.1 13.3.1 14.2.6 14.2.7 14.2.8 14.3.3 15.3.3 16.3.2
16.4.2 16.5.3
"""
ROWS = {
    cells[0]: cells
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| v5.0.0-")
    for cells in [[cell.strip() for cell in line.strip().strip("|").split("|")]]
}


def test_every_requirement_of_the_core_has_a_row() -> None:
    """What was left out of the table is what the next attack goes through."""
    assert list(ROWS) == [f"v5.0.0-{number}" for number in CORE.split()]
    assert len(ROWS) == 40


@pytest.mark.parametrize("key", ROWS)
def test_a_row_names_tests_that_exist(key: str) -> None:
    """A proof that was renamed away proves nothing, and nobody notices."""
    _, asks, state, tests, remarks = ROWS[key]
    assert asks
    assert state in ("met", "in part", "does not apply")
    assert remarks or state == "met", "say what is missing, or why it does not apply"
    named = re.findall(r"`([^`]+)`", tests)
    assert named, "name a test"
    for test in named:
        path, _, function = test.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        if function:
            assert re.search(rf"^(async )?def {function}\b", text, re.MULTILINE), test
