"""One world for a test of the matrix."""

from collections.abc import Iterator

import pytest

from tests.matrix.cast import World, make_world
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The four cases, on a Monday morning."""
    with clock.set_to(MONDAY):
        yield make_world()
