"""Web processes and workers die at random moments under load: nothing is lost, nothing is doubled."""

import random
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from time import monotonic, time

import pytest

from tests.faults.figures import keep
from tests.faults.product import Product
from tests.faults.stage import assert_nothing_lost, staged
from vitalgrid.cli.tests.instances import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def killed(folder: Path, rounds: int, seed: int, web: int = 4, workers: int = 2) -> None:
    """`rounds` times a web process and a worker, each at a random moment, while four clients are at work."""
    dice, began = random.Random(seed), monotonic()
    seconds = rounds * 15 + 30  # at most
    with staged(folder) as stage, ExitStack() as stack:
        product = Product(stage, stack, web, workers)
        with stage.load(seconds=seconds, with_photo=0.2) as client:
            for _ in range(rounds):
                since = time()
                wait_until(lambda since=since: stage.is_answered_since(since))  # they are at work again
                for kind in ("web", "worker"):
                    Event().wait(dice.uniform(0.02, 0.8))
                    product.kill_one(kind, dice)
            assert client.poll() is None, "the load ended before the killing"
        stack.close()
        found = stage.examine()
    keep("killed", {"killed": product.killed, "seconds": round(monotonic() - began, 1), **found})
    assert product.killed == {"web": rounds, "worker": rounds}
    assert_nothing_lost(found)


def test_nothing_is_lost_when_processes_die(tmp_path: Path) -> None:
    killed(tmp_path, rounds=1, seed=0, web=1, workers=1)


@pytest.mark.soak
@pytest.mark.parametrize("slice_", range(4))
def test_nothing_is_lost_when_processes_die_two_hundred_times(tmp_path: Path, slice_: int) -> None:
    killed(tmp_path, rounds=50, seed=slice_ + 1)
