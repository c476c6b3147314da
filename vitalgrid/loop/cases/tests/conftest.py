"""The small loop on a Monday morning."""

from collections.abc import Iterator

import pytest

from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop


@pytest.fixture
def loop(db: None) -> Iterator[Loop]:
    """The small city with its catalogue, at 10:00 on a Monday."""
    with clock.set_to(MONDAY):
        yield small_loop()
