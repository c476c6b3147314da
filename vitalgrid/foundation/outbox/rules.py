"""When a message is tried again, and when it has failed."""

from datetime import timedelta

from vitalgrid.foundation.kit.retry import wait_after

MOST_ATTEMPTS = 32  # ten in the first hour and a half, then hourly: about a day


def next_wait(attempts: int) -> timedelta | None:
    """How long a message waits after its `attempts`-th failure; None: it has failed for good."""
    return None if attempts >= MOST_ATTEMPTS else wait_after(attempts)
