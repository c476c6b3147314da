"""The page and the API of figures over a small city. They stand here, where areas, cases and figures are known."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from vitalgrid.config.indicators import INDICATORS
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import make_actor, make_user, sign_in
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop

PAGE = "/console/figures/"
ROLE = {"leader": "leader", "helper": "part_timer"}


def actor_by_name(user: User, *, address: str, channel: str, is_second_factor_met: bool) -> Actor:
    """As the net would build it, from the user's name."""
    return make_actor(ROLE[user.username], user=user, address=address, channel=channel, is_second_factor_met=True)


@pytest.fixture
def loop(db: None, settings: Any) -> Iterator[Loop]:
    """The small city on a Monday morning with one closed case."""
    settings.ACTOR_BUILDER = f"{__name__}.actor_by_name"
    settings.DEMO = True
    with clock.set_to(MONDAY):
        made = small_loop()
        made.closed()
        yield made


def as_person(name: str) -> Client:
    return sign_in(Client(), make_user(name))


def test_the_page_shows_every_figure_with_its_formula(loop):
    leader = as_person("leader")
    assert leader.get(PAGE).status_code == 200
    march = {"first": "2026-03-01", "last": "2026-03-31"}
    answer = leader.get(PAGE, march)
    shown = answer.content.decode()
    assert "median_hours_to_close" in shown
    assert "1 ÷ 1" in shown
    other = loop.city.units["hygiene"]
    assert "1 ÷ 1" not in leader.get(PAGE, {**march, "unit": other.name}).content.decode()


@pytest.mark.parametrize(
    "asked", [{"area": "没有这里"}, {"first": "2026-02-02", "last": "2026-01-01"}, {"first": "soon"}]
)
def test_what_cannot_be_asked_is_said_at_its_field(loop, asked):
    answer = as_person("leader").get(PAGE, asked)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_api_tells_the_same(loop):
    leader = as_person("leader")
    assert [one["key"] for one in leader.get("/api/v1/figures").json()] == list(INDICATORS)
    told = leader.get("/api/v1/figures/on_time_rate", {"from": "2026-03-01", "to": "2026-03-31"}).json()
    assert (told["value"], told["numerator"], told["denominator"], told["from"]) == (1.0, 1, 1, "2026-03-01")
    assert leader.get("/api/v1/figures/none").status_code == 404
    assert leader.get("/api/v1/figures/on_time_rate", {"unit": "nobody"}).json()["code"] == "figures.unknown_unit"
    assert leader.get("/api/v1/figures/on_time_rate", {"from": "soon"}).status_code == 422


def test_others_are_refused(loop):
    helper = as_person("helper")
    assert [helper.get(path).status_code for path in (PAGE, "/api/v1/figures", "/api/v1/figures/on_time_rate")] == [
        403
    ] * 3
    nobody = Client()
    assert [nobody.get(path).status_code for path in (PAGE, "/api/v1/figures")] == [302, 401]
