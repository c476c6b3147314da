"""A person who keeps the calendar and one who does not, signed in. Posts live above this room."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import make_actor, make_user, sign_in

ROLE = {"keeper": "administrator", "stranger": "unit_worker"}


def actor_by_name(user: User, *, address: str, channel: str, is_second_factor_met: bool) -> Actor:
    """As the net would build it, from the user's name."""
    return make_actor(ROLE[user.username], user=user, address=address, channel=channel, is_second_factor_met=True)


@pytest.fixture
def browser(db: None, settings: Any) -> Iterator[Any]:
    """Name -> a client signed in as that person; "" is nobody."""
    settings.ACTOR_BUILDER = f"{__name__}.actor_by_name"
    settings.DEMO = True  # which alone may leave the second factor out
    made: dict[str, Client] = {"": Client()}

    def client(name: str) -> Client:
        if name not in made:
            made[name] = sign_in(Client(), make_user(name))
        return made[name]

    return client
