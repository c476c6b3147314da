"""No regular expression can be made to think for long: such a text would stop a web process with one request."""

import pytest

from tests.hostile.patterns import Found, every_pattern, slowest

LIMIT, LENGTH = 0.05, 100_000  # CPU seconds (of the fastest of two tries), characters
FOUND = every_pattern()


def test_the_source_was_walked() -> None:
    """A walker that finds nothing finds nothing slow."""
    places = {found.place.rsplit(":", 1)[0] for found in FOUND}
    assert len(FOUND) > 30
    assert {"vitalgrid/foundation/files/rules.py", "vitalgrid/loop/cases/rules.py"} <= places


def test_a_slow_one_would_be_found() -> None:
    assert slowest(Found("here", r"^(a+)+$"), limit=LIMIT, longest=LENGTH)[0] > LIMIT


@pytest.mark.parametrize("found", FOUND, ids=str)
def test_a_pattern_is_quick_on_a_long_text(found: Found) -> None:
    spent, length = slowest(found, limit=LIMIT, longest=LENGTH, tails=("", "!"))
    assert spent <= LIMIT, f"{spent * 1000:.0f} ms on {length} characters"


@pytest.mark.soak
@pytest.mark.parametrize("found", FOUND, ids=str)
def test_a_pattern_is_quick_on_any_long_text(found: Found) -> None:
    spent, length = slowest(found, limit=LIMIT, longest=LENGTH)
    assert spent <= LIMIT, f"{spent * 1000:.0f} ms on {length} characters"
