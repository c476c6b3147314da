"""Identifiers made in Python, so that an answer is known before the first write."""

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from random import Random

from vitalgrid.foundation.kit import clock

_dice: ContextVar[Random | None] = ContextVar("vitalgrid_dice", default=None)

# No 0/O, 1/I/L, U: read aloud over a telephone they are the same.
SECRET_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


@contextmanager
def dice(random: Random) -> Iterator[None]:
    """Draw ids and codes from `random` inside the block, so that the same seed plays the same city. Never secrets."""
    token = _dice.set(random)
    try:
        yield
    finally:
        _dice.reset(token)


def _bits(count: int) -> int:
    random = _dice.get()
    return random.getrandbits(count) if random else secrets.randbits(count)


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562 §5.7): 48 bits of milliseconds from `clock.now()`, then 74 random bits."""
    millis = int(clock.now().timestamp() * 1000) & (1 << 48) - 1
    drawn = _bits(74)
    value = millis << 80 | 0x7 << 76 | drawn >> 62 << 64 | 0b10 << 62 | drawn & (1 << 62) - 1
    return uuid.UUID(int=value)


def case_code(on: datetime) -> str:
    """A code that can be read over the telephone: six digits of the (local) day of `on`, a hyphen, seven random digits.

    Random, so that codes neither queue for a counter nor tell how many there are; the caller draws again when taken.
    """
    return f"{on:%y%m%d}-{_bits(64) % 10_000_000:07d}"


def secret(length: int = 24) -> str:
    """An unguessable word for a link (about 4.9 bits a character). Always from the system's source."""
    number, word = secrets.randbelow(len(SECRET_ALPHABET) ** length), []
    for _ in range(length):  # one drawing for all of them, and every word as likely as any other
        number, place = divmod(number, len(SECRET_ALPHABET))
        word.append(SECRET_ALPHABET[place])
    return "".join(word)
