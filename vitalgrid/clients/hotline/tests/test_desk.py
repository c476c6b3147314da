"""The clerk takes down one call after the other."""

from django.test import Client

from vitalgrid.loop.cases.models import Report
from vitalgrid.loop.cases.tests.factories import Loop


def test_a_call_is_filed_on_somebodys_behalf_and_the_form_is_empty_again(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "hotline")
    given = {"description": "演示:来电说路口积水。", "phone": "13800000000", "name": "演示·乙", "key": "k-1"}
    page = client.post("/console/hotline/", given)
    report = Report.objects.get()
    assert (report.source, report.is_on_behalf) == ("hotline", True)
    assert report.case.code in page.content.decode()
    assert "来电说路口积水" not in page.content.decode()


def test_the_desk_is_for_clerks(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "water")
    assert client.get("/console/hotline/").status_code == 403
