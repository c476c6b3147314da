"""The sheet that a crew takes along: what it shows, and what it must not."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.queries.crew import AT_MOST, errands_for
from vitalgrid.loop.cases.tests.factories import Loop


def test_several_cases_stand_on_one_sheet_without_any_contact(loop: Loop, client: Client) -> None:
    """Paper is left in cars: a telephone number on it is out of the house."""
    one = loop.in_progress(phone="13812345678", name="演示·甲", description="演示:阀门漏水,路面结冰。").code
    two = loop.assigned(address="演示路7号").code
    loop.sign_in(client, "water")
    chosen = client.get("/console/crew/").content.decode()
    assert one in chosen and two in chosen
    sheet = client.get("/console/crew/sheet/", {"code": [two, one, "nothing"]}).content.decode()
    assert sheet.index(two) < sheet.index(one)
    assert "演示:阀门漏水,路面结冰。" in sheet and "演示路7号" in sheet and "签字" in sheet
    assert sheet.count('<svg class="sketch"') == 2
    assert "13812345678" not in sheet and "138****" not in sheet and "演示·甲" not in sheet


def test_what_a_unit_cannot_see_is_on_no_sheet(loop: Loop, client: Client) -> None:
    mine, others = loop.in_progress().code, loop.assigned(unit="hygiene", category="0301").code
    loop.sign_in(client, "water")
    sheet = client.get("/console/crew/sheet/", {"code": [mine, others]}).content.decode()
    assert mine in sheet and others not in sheet
    assert client.get("/console/crew/sheet/", {"code": others}).status_code == 404
    assert client.get("/console/crew/sheet/").status_code == 404
    own = loop.report(by=loop.actor("water"), source="department").code  # reported by oneself, handled by nobody yet
    assert client.get("/console/crew/sheet/", {"code": own}).status_code == 404


def test_a_long_sheet_costs_as_much_as_a_short_one_and_ends(loop: Loop) -> None:
    codes = [loop.assigned().code for _n in range(AT_MOST + 2)]
    by, counts = loop.actor("water"), []
    for some in (codes[:2], codes):
        with CaptureQueriesContext(connection) as asked:
            made = errands_for(by, some, clock.now())
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4
    assert len(made) == AT_MOST


def test_what_does_not_fit_is_said_and_the_list_leads_to_the_sheet(loop: Loop, client: Client) -> None:
    codes = [loop.assigned().code for _n in range(AT_MOST + 1)]
    loop.sign_in(client, "water")
    assert "另有 1 件没有列在这张单子上" in client.get("/console/crew/sheet/", {"code": codes}).content.decode()
    assert "没有列在这张单子上" not in client.get("/console/crew/sheet/", {"code": codes[:3]}).content.decode()
    assert 'formaction="/console/crew/sheet/"' in client.get("/console/?view=inbox").content.decode()
