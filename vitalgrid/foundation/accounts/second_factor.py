"""Who needs a second factor, and whether this session was opened with one."""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.roles import ROLES

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_met(request: HttpRequest, user: User) -> bool:
    """Whether this session passed a second factor (or a passkey), or set one up."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def has_one(user: User) -> bool:
    """Whether the user has an authenticator app or a passkey. Recovery codes alone do not count."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists()


def is_needed(actor: Actor) -> bool:
    """Whether some post of `actor` asks for one. A demonstration alone may do without."""
    if settings.DEMO:
        return False
    return any(ROLES[grant.role].needs_second_factor for grant in actor.grants if grant.role in ROLES)


def forget(request: HttpRequest, user: User) -> None:
    """The last factor was taken away: what this session proved with it counts no more."""
    kept = [record for record in get_authentication_records(request, user) if record.get("method") != "mfa"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def count_as_met(request: HttpRequest, user: User, kind: str) -> None:
    """The session that sets a factor up has just proved it."""
    record_authentication(request, user, method="mfa", type=kind)
