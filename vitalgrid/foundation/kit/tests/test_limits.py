"""Buckets: full at first, filled by the second, one of the device and one of its network."""

from multiprocessing import Queue, get_context
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import RequestFactory

from vitalgrid.foundation.kit import limits
from vitalgrid.foundation.kit.buckets import NEAR, Buckets, Rate, SharedBuckets
from vitalgrid.foundation.kit.limits import Limit
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

FIVE = {("k",): Rate(5, 60)}
MANY = {("all",): Rate(400, 60)}
SMALL = Limit("small", Rate(3, 60), user=Rate(4, 60), network=Rate(8, 60), unknown=Rate(2, 60))


class Somebody:
    """An actor, as far as limits ask."""

    def __init__(self, kind: str, address: str, number: str = "1") -> None:
        self.kind, self.address, self.id = kind, address, number


@pytest.fixture(autouse=True)
def full() -> None:
    limits.BUCKETS.forget()


def ask(
    address: str = "192.0.2.1", *, token: str = "", kind: str = "resident", number: str = "1", **headers: str
) -> Any:
    request = RequestFactory(headers=headers).get("/")
    request.actor = Somebody(kind, address, number)  # type: ignore[attr-defined]
    if token:
        request.COOKIES["csrftoken"] = token
    return request


def given(times: int, **who: Any) -> int:
    """How many of `times` were let through."""
    passed = 0
    for _ in range(times):
        try:
            limits.spend(ask(**who), SMALL)
            passed += 1
        except Problem as problem:
            assert (problem.kind.code, problem.kind.status) == ("kit.too_many", 429)
            assert 0 < problem.params["seconds"] <= 10
    return passed


def test_a_bucket_gives_its_burst_then_its_rate() -> None:
    buckets = Buckets()
    assert [buckets.take(FIVE, 1, 0.0) for _ in range(5)] == [0.0] * 5
    assert buckets.take(FIVE, 1, 0.0) == pytest.approx(1.0)
    assert buckets.take(FIVE, 1, 0.5) == pytest.approx(0.5)
    assert buckets.take(FIVE, 1, 1.0) == 0.0
    assert buckets.take(FIVE, 5, 1000.0) == 0.0  # never more than the burst, however long it rested
    assert buckets.take(FIVE, 1, 1000.0) > 0


def test_a_clock_that_goes_back_gives_nothing_away_and_takes_nothing() -> None:
    buckets = Buckets()
    buckets.take(FIVE, 5, 1000.0)
    assert buckets.take(FIVE, 1, 0.0) == pytest.approx(1.0)


def test_what_is_refused_by_one_bucket_costs_the_other_nothing() -> None:
    buckets, both = Buckets(), {("a",): Rate(1, 1), ("b",): Rate(2, 1)}
    assert buckets.take(both, 1, 0.0) == 0.0
    assert buckets.take(both, 1, 0.0) > 0
    assert buckets.take({("b",): Rate(2, 1)}, 1, 0.0) == 0.0


def test_memory_is_bounded() -> None:
    buckets = Buckets(most=10)
    for number in range(1000):
        buckets.take({(str(number),): Rate(1, 1)}, 1, 0.0)
    assert len(buckets._held) == 10


def test_a_device_has_its_own_and_a_network_its_own() -> None:
    assert given(5, token="a") == 3
    assert given(5, token="b") == 3
    assert given(5, token="c") == 2  # the network's eight are used up
    assert given(5, token="a", address="192.0.2.2") == 3


def test_who_hides_the_device_shares_one_bucket() -> None:
    assert given(5) == 2
    assert given(5, token="a") == 3


def test_addresses_of_one_household_count_as_one() -> None:
    assert given(5, address="2001:db8:0:1::1") == 2
    assert given(5, address="2001:db8:0:1:ffff::9") == 0
    assert given(5, address="2001:db8:0:2::1") == 2


def test_who_is_signed_in_is_counted_by_name() -> None:
    assert given(6, kind="user", number="7", token="a") == 4
    assert given(6, kind="user", number="7", token="b") == 0


def test_programs_with_a_key_and_this_machine_are_not_limited(settings: Any) -> None:
    assert given(20, kind="api_key") == 20
    assert given(20, address="127.0.0.1") == 20
    assert given(20, address="127.0.0.1", **{"X-Forwarded-For": "192.0.2.9"}) == 2  # a proxy here: somebody else there
    settings.LIMITS = 0
    assert given(20) == 20


def test_a_factor_widens_everything(settings: Any) -> None:
    settings.LIMITS = 2
    assert given(20, token="a") == 6


def test_a_wrong_guess_costs_and_a_right_one_does_not() -> None:
    for _ in range(100):
        with limits.guessing(ask(token="a")):
            pass
    statuses = []
    for _ in range(limits.GUESS.device.burst + 5):
        with pytest.raises(Problem) as caught, limits.guessing(ask(token="a")):
            raise Problem(NOT_FOUND)
        statuses.append(caught.value.kind.status)
    assert statuses == [404] * limits.GUESS.device.burst + [429] * 5


# --- all processes of a machine count together


def emptying(path: Path, times: int, passed: "Queue[int]") -> None:
    """Somebody else's process: how often it was let through."""
    buckets = SharedBuckets(lambda: path)
    passed.put(sum(buckets.take(MANY, 1, 1000.0) == 0.0 for _ in range(times)))


def test_two_processes_give_together_what_one_gives(tmp_path: Path) -> None:
    fork = get_context("fork")
    passed: Queue[int] = fork.Queue()
    both = [fork.Process(target=emptying, args=(tmp_path / "limits", 300, passed)) for _ in range(2)]
    for one in both:
        one.start()
    counts = [passed.get(timeout=30) for _ in both]
    for one in both:
        one.join(30)
    assert sum(counts) == 400 and all(counts)
    assert SharedBuckets(lambda: tmp_path / "limits").take(MANY, 1, 1000.0) > 0  # a process that starts later knows it


def test_the_file_tells_nobodys_address_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "limits"
    SharedBuckets(lambda: path).take({("report", "network", "192.0.2.77"): Rate(5, 60)}, 1, 0.0)
    assert b"192.0.2" not in path.read_bytes() and path.stat().st_mode & 0o077 == 0


def test_shared_buckets_are_the_same_as_those_of_one_process(tmp_path: Path) -> None:
    """Side by side on the same walk: burst, rate, all or none, asking alone, a clock that goes back."""
    dice, shared, alone = Random(7), SharedBuckets(lambda: tmp_path / "limits"), Buckets()
    keys: list[tuple[str, ...]] = [("a",), ("b", "x"), ("b", "y"), ("c",)]
    now = 1_000_000.0
    for _ in range(3000):
        now += dice.choice([0.0, 0.1, 1.0, 7.0, -0.5])
        wanted = {key: Rate(dice.randint(2, 6), 60) for key in dice.sample(keys, dice.randint(1, 3))}
        cost, is_asked = dice.randint(1, 3), dice.random() < 0.2
        assert shared.take(wanted, cost, now, is_asked=is_asked) == alone.take(wanted, cost, now, is_asked=is_asked)
    shared.forget()
    assert shared.take(FIVE, 5, now) == 0.0


def test_where_there_is_no_room_each_process_counts_for_itself(tmp_path: Path) -> None:
    buckets = SharedBuckets(lambda: tmp_path / "absent" / "limits")
    assert [buckets.take(FIVE, 1, 0.0) > 0 for _ in range(6)] == [False] * 5 + [True]


def test_the_one_longest_untouched_gives_way(tmp_path: Path) -> None:
    buckets = SharedBuckets(lambda: tmp_path / "limits", slots=NEAR)
    for number in range(NEAR):
        assert buckets.take({(str(number),): Rate(1, 1)}, 1, 10.0 + number) == 0.0
    assert buckets.take({("new",): Rate(1, 1)}, 1, 30.0) == 0.0
    assert buckets.take({("7",): Rate(1, 1)}, 1, 30.0) > 0
    assert buckets.take({("0",): Rate(1, 1)}, 1, 30.0) == 0.0  # forgotten, and full again
