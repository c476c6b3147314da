"""The forms of the net help who fills them in: names are enough, codes are offered, the usual kind stands there."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from vitalgrid.city.grids.models import Post
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.tests.factories import small_city
from vitalgrid.foundation.accounts.tests.factories import make_user, sign_in
from vitalgrid.foundation.kit import clock

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today(settings: Any) -> Any:
    settings.DEMO = True  # which alone may leave out the second factor; that is tested where it lives
    with clock.set_to(datetime(2026, 3, 2, 4, 0, tzinfo=UTC)):
        yield


def test_a_new_unit_opens_on_its_own_page_and_codes_are_offered_with_names() -> None:
    made = small_city()
    client = sign_in(Client(), made.user("administrator"))
    offered = client.get("/console/units/new/").content.decode()
    water = made.units["water"]
    assert f'<option value="{water.code}">{water.name}</option>' in offered
    given = {"name": "演示·新单位", "code": "new", "kind": "department", "on": str(net().today())}
    answer = client.post("/console/units/new/", given)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("grids:unit", args=["new"]))


def test_a_new_area_is_of_the_kind_of_those_beside_it() -> None:
    made = small_city()
    client = sign_in(Client(), made.user("administrator"))
    beside = {made.areas[code].kind for code in ("1-1", "1-2")}
    assert {client.get("/console/areas/1/new/").context["form"]["kind"].value()} == beside


def test_who_takes_a_post_over_is_found_by_name_unless_two_are_called_so() -> None:
    made = small_city()
    client = sign_in(Client(), made.user("administrator"))
    post = Post.objects.get(user=made.user("full-1-1-1-1"))
    address = reverse("grids:hand_over_post", args=[post.pk])
    new, other = make_user("heir-1", display_name="演示·接任"), make_user("heir-2", display_name="演示·接任")
    sent = {"user": "演示·接任", "on": TODAY.isoformat()}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "heir-1, heir-2" in str(refused.context["form"].errors["user"])
    assert client.post(address, {**sent, "user": "演示·没有"}).status_code == 422
    other.is_active, other.disabled_at = False, clock.now()
    other.save()
    assert client.post(address, sent).status_code == 302
    assert Post.objects.get(user=new).role == post.role
