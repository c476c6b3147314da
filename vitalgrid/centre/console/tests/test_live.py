"""What an open list hears, what it costs, and that nobody hears of a case that they do not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vitalgrid.centre.console.actions import be_at
from vitalgrid.centre.console.queries.own import PRESENT_FOR
from vitalgrid.city.grids.models import Post
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.queries.views import VIEWS
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

pytestmark = pytest.mark.django_db(transaction=True)


def mark(client: Client, view: str = "open") -> str:
    return client.get(f"/console/?view={view}").context["mark"]


def test_an_answer_costs_two_statements_with_that_of_the_session(loop: Loop, client: Client) -> None:
    code = loop.report().code
    loop.sign_in(client, "dispatch")
    since = mark(client)
    loop.report()
    loop.move(code, "accept", "intake", category="0404")
    be_at(by=loop.actor("intake"), code=code)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/console/live/", {"view": "open", "since": since})
    told = answer.json()
    assert len(asked) <= 2, [one["sql"][:80] for one in asked]
    assert len(told["moved"]) == 2 and code in told["listed"] and list(told["present"]) == [code]
    with CaptureQueriesContext(connection) as asked:
        same = client.get("/console/live/", {"since": since}, headers={"If-None-Match": answer["ETag"]})
    assert (same.status_code, len(asked)) == (304, 2)
    again = client.get("/console/live/", {"view": "open", "since": told["mark"]}).json()
    assert again["moved"] == [] and again["stale"] is False
    loop.move(code, "note", "intake", text="演示。")
    with CaptureQueriesContext(connection) as asked:
        news = client.get(
            "/console/live/", {"view": "open", "since": told["mark"]}, headers={"If-None-Match": answer["ETag"]}
        ).json()
    assert news["moved"] == news["listed"] == [code]
    assert len(asked) == 2


def test_rights_that_end_are_heard_no_more_from_the_next_answer_on(loop: Loop, client: Client) -> None:
    codes = [loop.report(at="1-1-1-1").code, loop.report(at="2-1-1-1").code]
    loop.sign_in(client, "room-1")
    since = mark(client)
    for code in codes:
        loop.move(code, "accept", "intake", category="0404")
    heard = client.get("/console/live/", {"view": "open", "since": since}).json()
    assert heard["moved"] == heard["listed"] == codes[:1]
    post = loop.city.posts["room-1"]
    Post.objects.filter(pk=post.pk).update(unit=loop.city.units["room-2"])
    heard = client.get("/console/live/", {"view": "open", "since": since}).json()
    assert heard["moved"] == heard["listed"] == codes[1:]
    Post.objects.filter(pk=post.pk).update(ended_on=MONDAY.date())
    assert client.get("/console/live/", {"view": "open", "since": since}).status_code == 403


def test_what_moved_is_told_by_the_list_that_is_open(loop: Loop, client: Client) -> None:
    near, far = loop.report(at="1-1-1-1").code, loop.report(at="2-1-1-1").code
    loop.sign_in(client, "dispatch")
    since = mark(client)
    for code in (near, far):
        loop.move(code, "accept", "intake", category="0404")
    told = client.get("/console/live/", {"view": "open", "area": "1", "since": since}).json()
    assert set(told["moved"]) == {near, far} and told["listed"] == [near]
    loop.sign_in(client, "room-2")
    since = mark(client)
    loop.move(near, "note", "intake", text="演示。")
    assert client.get("/console/live/", {"view": "open", "since": since}).json()["moved"] == []


def test_who_has_a_case_open_is_told_for_some_seconds_to_who_sees_it(loop: Loop, client: Client) -> None:
    code, apart = loop.report(at="1-1-1-1").code, loop.report(category="14", at="1-1-1-1").code
    be_at(by=loop.actor("dispatch"), code=code)
    be_at(by=loop.actor("discipline"), code=apart)
    loop.sign_in(client, "intake")
    since = mark(client)
    heard = client.get("/console/live/", {"since": since})
    assert heard.json()["present"] == {code: [loop.actor("dispatch").name]}
    for who, seen in (("room-2", {}), ("dispatch", {})):  # a stranger; oneself
        loop.sign_in(client, who)
        assert client.get("/console/live/", {"since": mark(client)}).json()["present"] == seen, who
    loop.sign_in(client, "intake")
    with clock.set_to(MONDAY + PRESENT_FOR + timedelta(seconds=1)):
        later = client.get("/console/live/", {"since": since}, headers={"If-None-Match": heard["ETag"]})
        assert later.status_code == 200 and later.json()["present"] == {}  # going away is news too


def test_a_screen_tells_what_it_has_open(loop: Loop, client: Client) -> None:
    code, other = loop.report(at="1-1-1-1").code, loop.report(at="1-1-1-2").code
    loop.sign_in(client, "dispatch")
    watcher = loop.sign_in(Client(), "intake")
    since = mark(watcher)

    def present() -> list[str]:
        return sorted(watcher.get("/console/live/", {"since": since}).json()["present"])

    for told, seen in ((code, [code]), (other, [other]), ("260101-0000000", []), (code, [code]), ("", [])):
        assert client.post("/console/presence/", {"code": told}).status_code == 204
        assert present() == seen, told


def test_a_restored_instance_asks_for_a_fresh_look(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "dispatch")
    told = client.get("/console/live/", {"since": "another.1.1"}).json()
    assert told["stale"] is True and told["moved"] == []
    assert client.get("/console/live/", {"since": "nonsense"}).status_code == 200


@pytest.mark.parametrize("who", ["dispatch", "water", "room-1", "discipline"])
def test_every_list_can_be_heard(loop: Loop, client: Client, who: str) -> None:
    code = loop.in_progress(at="1-1-1-1").code
    loop.sign_in(client, who)
    for view in VIEWS:
        since = mark(client, view)
        loop.move(code, "note", "dispatch", text="演示。")
        told = client.get("/console/live/", {"view": view, "since": since, "area": "1", "source": "resident"}).json()
        rows = list_cases(loop.actor(who), CaseFilter(view=view, area="1", source="resident")).rows
        assert told["listed"] == [row.code for row in rows], view
    late = MONDAY + timedelta(days=40)  # the same texts, when more is overdue
    with clock.set_to(late):
        later = loop.sign_in(Client(), who)
        for view in VIEWS:
            told = later.get("/console/live/", {"view": view, "since": since, "area": "1", "source": "resident"}).json()
            rows = list_cases(loop.actor(who), CaseFilter(view=view, area="1", source="resident")).rows
            assert told["listed"] == [row.code for row in rows], view
