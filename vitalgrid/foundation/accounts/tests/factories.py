"""People for tests, made plainly."""

from itertools import count
from typing import Any

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.test import Client

from vitalgrid.foundation.accounts.actor import Actor, Grant
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.roles import ROLES
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock

PASSWORD = "lamps over the quiet orchard"  # noqa: S105 - a test's own
_numbers = count(1)


def make_user(username: str = "", *, password: str = PASSWORD, **fields: Any) -> User:
    """A user who can sign in with `password`."""
    username = username or f"person-{next(_numbers)}"
    user = User(username=username, display_name=fields.pop("display_name", f"演示·{username}"), **fields)
    user.set_password(password)
    user.password_changed_at = clock.now()
    user.save()
    return user


def make_actor(*roles: str, user: User | None = None, grants: tuple[Grant, ...] = (), **fields: Any) -> Actor:
    """An actor with citywide grants for `roles`, or with exactly the `grants` given."""
    grants = grants or tuple(Grant(role=code, permissions=ROLES[code].permissions, is_citywide=True) for code in roles)
    permissions = frozenset().union(*(grant.permissions for grant in grants))
    return Actor(
        kind="user",
        id=str(user.pk) if user else fields.pop("id", "0"),
        name=user.display_name if user else "演示·某",
        user_id=user.pk if user else None,
        grants=grants,
        permissions=permissions,
        **fields,
    )


def sign_in(client: Client, user: User) -> Client:
    """Sign `user` in on the test client, past every form, but as the form would leave it. Returns the client."""
    client.force_login(user, backend="vitalgrid.foundation.accounts.backends.SignInBackend")
    key = str(client.session.session_key)
    UserSession.objects.get_or_create(session_key=key, defaults={"user": user, "ip": "127.0.0.1"})
    return client


def post_sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> HttpResponse:
    """Fill in the sign-in page as a person would."""
    return client.post("/accounts/login/", {"login": username, "password": password}, **extra)


def add_totp(user: User) -> str:
    """Give `user` an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_now(secret: str) -> str:
    """The six digits that the app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())) + 1))


def told(event: str) -> list[Entry]:
    """The journal's entries of that name, oldest first."""
    return list(Entry.objects.filter(event=event).order_by("id"))
