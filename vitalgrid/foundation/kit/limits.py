"""How much one device, and one network, may ask for in a while: token buckets that all web processes share.

A bucket is full at first, loses a token for each thing asked, and fills again by the second. Two buckets stand before
what is open to everybody: a small one for the device, a large one for its network, so that a school of five hundred
behind one address is not taken for one person who presses a button five hundred times. Whoever is refused is told for
how long, by 429 and `Retry-After`; nothing is dropped in silence.

Not in the database, because a report must not cost a statement more, but in a file of this machine (`buckets.py`): a
device gets no more by being served by several processes. Machines behind one balancer each count for themselves. A
device is told by the token that its browser holds against forged requests; whoever throws that away shares what its
network gives to all who come without one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.buckets import Rate, SharedBuckets
from vitalgrid.foundation.kit.problems import TOO_MANY, Problem

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


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


BUCKETS = SharedBuckets(lambda: Path(settings.DATA) / "limits")


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
