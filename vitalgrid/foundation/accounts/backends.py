"""The one way a name and a password become a user."""

from allauth.account.auth_backends import AuthenticationBackend
from axes.backends import AxesStandaloneBackend


class SignInBackend(AxesStandaloneBackend, AuthenticationBackend):
    """Asks the lock first, then checks the password once.

    Two backends in a row would hash a wrong password twice, and a test client that signs in by force would pick the
    lock, which knows no users.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):  # type: ignore[no-untyped-def]
        """The user, or None; raises PermissionDenied (inside axes) while the name is locked from that address."""
        AxesStandaloneBackend.authenticate(self, request, username=username, password=password, **kwargs)
        return AuthenticationBackend.authenticate(self, request, username=username, password=password, **kwargs)
