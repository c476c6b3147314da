"""PostgreSQL is stopped at once and started again under load: the product comes back by itself, and nothing is lost."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from time import monotonic, time

import pytest
from django.db import connection

from tests.faults.figures import keep
from tests.faults.product import Product
from tests.faults.stage import assert_nothing_lost, staged
from vitalgrid.cli.tests.instances import wait_until

IS_POSTGRES = connection.vendor == "postgresql"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not IS_POSTGRES, reason="SQLite has no server to stop; its own process dies in test_torn.py"),
]
if IS_POSTGRES:
    from tests import postgres
BACK_WITHIN = 30.0  # seconds after the server is there again


@pytest.fixture
def durable() -> Iterator[None]:
    """The suite's own server, keeping what it acknowledges as one does that is shipped."""
    postgres.durable()
    yield
    postgres.durable(False)


def stopped(folder: Path, times: int, seed: int) -> None:
    """Stop and start the server `times` times at random moments while four clients are at work."""
    dice, waits = random.Random(seed), []
    with staged(folder) as stage, ExitStack() as stack:
        connection.close()
        Product(stage, stack, web=2, workers=1)
        with stage.load(seconds=times * 20 + 30, with_photo=0.1) as client:
            for _ in range(times):
                began = time()
                wait_until(lambda began=began: stage.is_answered_since(began))
                Event().wait(dice.uniform(0.1, 1.0))
                postgres.stop_at_once()
                Event().wait(dice.uniform(0.0, 1.0))
                postgres.start_again()
                there, since = time(), monotonic()
                wait_until(lambda there=there: stage.is_answered_since(there), BACK_WITHIN)
                waits.append(monotonic() - since)
            assert client.poll() is None, "the load ended before the stopping"
        stack.close()
        found = stage.examine()
    keep("database stopped", {"stopped": times, "longest_wait": round(max(waits), 2), **found})
    assert set(found["refused"]) <= {"503"}, found["refused"]
    assert_nothing_lost(found)


def test_nothing_is_lost_when_postgresql_stops_at_once(tmp_path: Path, durable: None) -> None:
    stopped(tmp_path, times=1, seed=0)


@pytest.mark.soak
def test_nothing_is_lost_when_postgresql_stops_twenty_times(tmp_path: Path, durable: None) -> None:
    stopped(tmp_path, times=20, seed=1)
