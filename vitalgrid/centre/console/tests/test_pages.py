"""Every staff page opens for who may, and every verb has its form."""

import re

import pytest
from django.test import Client

from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.desk import desk_case
from vitalgrid.loop.cases.tests.factories import Loop

CAST = ("intake", "dispatch", "inspection", "room-1", "head-1", "head-1-1", "water", "leader", "discipline", "auditor")


@pytest.mark.parametrize("who", CAST)
def test_lists_and_desks_open(loop: Loop, client: Client, who: str) -> None:
    code, done = loop.report(phone="13800000000", name="演示·甲").code, loop.closed().code
    loop.sign_in(client, who)
    for view in ("desk", "inbox", "open", "overdue", "closed", "all", "mine", "follow_up"):
        assert client.get(f"/console/?view={view}").status_code == 200
    for each in (code, done):
        is_seen = client.get(f"/console/cases/{each}/").status_code == 200
        assert is_seen == (client.get(f"/console/cases/{each}/print/").status_code == 200)
        if is_seen:
            for row in desk_case(loop.actor(who), each).next_verbs:
                page = client.get(f"/console/cases/{each}/?do={row.verb}")
                assert page.status_code == 200 and b'id="act"' in page.content, row.verb


def test_a_verb_by_its_form_is_refused_at_the_field_then_done(loop: Loop, client: Client) -> None:
    code = loop.report().code
    loop.sign_in(client, "intake")
    refused = client.post(f"/console/cases/{code}/accept/", {"expected_revision": 1, "text": "演示:先记下"})
    assert refused.status_code == 422
    assert "演示:先记下" in refused.content.decode()
    assert Case.objects.get(code=code).state == "received"
    done = client.post(f"/console/cases/{code}/accept/", {"category": "0404", "expected_revision": 1})
    assert done.status_code == 302
    given = {"category": "0301", "expected_revision": 1, "text": "演示:改"}
    late = client.post(f"/console/cases/{code}/recategorise/", given)
    assert late.status_code == 409
    page = late.content.decode()
    assert "演示:改" in page
    assert loop.actor("intake").name in page.split('id="act"')[1].split("</form>")[0]  # who was faster
    again = re.search(r'name="expected_revision" value="(\d+)"', page)  # sent again, it means what the page shows
    assert (
        again
        and client.post(f"/console/cases/{code}/recategorise/", given | {"expected_revision": again[1]}).status_code
        == 302
    )


def test_strangers_find_no_console(loop: Loop, client: Client) -> None:
    assert client.get("/console/").status_code == 302
    loop.sign_in(client, "part-1-1-1-1")
    assert client.get("/console/")["Location"] == "/field/"
