"""Posts live above this room, so its tests say themselves which roles a user has."""

from collections.abc import Iterator
from typing import Any

import pytest

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import make_actor

ROLES_OF: dict[str, list[str]] = {}


def actor_with_roles(user: User, *, address: str, channel: str, is_second_factor_met: bool) -> Actor:
    """As the net would build it, from `ROLES_OF`."""
    given: dict[str, Any] = {"address": address, "channel": channel, "is_second_factor_met": is_second_factor_met}
    return make_actor(*ROLES_OF.get(user.username, ["unit_worker"]), user=user, **given)


@pytest.fixture(autouse=True)
def roles_of(settings: Any) -> Iterator[dict[str, list[str]]]:
    """User name -> role codes; everybody else is a unit worker."""
    settings.ACTOR_BUILDER = f"{__name__}.actor_with_roles"
    settings.LOGIN_REDIRECT_URL = "/accounts/"
    ROLES_OF.clear()
    yield ROLES_OF
    ROLES_OF.clear()
