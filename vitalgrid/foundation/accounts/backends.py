"""The one way a name and a password become a user."""

from collections.abc import Callable
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from axes.backends import AxesStandaloneBackend
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.module_loading import import_string

from vitalgrid.foundation.accounts.actions.signing_in import HOLD_AFTER
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.sessions import who_came


class SignInBackend(AxesStandaloneBackend, AuthenticationBackend):
    """Asks the lock first, then checks the password once.

    Two backends in a row would hash a wrong password twice, and a test client that signs in by force would pick the
    lock, which knows no users.
    """

    def authenticate(
        self, request: HttpRequest, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user, or None; raises PermissionDenied (inside axes) while the name is locked from that address."""
        try:
            AxesStandaloneBackend.authenticate(self, request, username=username, password=password, **kwargs)
        except PermissionDenied:
            request.was_locked = True  # type: ignore[attr-defined]
            raise
        return AuthenticationBackend.authenticate(self, request, username=username, password=password, **kwargs)

    def get_user(self, user_id: int) -> User | None:
        """Who a session belongs to, read as the city reads its people: with what they hold, in one statement."""
        read: Callable[[int], User | None] = import_string(settings.USER_READER)
        user = who_came(user_id) or read(user_id)
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User | None) -> bool:  # type: ignore[override]
        """Disabled users are out at once. A held account is closed to passwords by `may_use_password`."""
        return user is not None and user.is_active


def may_use_password(user: User) -> bool:
    """Whether a right password still opens the account: not after 100 failures in a row. A passkey still does."""
    return user.is_active and user.failures_in_a_row < HOLD_AFTER
