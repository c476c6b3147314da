"""What a list shows first, and that no list is out of sight."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from vitalgrid.centre.console.desks import EMPTY, LABELS, Tab, shown_tabs
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop


def test_rows_stand_under_the_day_they_are_due_with_paused_ones_last(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        loop.in_progress()  # 24 h: tomorrow
        late = loop.report().code  # triage within 30 minutes
        held = loop.in_progress(at="1-1-1-2").code
        until = (MONDAY + timedelta(days=2)).isoformat()
        loop.move(held, "pause", "water", cause="weather", until=until, answer="演示:大风。")
    with clock.set_to(MONDAY + timedelta(hours=3)):
        loop.sign_in(client, "dispatch")
        groups = client.get("/console/?view=open").context["groups"]
        assert [str(group.label) for group in groups] == ["超期", "明天到期", "已暂停"]
        assert [row.code for row in groups[0].rows] == [late]
        assert [row.code for row in groups[-1].rows] == [held]


def test_a_head_gives_no_number_that_the_next_page_would_change(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        for _n in range(52):
            loop.report()
    with clock.set_to(MONDAY + timedelta(hours=3)):
        loop.sign_in(client, "dispatch")
        first = client.get("/console/?view=open")
        assert [group.is_whole for group in first.context["groups"]] == [False]
        assert "50 件" not in first.content.decode()
        older = client.get("/console/", {"view": "open", "before": first.context["page"].older})
        assert [len(group.rows) for group in older.context["groups"]] == [2]
        assert "2 件" not in older.content.decode()


def test_what_came_back_stands_on_top_of_a_units_inbox_once(loop: Loop, client: Client) -> None:
    first, again = loop.in_progress().code, loop.handled().code
    loop.move(again, "fail", "inspection", text="演示:还在漏。")
    loop.sign_in(client, "water")
    page = client.get("/console/?view=inbox")
    groups = page.context["groups"]
    assert str(groups[0].label) == "退回给您"
    assert [row.code for row in groups[0].rows] == [again]
    assert [row.code for group in groups[1:] for row in group.rows] == [first]
    text = page.content.decode()
    assert text.count(f'data-code="{again}"') == text.count(f'data-code="{first}"') == 1
    loop.sign_in(client, "hygiene")
    assert client.get("/console/?view=inbox").context["groups"] == []


def test_every_list_is_in_the_line_or_behind_more(loop: Loop, client: Client) -> None:
    tabs = [Tab(str(n), str(n)) for n in range(9)]
    line, more = shown_tabs(tabs, "7")
    assert [tab.view for tab in line] == ["0", "1", "2", "7"]
    assert {tab.view for tab in [*line, *more]} == {tab.view for tab in tabs}
    loop.sign_in(client, "dispatch")
    page = client.get("/console/?view=closed").content.decode()
    assert page.count('aria-current="page">已办结') == 1
    assert "view=all" in page


def test_running_clocks_stand_open_and_ended_ones_are_folded(loop: Loop, client: Client) -> None:
    code = loop.in_progress(phone="13800000000").code
    loop.sign_in(client, "dispatch")
    page = client.get(f"/console/cases/{code}/")
    seen = page.context["seen"]
    assert [one.clock.stage for one in seen.running] == ["contact", "resolve"]
    assert {one.clock.stage for one in seen.stopped} == {"triage", "assign", "accept"}
    assert all(0 <= one.share <= 1 for one in seen.clocks)
    text = page.content.decode()
    assert text.index("整件") < text.index("已结束 3 个")


def test_a_unit_is_proposed_and_the_form_takes_the_keyboard(loop: Loop, client: Client) -> None:
    code = loop.accepted("0404").code
    loop.sign_in(client, "dispatch")
    page = client.get(f"/console/cases/{code}/?view=open&do=assign")
    form = page.context["form"]
    assert form.initial["unit"] == "water"
    assert form.is_whole  # by its proposal: one Enter is enough, so the button has the keyboard
    text = page.content.decode()
    assert 'type="submit" autofocus' in text
    assert f'action="/console/cases/{code}/assign/?view=open"' in text.replace("&amp;", "&")
    done = client.post(f"/console/cases/{code}/assign/?view=open", {"unit": "water"})
    assert done["Location"] == "/console/?view=open"  # it was the only one


@pytest.mark.parametrize("view", sorted(EMPTY))
def test_an_empty_list_says_what_will_stand_in_it_and_leads_on(loop: Loop, client: Client, view: str) -> None:
    loop.sign_in(client, "dispatch")
    page = client.get(f"/console/?view={view}")
    text = page.content.decode()
    what, then = EMPTY[view]
    assert str(what) in text and str(then) in text
    onward = re.search(r'<a class="button" href="([^"]+)">', text)
    assert onward and f"view={view}" not in onward[1]
    assert client.get(onward[1]).status_code == 200
    assert set(EMPTY) == set(LABELS)


def test_who_can_do_nothing_to_a_case_is_not_offered_to_select_any(loop: Loop, client: Client) -> None:
    loop.report()
    for who, is_offered in {"dispatch": True, "leader": False, "auditor": False}.items():
        loop.sign_in(client, who)
        text = client.get("/console/?view=open").content.decode()
        assert 'class="line"' in text, who
        assert ("data-picks" in text, 'class="select"' in text, 'id="pick"' in text) == (is_offered,) * 3, who


def test_a_case_that_is_opened_shows_which_list_it_stands_in(loop: Loop, client: Client) -> None:
    code = loop.report().code
    loop.sign_in(client, "dispatch")
    for query, label in {"": "等我办", "?view=open": "未办结", "?view=paused": "已暂停"}.items():
        page = client.get(f"/console/cases/{code}/{query}").content.decode()
        assert re.findall(r'aria-current="page">([^<]+?)\s*<', page[page.index('class="tabs line"') :])[:1] == [label]
