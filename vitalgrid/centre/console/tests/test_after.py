"""After an act the next case opens by itself, and some seconds are left to take it back."""

from datetime import timedelta

from django.test import Client

from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.rules import UNDO_WINDOW
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop
from vitalgrid.loop.cases.workflow import OPEN_STATES, TRANSITIONS, Reach

RESERVED = set("jkxszg")


def test_no_two_acts_on_a_case_share_a_key_and_none_takes_a_key_of_the_list() -> None:
    """A key that does something else than last time closes the wrong case."""
    rows = [row for row in TRANSITIONS if row.key and row.reach not in (Reach.REPORTER, Reach.SYSTEM)]
    assert not {row.key for row in rows} & RESERVED
    alone = ({"handle", "handle_part"},)  # a unit leads or assists, never both
    for state in [*OPEN_STATES, "closed", "joined"]:
        keys: dict[str, str] = {}
        for row in (row for row in rows if state in row.from_states):
            other = keys.setdefault(row.key, row.verb)
            assert other == row.verb or {other, row.verb} in alone, (state, row.key, other, row.verb)


def test_the_next_case_of_the_list_opens_by_itself(loop: Loop, client: Client) -> None:
    codes = [loop.report().code for _ in range(3)]
    loop.sign_in(client, "intake")
    rows = [row.code for group in client.get("/console/?view=desk").context["groups"] for row in group.rows]
    assert sorted(rows) == sorted(codes)
    done = client.post(f"/console/cases/{rows[0]}/accept/?view=desk", {"category": "0404"})
    assert done["Location"] == f"/console/cases/{rows[1]}/?view=desk"
    noted = client.post(f"/console/cases/{rows[1]}/note/?view=desk", {"text": "演示。"})
    assert noted["Location"] == f"/console/cases/{rows[1]}/?view=desk"  # it is still there to be decided
    alone = client.post(f"/console/cases/{rows[1]}/accept/", {"category": "0404"})
    assert alone["Location"] == f"/console/cases/{rows[1]}/"  # opened by its code, from no list
    last = client.post(f"/console/cases/{rows[2]}/accept/?view=desk", {"category": "0404"})
    assert last["Location"] == "/console/?view=desk"


def test_who_accepts_and_assigns_stays_until_it_is_assigned(loop: Loop, client: Client) -> None:
    first, second = (loop.report(by=loop.actor("full-1-1-1-1"), source="worker").code for _ in range(2))
    loop.sign_in(client, "room-1")
    done = client.post(f"/console/cases/{first}/accept/?view=desk&do=accept", {"category": "0301"})
    assert done["Location"] == f"/console/cases/{first}/?view=desk"
    done = client.post(f"/console/cases/{first}/assign/?view=desk", {"unit": "station-1"})
    assert done["Location"] == f"/console/cases/{second}/?view=desk"


def test_a_press_takes_it_back_and_opens_it_again(loop: Loop, client: Client) -> None:
    code = loop.accepted().code
    loop.sign_in(client, "dispatch")
    client.post(f"/console/cases/{code}/assign/?view=desk", {"unit": "hygiene"})
    page = client.get("/console/?view=desk").content.decode()
    address = f"/console/cases/{code}/undo/3/?view=desk"
    assert f'data-undo="{address}"' in page
    back = client.post(address)
    assert back.json() == {"to": f"/console/cases/{code}/?view=desk"}
    assert Case.objects.get(code=code).state == "triaged"
    story = client.get(f"/console/cases/{code}/").content.decode()
    assert "已撤销：已交办" in story
    late = client.post(address, headers={"Accept": "application/json"})
    assert late.status_code == 409 and "撤销" in late.json()["detail"]


def test_too_late_is_said_in_words(loop: Loop, client: Client) -> None:
    code = loop.assigned().code
    loop.sign_in(client, "dispatch")
    with clock.set_to(MONDAY + UNDO_WINDOW + timedelta(seconds=1)):
        late = client.post(f"/console/cases/{code}/undo/3/", headers={"Accept": "application/json"})
    assert late.status_code == 409
    assert Case.objects.get(code=code).state == "assigned"
    loop.sign_in(client, "intake")
    assert client.post(f"/console/cases/{code}/undo/3/", headers={"Accept": "application/json"}).status_code == 403


def test_a_case_is_laid_aside_and_taken_up_again(loop: Loop, client: Client) -> None:
    first, second = loop.report().code, loop.report().code
    loop.sign_in(client, "intake")
    done = client.post(f"/console/cases/{first}/aside/?view=desk", {"until": "1"})
    assert done["Location"] == f"/console/cases/{second}/?view=desk"
    page = client.get(done["Location"])
    assert [row.code for group in page.context["groups"] for row in group.rows] == [second]
    up = f"/console/cases/{first}/take-up/"
    assert f'data-undo="{up}"' in page.content.decode()
    assert first in client.get("/console/?view=aside").content.decode()
    client.post(up)
    assert first in client.get("/console/?view=desk").content.decode()
    Case.objects.filter(code=first).update(next_due_at=MONDAY)  # overdue by now
    refused = client.post(f"/console/cases/{first}/aside/?view=desk", {"until": "1"}, follow=True)
    assert "不能先放一放" in refused.content.decode()
