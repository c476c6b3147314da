"""One world for the tests of a file: every request is undone, so nobody meets another's traces."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.hostile.fuzz import one_connection
from tests.matrix.routes import Stage, make_stage
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """The world of the matrix, with everybody signed in."""
    with django_db_blocker.unblock(), clock.set_to(MONDAY), transaction.atomic(), one_connection():
        yield make_stage()
        transaction.set_rollback(True)
