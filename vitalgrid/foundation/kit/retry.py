"""How long what failed waits before it is tried again, and what may be kept of an error."""

from datetime import timedelta
from pathlib import Path

from vitalgrid.foundation.kit.problems import Problem

MOST_ATTEMPTS = 12  # with the waits below: about two hours and a half
_FIRST_WAIT = 5  # seconds
_LONGEST_WAIT = 3600


def wait_after(attempts: int) -> timedelta:
    """5 s after the first failure, doubling, at most an hour."""
    return timedelta(seconds=min(_FIRST_WAIT * 2 ** max(attempts - 1, 0), _LONGEST_WAIT))


def said_of(error: BaseException) -> str:
    """What kind of error it was and where in the code: never its words, which may quote somebody's data."""
    trace, place = error.__traceback__, ""
    while trace:
        place = f" {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    name = error.kind.code if isinstance(error, Problem) else type(error).__name__
    return f"{name}{place}"[:200]
