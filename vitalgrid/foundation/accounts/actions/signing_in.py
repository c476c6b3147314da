"""What the sign-in page saw, for the journal. What was typed is never kept: people type passwords into name fields."""

from django.db import transaction
from django.db.models import F

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.telling import tell

HOLD_AFTER = 100  # consecutive failures of one account from anywhere (NIST SP 800-63B-4)


def _known(username: str) -> User | None:
    return User.objects.filter(username=username.strip().lower()[:64]).first()


def record_sign_in(*, by: Actor, user: User, method: str) -> None:
    """Somebody is in, by `method` (password, password+totp, passkey, oidc)."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk, failures_in_a_row__gt=0).update(failures_in_a_row=0)
        tell(by, "account.signed_in", "user", str(user.pk), user.username, method=method)


def record_sign_out(*, by: Actor, user: User) -> None:
    """Somebody left."""
    with transaction.atomic():
        tell(by, "account.signed_out", "user", str(user.pk), user.username)


def record_failure(*, by: Actor, username: str, stage: str = "password") -> None:
    """A sign-in failed. For a known account it counts towards the hold."""
    with transaction.atomic():
        user = _known(username)
        if user is None:
            tell(by, "account.sign_in_failed", "user", "", stage=stage, known=False)
            return
        User.objects.filter(pk=user.pk).update(failures_in_a_row=F("failures_in_a_row") + 1)
        tell(by, "account.sign_in_failed", "user", str(user.pk), user.username, stage=stage, known=True)


def record_lock(*, by: Actor, username: str) -> None:
    """The name is locked for this address from now on for a while."""
    with transaction.atomic():
        user = _known(username)
        tell(by, "account.locked", "user", str(user.pk) if user else "", user.username if user else "")


def record_confirmation(*, by: Actor, user: User) -> None:
    """A signed-in person confirmed that it is them (step-up)."""
    with transaction.atomic():
        tell(by, "account.confirmed", "user", str(user.pk), user.username)


def record_second_factor(*, by: Actor, user: User, what: str, kind: str) -> None:
    """A second factor changed: `what` is added, removed or renewed; `kind` totp, webauthn or recovery_codes."""
    with transaction.atomic():
        tell(by, f"second_factor.{what}", "user", str(user.pk), user.username, factor=kind)
