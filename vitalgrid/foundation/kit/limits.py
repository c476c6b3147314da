"""How much one device, and one network, may ask for in a while: token buckets in the memory of the process.

A bucket is full at first, loses a token for each thing asked, and fills again by the second. Two buckets stand before
what is open to everybody: a small one for the device, a large one for its network, so that a school of five hundred
behind one address is not taken for one person who presses a button five hundred times. Whoever is refused is told for
how long, by 429 and `Retry-After`; nothing is dropped in silence.

In memory, because a report must not cost a statement more: with several web processes each counts for itself, and what
one device may ask is at most multiplied by their number. A device is told by the token that its browser holds against
forged requests; whoever throws that away shares what its network gives to all who come without one.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from math import ceil
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import TOO_MANY, Problem

HELD_AT_MOST = 100_000  # buckets; the one longest untouched goes first, and it is full again by then
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, and `a_minute` for ever."""

    burst: int
    a_minute: float


@dataclass(frozen=True, slots=True)
class Limit:
    """What one device may ask, somebody signed in, a network in all, and all its devices without a token together."""

    name: str
    device: Rate
    user: Rate
    network: Rate
    unknown: Rate


# A worker sends at night what a day without network has gathered: who is signed in may send more, for they are known.
REPORT = Limit("report", Rate(20, 2), user=Rate(400, 60), network=Rate(1500, 60), unknown=Rate(600, 30))
PHOTO = Limit("photo", Rate(90, 12), user=Rate(1200, 120), network=Rate(6000, 240), unknown=Rate(1800, 90))
NEAR = Limit("near", Rate(90, 30), user=Rate(300, 60), network=Rate(6000, 600), unknown=Rate(600, 60))
GUESS = Limit("guess", Rate(20, 2), user=Rate(20, 2), network=Rate(300, 30), unknown=Rate(60, 6))
SEARCH = Limit("search", Rate(90, 60), user=Rate(90, 60), network=Rate(6000, 3000), unknown=Rate(600, 300))


class Buckets:
    """The buckets of this process, by key. Safe among threads."""

    def __init__(self, most: int = HELD_AT_MOST) -> None:
        self._held: OrderedDict[tuple[str, ...], tuple[float, float]] = OrderedDict()
        self._most, self._lock = most, Lock()

    def take(self, wanted: dict[tuple[str, ...], Rate], cost: float, now: float, *, is_asked: bool = False) -> float:
        """Take `cost` from every bucket of `wanted`, or from none: then the seconds until it can be given.

        `is_asked`: take nothing, only say how long it would be.
        """
        with self._lock:
            levels = {key: self._level(key, rate, now) for key, rate in wanted.items()}
            waits = [_wait(levels[key], cost, rate) for key, rate in wanted.items()]
            if is_asked or max(waits) > 0:
                return max(waits)
            for key, level in levels.items():
                self._held[key] = (level - cost, now)
                self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            return 0.0

    def _level(self, key: tuple[str, ...], rate: Rate, now: float) -> float:
        level, at = self._held.get(key, (float(rate.burst), now))
        return min(float(rate.burst), level + max(0.0, now - at) * rate.a_minute / 60)

    def forget(self) -> None:
        """Every bucket is full again."""
        with self._lock:
            self._held.clear()


def _wait(level: float, cost: float, rate: Rate) -> float:
    missing = min(cost, float(rate.burst)) - level  # what is larger than a bucket is let through when it is full
    return missing * 60 / rate.a_minute if missing > 1e-9 else 0.0


BUCKETS = Buckets()


def spend(request: HttpRequest, limit: Limit, cost: int = 1) -> None:
    """Take `cost` for this request. Raises `kit.too_many`, with the seconds after which it can be asked again.

    Programs with a key are known and answer for themselves; what runs on this machine itself is not limited.
    """
    _ask(request, limit, cost, is_asked=False)


@contextmanager
def guessing(request: HttpRequest) -> Iterator[None]:
    """Around a look-up by a code or a secret word: a wrong one costs, a right one nothing. Raises `kit.too_many`."""
    _ask(request, GUESS, 1, is_asked=True)
    try:
        yield
    except Problem as problem:
        if problem.kind.status == 404:
            _ask(request, GUESS, 1, is_asked=False)
        raise


def _ask(request: HttpRequest, limit: Limit, cost: int, *, is_asked: bool) -> None:
    wanted = _wanted(request, limit)
    wait = BUCKETS.take(wanted, cost, clock.now().timestamp(), is_asked=is_asked) if wanted else 0.0
    if wait > 0:
        raise Problem(TOO_MANY, seconds=ceil(wait))


def _wanted(request: HttpRequest, limit: Limit) -> dict[tuple[str, ...], Rate]:
    """The buckets that this request draws on; none when it is not limited."""
    actor: Any = getattr(request, "actor", None)
    address = getattr(actor, "address", "")
    if not settings.LIMITS or (actor is not None and actor.kind == "api_key") or _is_this_machine(request, address):
        return {}
    network = _network(address)
    token = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")[:64]
    wanted: dict[tuple[str, ...], Rate] = {(limit.name, "network", network): limit.network}
    if actor is not None and actor.kind == "user":
        wanted[limit.name, "user", actor.id] = limit.user
    elif token:
        wanted[limit.name, "device", network, token] = limit.device
    else:
        wanted[limit.name, "unknown", network] = limit.unknown
    return {key: _scaled(rate) for key, rate in wanted.items()}


def _scaled(rate: Rate) -> Rate:
    factor = float(settings.LIMITS)
    return Rate(max(1, int(rate.burst * factor)), rate.a_minute * factor)


def _network(address: str) -> str:
    """An IPv4 address, or the /64 that one household is given of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(found) if found.version == 4 else found.exploded[:19]


def _is_this_machine(request: HttpRequest, address: str) -> bool:
    """Whether nobody stands behind the request: a proxy on this machine also seems to come from this machine."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
