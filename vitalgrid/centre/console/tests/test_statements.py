"""How many statements the console's pages cost, all of them counted: what a browser causes, from the session on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vitalgrid.centre.console.desks import LABELS
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.tests.factories import Loop

LIST, DESK = 8, 15
pytestmark = pytest.mark.django_db(transaction=True)


def cost(client: Client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [one["sql"][:200] for one in asked]


def busy(loop: Loop) -> str:
    """Something in every pane of a desk; the code of a case that can be opened by all."""
    code = loop.in_progress(at="1-1-1-1").code
    loop.move(code, "ask_extension", "water", limit="6 h", reason="material", text="演示:缺配件。")
    loop.handled(at="1-1-1-1")
    loop.move(
        loop.assigned(at="1-1-1-1").code,
        "return",
        "water",
        ground="not_our_duty",
        unit="hygiene",
        text="演示:不归我们。",
    )
    loop.report(at="1-1-1-1")
    return code


@pytest.mark.parametrize("who", ["water", "room-1", "dispatch", "intake", "full-1-1-1-1"])
def test_a_whole_page_of_the_list_costs_eight_statements(loop: Loop, client: Client, who: str) -> None:
    busy(loop)
    loop.sign_in(client, who)
    for address in ("/console/", *(f"/console/?view={view}" for view in LABELS)):
        asked = cost(client, address)
        assert len(asked) <= LIST, (address, asked)


@pytest.mark.parametrize("who", ["water", "room-1", "dispatch"])
def test_a_case_beside_its_list_costs_fifteen_statements(loop: Loop, client: Client, who: str) -> None:
    code = busy(loop)
    loop.sign_in(client, who)
    for query in ("", "?view=open", "?view=desk", "?do=note"):
        asked = cost(client, f"/console/cases/{code}/{query}")
        assert len(asked) <= DESK, (query, asked)


def test_the_second_section_is_read_only_where_the_first_is_not_full(loop: Loop, client: Client) -> None:
    """Both stand in one statement; what the page shows is right whichever of them it ends in."""
    loop.sign_in(client, "dispatch")
    codes = [loop.report().code for _ in range(4)]
    for number, code in enumerate(codes[:3]):
        Case.objects.filter(code=code).update(next_due_at=clock.now() + timedelta(hours=number))
    Case.objects.filter(code=codes[3]).update(next_due_at=None)
    by = loop.actor("dispatch")
    for limit in (1, 2, 3, 4):
        assert [row.code for row in list_cases(by, CaseFilter(view="open"), limit=limit).rows] == codes[:limit]
    assert [row.code for row in client.get("/console/?view=open").context["page"].rows] == codes
