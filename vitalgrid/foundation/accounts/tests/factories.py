"""People for tests, made plainly."""

from itertools import count
from typing import Any

from django.test import Client

from vitalgrid.foundation.accounts.actor import Actor, Grant
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.roles import ROLES
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
    """Sign `user` in on the test client, past every form. Returns the client."""
    client.force_login(user, backend="vitalgrid.foundation.accounts.backends.SignInBackend")
    return client
