"""Raw limits of this machine, in the same run: a rate alone says as much about the machine as about the code."""

import os
import tempfile
import time
from collections.abc import Callable


def rate(work: Callable[[], object], *, seconds: float = 2.0, each: int = 1) -> float:
    """How many times a second `work` runs, counting `each` for one call; after one call to warm up."""
    work()
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        work()
        done += each
    return done / spent


def synced_writes() -> float:
    """Appends of 4 kB a second, each forced to the disk: no durable row can be written faster."""
    with tempfile.NamedTemporaryFile(dir=os.environ["VITALGRID_DATA"]) as file:
        block = b"x" * 4096

        def write() -> None:
            file.write(block)
            file.flush()
            os.fdatasync(file.fileno())

        return rate(write, seconds=1.0)


def plain_additions() -> float:
    """Millions of additions a second in one Python thread."""
    return rate(lambda: sum(range(100_000)), seconds=1.0, each=100_000) / 1e6
