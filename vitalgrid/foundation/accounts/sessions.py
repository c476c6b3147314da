"""Sessions in the database, read together with whom they belong to: every request of somebody signed in begins so.

What was revoked, ended or disabled counts at the next request, for all of it is read anew.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.utils.module_loading import import_string

from vitalgrid.foundation.accounts.models import User

# Who came with the session of this request. `Sessions` forgets it before each request, `taken` when it was used.
_came: ContextVar[User | None] = ContextVar("came_with_session", default=None)
Reader = Callable[[str], tuple[str, User] | None]


def forget_who_came() -> None:
    """Nobody is known before the session was read."""
    _came.set(None)


def who_came(user_id: int) -> User | None:
    """The user who was read with this request's session, once; None when that was somebody else or nobody."""
    found = _came.get()
    _came.set(None)
    return found if found is not None and found.pk == user_id else None


class SessionStore(Stored):
    """The setting `SESSION_ENGINE`."""

    def load(self) -> dict[str, Any]:
        """What is stored, and who it belongs to, by one statement; for who has no post by Django's own."""
        read: Reader = import_string(settings.SESSION_READER)
        found = read(self.session_key) if self.session_key else None
        if found is None:
            return super().load()
        data, user = found
        _came.set(user)
        return self.decode(data)
