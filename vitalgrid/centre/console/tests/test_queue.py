"""The list that a dispatcher works from: filters, counts, search, own lists; and that it costs little."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vitalgrid.centre.console.filters import LABELS
from vitalgrid.centre.console.models import OwnView
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.counting import MOST
from vitalgrid.loop.cases.queries.excerpts import around
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop


def rows(page) -> list[str]:
    return [row.code for group in page.context["groups"] for row in group.rows]


def test_every_filter_has_its_field_and_its_chip_and_stands_in_the_address(loop: Loop, client: Client) -> None:
    names = set(CaseFilter.__dataclass_fields__) - {"view", "q", "order"}
    assert set(LABELS) == names
    code = loop.assigned(at="1-1-1-1").code
    loop.assigned(unit="hygiene", category="0301", at="2-1-1-1")
    given = {
        "area": "1-1", "category": "0404", "unit": "water", "state": "assigned", "urgency": "urgent", "desk": "centre",
        "source": "resident", "platform": "services", "since": "2026-03-01", "until": "2026-03-02",
    }  # fmt: skip
    assert set(given) == names
    loop.sign_in(client, "dispatch")
    page = client.get("/console/", {"view": "open", "sift": "1", **given})
    assert rows(page) == [code]
    html = page.content.decode()
    assert all(f'name="{name}"' in html for name in names)
    chips = page.context["chips"]
    assert len(chips) == len(names)
    for chip, name in zip(chips, LABELS, strict=True):
        without = parse_qs(chip.without)
        assert set(without) == {"view", *names} - {name}
    for name in names:  # each narrows by itself
        assert rows(client.get("/console/", {"view": "open", name: given[name]})).count(code) == 1
    other = {"category": "0301", "unit": "hygiene", "state": "triaged", "desk": "township", "source": "worker"}
    for name, value in {**other, "area": "2-1", "since": "2026-03-03", "until": "2026-03-01"}.items():
        assert code not in rows(client.get("/console/", {"view": "open", name: value})), name


def test_the_way_to_an_area_goes_a_level_at_a_time(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "dispatch")
    top = client.get("/console/?view=open").context["filters"].fields["area"].choices
    assert [code for code, _label in top] == ["", "1", "2"]
    inside = client.get("/console/?view=open&area=1").context["filters"].fields["area"].choices
    assert [code for code, _label in inside[:2]] == ["", "1"]
    assert [code for code, _label in inside[2][1]] == ["1-1", "1-2"]


def test_words_are_found_and_marked_and_filters_go_on_narrowing(loop: Loop, client: Client) -> None:
    words = "演示:北门外的事。昨天夜里有个井盖响,车过时很吵。"
    code = loop.report(description=words, at="1-1-1-1", phone="13800001111").code
    far = loop.report(description=words, at="2-1-1-1").code
    loop.sign_in(client, "dispatch")
    page = client.get("/console/?view=all&q=井盖")
    assert set(rows(page)) == {code, far}
    assert "<mark>井盖</mark>响" in page.content.decode()  # the title does not have it: the report's own words do
    assert rows(client.get("/console/?view=all&q=井盖&area=1")) == [code]
    assert rows(client.get(f"/console/?view=all&q={code}")) == [code]
    loop.sign_in(client, "intake")
    assert rows(client.get("/console/?view=all&q=138 0000 1111")) == [code]
    odd = client.get("/console/", {"view": "all", "q": "<b>&"})
    assert "<b>&" not in odd.content.decode()


def test_an_excerpt_shows_the_place_and_never_somebody_elses_report(loop: Loop, client: Client) -> None:
    assert around("一二三四五六七八九十井盖一二三", ["井盖"]) == "…六七八九十井盖一二三"
    assert around("没有", ["井盖"]) == ""
    mine = loop.report(by=loop.actor("part-1-1-1-1"), source="worker", description="演示:井盖。").code
    loop.report(joins=mine, description="演示:别人家门口的井盖,电话138。")
    loop.sign_in(client, "part-1-1-1-1")
    found = list_cases(loop.actor("part-1-1-1-1"), CaseFilter(view="all", q="井盖")).rows
    assert [row.code for row in found] == [mine]


def test_a_search_that_ends_early_says_so_and_goes_on(
    loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filter that hardly any of the found cases passes: the page ends before it is full, and nothing is lost."""
    monkeypatch.setattr("vitalgrid.loop.cases.queries.finding.LOOKED_AT_MOST", 100)
    monkeypatch.setattr("vitalgrid.foundation.search.queries._CHUNK", 50)
    with clock.set_to(MONDAY - timedelta(hours=1)):
        wanted = loop.report(description="演示:井盖。", at="2-1-1-1", category="0301").code
    for _n in range(101):
        loop.report(description="演示:井盖。", category="0404")
    loop.sign_in(client, "dispatch")
    page = client.get("/console/?view=all&q=井盖&category=03")
    assert rows(page) == [] and "还没有全部看完" in page.content.decode()
    older = client.get(
        "/console/", {"view": "all", "q": "井盖", "category": "03", "before": page.context["page"].older}
    )
    assert rows(older) == [wanted]
    assert "还没有全部看完" not in client.get("/console/?view=all&q=井盖&category=04").content.decode()


def test_the_page_of_fifty_costs_eight_statements_however_many_there_are(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "dispatch")
    costs = []
    for upto in (10, 51):
        while Case.objects.count() < upto:
            loop.report()
        client.get("/console/?view=open")
        with CaptureQueriesContext(connection) as asked:  # as the script asks: the list without the desk's panes
            page = client.get("/console/?view=open", headers={"X-Requested-With": "fetch"})
        costs.append(len(asked))
        assert not [one for one in asked if "count(*) as" in one["sql"].lower()]
    assert max(costs) <= 8, costs
    assert len(rows(page)) == 50
    counts = {tab.view: tab.count for tab in [*page.context["line"], *page.context["more"]]}
    assert (counts["open"], counts["returned"], counts["all"]) == ("51", "0", "")


def test_a_count_stops_at_ninety_nine(loop: Loop, client: Client) -> None:
    made = loop.report()
    case = Case.objects.values().get(code=made.code)
    for name in ("id", "code"):
        del case[name]
    Case.objects.bulk_create(Case(code=f"260302-{n:07}", **case) for n in range(MOST + 5))
    loop.sign_in(client, "dispatch")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/console/?view=open")
    assert next(tab.count for tab in page.context["line"] if tab.view == "open") == "99+"
    counting = [one["sql"] for one in asked if "count(*)" in one["sql"]]
    assert len(counting) == 1 and counting[0].count("count(*)") == counting[0].count(f"LIMIT {MOST + 1}")


def test_a_list_of_ones_own_is_saved_named_made_first_and_had_back(loop: Loop, client: Client) -> None:
    code = loop.assigned(at="1-1-1-1").code
    loop.assigned(unit="hygiene", category="0301")
    loop.sign_in(client, "dispatch")
    query = "view=open&unit=water"
    done = client.post(f"/console/views/?{query}", {"name": " 供水 的 "})
    assert urlsplit(done["Location"]).query == query
    mine = OwnView.objects.get()
    page = client.get(f"/console/?{query}")
    tab = next(tab for tab in page.context["line"] if tab.is_own)
    assert (tab.label, tab.count, page.context["here"]) == ("供水 的", "1", tab.view)
    taken = client.post(f"/console/views/?{query}", {"name": "供水 的"}, follow=True)
    assert "同名" in taken.content.decode()
    client.post(f"/console/views/{mine.pk}/?{query}", {"do": "rename", "name": "水务"})
    client.post(f"/console/views/{mine.pk}/?{query}", {"do": "default"})
    first = client.get("/console/")
    assert rows(first) == [code] and first.context["here"] == f"own-{mine.pk}"
    client.post(f"/console/views/{mine.pk}/?{query}", {"do": "remove"})
    assert client.get("/console/").context["here"] == "desk"
    assert client.post(f"/console/views/{mine.pk}/", {"do": "rename", "name": "x"}).status_code == 404
    assert client.post(f"/console/views/{mine.pk}/restore/").status_code == 200
    assert "水务" in client.get("/console/").content.decode()
    loop.sign_in(client, "intake")
    assert "水务" not in client.get("/console/").content.decode()
    for address in (f"/console/views/{mine.pk}/", f"/console/views/{mine.pk}/restore/"):
        assert client.post(address, {"do": "remove"}).status_code == 404


def test_a_name_is_needed_and_twenty_lists_are_enough(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "dispatch")
    for name in ("", " ", "一" * 21):
        assert "1 到 20" in client.post("/console/views/?view=open", {"name": name}, follow=True).content.decode()
    for n in range(20):
        client.post("/console/views/?view=open", {"name": str(n)})
    full = client.post("/console/views/?view=open", {"name": "20"}, follow=True).content.decode()
    assert "最多二十个" in full and OwnView.objects.count() == 20


def test_a_page_is_as_short_in_the_other_order(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY - timedelta(days=1)):
        old = loop.report().code
    new = loop.report().code
    loop.sign_in(client, "dispatch")
    page = client.get("/console/?view=open")
    assert rows(page)[0] == old
    other = client.get(f"/console/?{page.context['other_order']}")
    assert rows(other) == [new, old] and "order=due" in other.context["other_order"]


def test_keys_are_ones_own(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "dispatch")
    form = client.get("/console/keys/").context["form"]
    usual = {key: key for key in form.fields}
    assert {"j", "k", "x", "s", "z", "d", "m"} <= set(usual) and "a" not in usual  # dispatch accepts nothing
    clash = client.post("/console/keys/", {**usual, "d": "j"})
    assert clash.status_code == 422 and {"d", "j"} == set(clash.context["form"].errors)
    client.post("/console/keys/", {**usual, "d": "Q", "j": "n", "n": "j"})
    page = client.get("/console/").content.decode()
    assert "data-keymap=" in page and "&quot;d&quot;: &quot;q&quot;" in page
    loop.sign_in(client, "dispatch")  # another session of the same person
    assert "data-keymap=" in client.get("/console/", follow=True).content.decode()
    client.post("/console/keys/", {"do": "usual"})
    assert "data-keymap=" not in client.get("/console/").content.decode()


def test_a_case_beside_its_list_leaves_the_tab_marked(loop: Loop, client: Client) -> None:
    code = loop.assigned().code
    loop.sign_in(client, "dispatch")
    for address in ("/console/?view=open", f"/console/cases/{code}/?view=open"):
        html = client.get(address).content.decode()
        assert '?view=open" aria-current="page"' in html, address


def test_pressing_apply_closes_the_filters_and_choosing_one_keeps_them_open(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "dispatch")
    chosen = client.get("/console/?view=open&sift=1&state=triaged")
    assert chosen.context["is_sifting"]
    assert b'name="done" value="1">' in chosen.content
    applied = client.get("/console/?view=open&sift=1&state=triaged&done=1")
    assert not applied.context["is_sifting"]
    assert [str(chip.label) for chip in applied.context["chips"]]
    assert "done" not in applied.context["query"]


@pytest.mark.parametrize(("name", "words"), [("README.md", "(accept, `{}`)"), ("README.zh-CN.md", "（按 `{}`）")])
def test_the_readme_names_the_key_that_accepts(loop: Loop, client: Client, name: str, words: str) -> None:
    """It named the key of "refuse": whoever followed it stood before the wrong form at the second step."""
    code = loop.report().code
    loop.sign_in(client, "intake")
    html = client.get(f"/console/cases/{code}/?view=desk").content.decode()
    key = re.search(r'do=accept" data-key="(\w)"', html)
    assert key
    text = (Path(__file__).resolve().parents[4] / name).read_text(encoding="utf-8")
    assert words.format(key[1].upper()) in text


def test_an_act_that_is_done_already_is_told_where_its_form_would_stand(loop: Loop, client: Client) -> None:
    """A second tab, an old link: the case came without a form and without a word."""
    code = loop.assigned().code
    loop.sign_in(client, "intake")
    page = client.get(f"/console/cases/{code}/?do=accept")
    assert page.context["missed"].verb == "accept"
    assert "不能再做“受理”" in page.content.decode()
    assert client.get(f"/console/cases/{code}/?do=nonsense").context["missed"] is None
    assert client.get(f"/console/cases/{code}/").context["missed"] is None


def test_who_does_nothing_to_cases_is_not_offered_to_lay_them_aside(loop: Loop, client: Client) -> None:
    loop.assigned()
    for who, is_offered in (("dispatch", True), ("leader", False), ("auditor", False)):
        loop.sign_in(client, who)
        page = client.get("/console/?view=open").content.decode()
        assert ('data-opens="later"' in page) is is_offered, who


def test_who_returns_a_case_is_not_offered_their_own_unit(loop: Loop, client: Client) -> None:
    code = loop.assigned(unit="water").code
    loop.sign_in(client, "water")
    form = client.get(f"/console/cases/{code}/?do=return").context["form"]
    offered = {
        value
        for _name, inside in form.fields["unit"].choices
        if isinstance(inside, (list, tuple))
        for value, _label in inside
    }
    assert "hygiene" in offered and "water" not in offered
