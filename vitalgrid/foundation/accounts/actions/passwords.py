"""Changing one's own password."""

from django.db import transaction

from vitalgrid.foundation.accounts import passwords
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.telling import tell
from vitalgrid.foundation.kit import clock


def change_password(*, by: Actor, user: User, password: str) -> None:
    """Set the password that the owner chose (the form has checked it) and end the time of a first secret."""
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.secret_expires_at = None
        user.password_changed_at = clock.now()
        user.has_long_password = passwords.is_long(password)
        user.failures_in_a_row = 0
        user.save()
        tell(by, "account.password_changed", "user", str(user.pk), user.username)


def require_longer_password(*, by: Actor, user: User) -> None:
    """The last second factor is gone: a password that was only good beside it must be replaced."""
    if user.has_long_password or not user.has_usable_password():
        return
    with transaction.atomic():
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
        tell(by, "account.password_outgrown", "user", str(user.pk), user.username)
