"""Token buckets: full at first, a token less for each thing asked, filled again by the second.

`SharedBuckets` keeps them in one small file that all web processes of a machine read and write under a lock of the
kernel's, which a killed process cannot keep. A bucket is a slot of 32 bytes, found by a keyed hash of whose it is: the
file tells no address and no token. Reading and writing slots costs some ten microseconds and no statement. Where the
file cannot be had (a full disk), each process counts for itself meanwhile.
"""

import errno
import fcntl
import hashlib
import os
import struct
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from django.conf import settings

HELD_AT_MOST = 100_000  # buckets; the one longest untouched goes first, and it is full again by then
SLOTS = 1 << 17  # 4 MB when every one was used; the file has holes until then
NEAR = 8  # slots in which a bucket may stand; of those taken the one longest untouched gives way
SLOT = struct.Struct("<16sdd")  # whose, level, when (seconds)
Key = tuple[str, ...]
Level = tuple[float, float]  # level, when


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, and `a_minute` for ever."""

    burst: int
    a_minute: float


def level_now(held: Level | None, rate: Rate, now: float) -> float:
    """How full a bucket is; one that nobody drew on is full. A clock that went back fills nothing."""
    level, at = held if held is not None else (float(rate.burst), now)
    return min(float(rate.burst), level + max(0.0, now - at) * rate.a_minute / 60)


def wait_for(level: float, cost: float, rate: Rate) -> float:
    """Seconds until `cost` can be given; what is larger than a bucket is let through when it is full."""
    missing = min(cost, float(rate.burst)) - level
    return missing * 60 / rate.a_minute if missing > 1e-9 else 0.0


def drawn(
    held: dict[Key, Level | None], wanted: dict[Key, Rate], cost: float, now: float
) -> tuple[float, dict[Key, Level]]:
    """The seconds until `cost` can be taken from every bucket, and how they stand when it is taken at once."""
    levels = {key: level_now(held[key], rate, now) for key, rate in wanted.items()}
    wait = max(wait_for(levels[key], cost, rate) for key, rate in wanted.items())
    return wait, {key: (level - cost, now) for key, level in levels.items()}


class Buckets:
    """The buckets of this process, by key. Safe among threads."""

    def __init__(self, most: int = HELD_AT_MOST) -> None:
        self._held: OrderedDict[Key, Level] = OrderedDict()
        self._most, self._lock = most, Lock()

    def take(self, wanted: dict[Key, Rate], cost: float, now: float, *, is_asked: bool = False) -> float:
        """Take `cost` from every bucket of `wanted`, or from none: then the seconds until it can be given.

        `is_asked`: take nothing, only say how long it would be.
        """
        with self._lock:
            wait, after = drawn({key: self._held.get(key) for key in wanted}, wanted, cost, now)
            if is_asked or wait > 0:
                return wait
            for key, level in after.items():
                self._held[key] = level
                self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            return 0.0

    def forget(self) -> None:
        """Every bucket is full again."""
        with self._lock:
            self._held.clear()


class SharedBuckets:
    """The buckets of all processes that name the same file, by key. Safe among threads and processes."""

    def __init__(self, path: Callable[[], Path], slots: int = SLOTS) -> None:
        self._path, self._slots = path, slots
        self._file = -1
        self._lock = Lock()  # the kernel's lock is the process's: among threads it says nothing
        self._own = Buckets()

    def take(self, wanted: dict[Key, Rate], cost: float, now: float, *, is_asked: bool = False) -> float:
        """As `Buckets.take`."""
        try:
            with self._lock:
                return self._taken(wanted, cost, now, is_asked)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.ENOENT, errno.ENOLCK):
                raise
            return self._own.take(wanted, cost, now, is_asked=is_asked)

    def forget(self) -> None:
        """Every bucket is full again, for every process."""
        self._own.forget()
        with self._lock:
            os.truncate(self._opened(), 0)

    def _opened(self) -> int:
        if self._file < 0:
            self._file = os.open(self._path(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file

    def _taken(self, wanted: dict[Key, Rate], cost: float, now: float, is_asked: bool) -> float:
        file = self._opened()
        fcntl.lockf(file, fcntl.LOCK_EX)
        try:
            found = {key: self._find(file, key) for key in wanted}
            wait, after = drawn({key: level for key, (_at, _name, level) in found.items()}, wanted, cost, now)
            if is_asked or wait > 0:
                return wait
            for key, level in after.items():
                at, name, _held = found[key]
                os.pwrite(file, SLOT.pack(name, *level), at * SLOT.size)
            return 0.0
        finally:
            fcntl.lockf(file, fcntl.LOCK_UN)

    def _find(self, file: int, key: Key) -> tuple[int, bytes, Level | None]:
        """The slot of a bucket, its name there, and what it holds; else the slot that it may have."""
        whose, secret = "\x00".join(key).encode(errors="replace"), settings.SECRET_KEY.encode()[:64]
        name = hashlib.blake2b(whose, digest_size=16, key=secret).digest()
        first = int.from_bytes(name[:8], "little") % (self._slots - NEAR + 1)
        row = os.pread(file, NEAR * SLOT.size, first * SLOT.size).ljust(NEAR * SLOT.size, b"\0")
        oldest, since = first, float("inf")
        for place, (there, level, at) in enumerate(SLOT.iter_unpack(row), first):
            if there == name:
                return place, name, (level, at)
            if at < since:
                oldest, since = place, at
        return oldest, name, None
