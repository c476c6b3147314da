"""A right that was taken away is gone at the next request: no cache, no session keeps it alive."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.hostile.sweep import extra_of
from tests.matrix.routes import KEY, Stage
from vitalgrid.city.grids.actions import end_post
from vitalgrid.foundation.accounts import actions
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY


@pytest.fixture
def undone(stage: Stage) -> Any:
    """Whatever is taken away in a test is back afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _reads(stage: Stage, who: str) -> list[int]:
    code, client, extra = stage.case("near"), stage.clients[who], extra_of(stage, who)
    addresses = (f"/api/v1/cases/{code}", f"/console/cases/{code}/", f"/console/cases/{code}/print/")
    return [client.get(address, **extra).status_code for address in addresses]


def test_a_post_that_ended_opens_nothing_at_the_next_request(stage: Stage, undone: Any) -> None:
    """A worker who moves to another village must not read the old one's quarrels from the bus."""
    assert _reads(stage, "head-1-1") == [200, 200, 200]
    administrator, post = stage.world.loop.actor("administrator"), stage.world.loop.city.posts["head-1-1"]
    end_post(by=administrator, post=post.pk, on=MONDAY.date(), why="transferred", reason="演示:调离")
    assert _reads(stage, "head-1-1") == [404, 403, 403]


def test_a_disabled_account_is_out_at_the_next_request(stage: Stage, undone: Any) -> None:
    assert _reads(stage, "water") == [200, 200, 200]
    actions.disable_user(
        by=stage.world.loop.actor("administrator"), user_id=stage.world.loop.city.user("water").pk, reason="演示:离职"
    )
    assert set(_reads(stage, "water")) <= {302, 401}


def test_a_session_that_was_ended_is_out_at_the_next_request(stage: Stage, undone: Any) -> None:
    key = stage.clients["room-1"].session.session_key
    assert _reads(stage, "room-1")[0] == 200
    stage.clients["room-1"].session.delete(key)
    assert set(_reads(stage, "room-1")) <= {302, 401}


def test_a_key_that_was_revoked_opens_nothing_at_the_next_request(stage: Stage, undone: Any) -> None:
    assert _reads(stage, KEY)[0] == 200
    actions.revoke_key(by=stage.world.loop.actor("administrator"), key_id=stage.key_id, reason="演示:不用了")
    assert _reads(stage, KEY)[0] == 401


def test_a_key_that_expired_opens_nothing(stage: Stage, undone: Any) -> None:
    with clock.set_to(MONDAY + timedelta(days=31)):
        assert _reads(stage, KEY)[0] == 401
