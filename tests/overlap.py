"""Two transactions at once: one is held open in a thread of its own while the test goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from django.db import connection, transaction

PATIENCE = 20.0  # seconds before a test that hangs is called a failure


class Held:
    """A transaction that waits. `end()` commits it, `end(undo=True)` rolls it back; both wait until it is over.

    `is_blocked` says that `work` itself will wait for somebody else, so that nobody must wait for it to be done.
    """

    def __init__(self, work: Callable[[], object], *, is_blocked: bool = False) -> None:
        self._ready, self._go, self._undo = Event(), Event(), False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()
        if not is_blocked and (not self._ready.wait(PATIENCE) or self._error):
            raise AssertionError("the held transaction did not get that far") from self._error

    def _run(self, work: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                work()
                self._ready.set()
                self._go.wait(PATIENCE)
                transaction.set_rollback(self._undo)
        except BaseException as error:  # handed to the test's own thread
            self._error = error
        finally:
            self._ready.set()
            connection.close()

    def end(self, *, undo: bool = False) -> None:
        """Let it go on to its end."""
        self._undo = undo
        self._go.set()
        self._thread.join(PATIENCE)
        if self._error:
            raise self._error


@contextmanager
def held(work: Callable[[], object]) -> Iterator[Held]:
    """A transaction in which `work` is done and which stays open until `end()`, at the latest until the block's end."""
    transaction_held = Held(work)
    try:
        yield transaction_held
    finally:
        transaction_held.end()


def settle() -> None:
    """Wait until every transaction that runs now has ended, in every database of the server.

    PostgreSQL numbers transactions over all its databases, and other tests run on the same server at the same time.
    """
    if connection.vendor != "postgresql":
        return
    until = monotonic() + PATIENCE
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (bound,) = cursor.fetchone()
        while monotonic() < until:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] >= bound:
                return
            Event().wait(0.02)
    raise AssertionError("another transaction on the test server does not end")
