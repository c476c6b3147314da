"""Django's backend, with a queue before `BEGIN IMMEDIATE`.

SQLite lets whoever meets its lock sleep and try again, up to a tenth of a second at a time: with eight writers in one
process most of their time went into sleeping beside a free lock. Here the threads of a process wait for one another
first, and only the one whose turn it is asks SQLite, where then only other processes (the worker) stand in its way.
"""

import os
import threading

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LOCKED = "database is locked"  # SQLite's own words: who waited too long is answered as if SQLite had said it


class Turn:
    """Who of this process may write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        os.register_at_fork(after_in_child=self._renew)  # whoever held it is not in the child

    def _renew(self) -> None:
        self._lock = threading.Lock()

    def take(self, patience: float) -> "threading.Lock | None":
        """What to give back, or None after `patience` seconds of waiting."""
        lock = self._lock
        return lock if lock.acquire(timeout=patience) else None


_turns: dict[str, Turn] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with a turn that is taken before a transaction and given back after it.

    The hooks are Django's own inner ones, which its types do not name.
    """

    _mine: "threading.Lock | None" = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _take_turn(self) -> None:
        if self.transaction_mode is None or self._mine is not None:  # type: ignore[attr-defined]
            return
        turn = _turns.setdefault(str(self.settings_dict["NAME"]), Turn())
        self._mine = turn.take(float(self.settings_dict["OPTIONS"].get("timeout", 5)))
        if self._mine is None:
            raise OperationalError(LOCKED)

    def _give_turn(self) -> None:
        mine, self._mine = self._mine, None
        if mine is not None:
            mine.release()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_turn()  # a commit that failed holds SQLite's lock until it is undone

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()
