"""Before a contact is shown in clear, a sign-in must be fresh (ASVS 7.5.3)."""

from datetime import timedelta

import pytest

from tests.matrix.cast import World
from vitalgrid.foundation.accounts.stepup import READING
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Report
from vitalgrid.loop.cases.tests.factories import MONDAY

PHONE = "13900001234"


@pytest.mark.parametrize(("minutes", "is_shown"), [(READING - 31, True), (READING + 1, False)])
def test_a_contact_asks_for_a_fresh_sign_in(world: World, minutes: int, is_shown: bool) -> None:
    """An unlocked desk at lunch time is somebody else's desk."""
    code = world.loop.in_progress(at="1-1-1-1", phone=PHONE).code
    report = Report.objects.get(case__code=code)
    client = world.client("intake")
    with clock.set_to(MONDAY + timedelta(minutes=minutes)):
        session = client.session
        session["seen"] = int(clock.now().timestamp())  # used all the time, signed in long ago
        session.save()
        address = f"/api/v1/cases/{code}/reports/{report.pk}/reveal"
        told = client.post(address, {"reason": "演示:核实"}, content_type="application/json")
        page = client.post(f"/console/cases/{code}/reveal/{report.pk}/", {"reason": "演示:核实"}).content.decode()
    assert told.status_code == (200 if is_shown else 403)
    assert (PHONE in told.content.decode()) is is_shown
    assert (PHONE in page) is is_shown
    assert ("/accounts/reauthenticate/" in page) is not is_shown
