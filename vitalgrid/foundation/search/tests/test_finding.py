"""Finding: everything that holds the words and nothing else, newest first, on whichever database the suite runs."""

import random
from datetime import UTC, datetime, timedelta
from unittest import mock
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.search import queries
from vitalgrid.foundation.search.actions import Entry, index_documents, remove, set_reach
from vitalgrid.foundation.search.models import Document
from vitalgrid.foundation.search.queries import find

START = datetime(2026, 6, 1, tzinfo=UTC)
EAST, WEST = "a1", "b2"


def put(*texts, kind="case", reach=(), start=START, step=timedelta(minutes=1)):
    entries = [
        Entry(kind, new_id(), start + n * step, text, code=f"260601-{n:07d}", reach=reach)
        for n, text in enumerate(texts)
    ]
    index_documents(entries, are_new=True)
    return entries


def found(query, entries, **options):
    """Places in `entries` of what is found, in the order of the answer."""
    places = {entry.object_id: n for n, entry in enumerate(entries)}
    return [places[hit.object_id] for hit in find(query, ["case"], **options).hits]


@pytest.mark.django_db
def test_two_characters_are_found_and_nothing_else():
    entries = put("东街井盖丢失", "井口的锅盖", "盖井", "井\n盖破损", "Manhole cover missing")
    assert found("井盖", entries) == [3, 0]
    assert found("盖", entries) == [3, 2, 1, 0]
    assert found("失", entries) == [0]  # the last character
    assert found("井盖 破损", entries) == [3]
    assert found("破损　井盖", entries) == [3]
    assert found("HOLE", entries) == [4]
    assert found("ｃｏｖｅｒ miss", entries) == [4]
    assert found("0000003", entries) == [3]
    assert found("井盖被盗", entries) == []
    assert found("  ", entries) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "%",
        "_",
        "*",
        '"',
        "'",
        "井*",
        "井盖 OR 锅",
        "NOT",
        "井_",
        "grams:井",
        "(",
        "\\",
        "井盖'--",
        "\x00",
        "^井",
        "-井",
    ],
)
def test_signs_are_data_and_never_syntax(query):
    entries = put("东街井盖丢失", "锅")
    assert found(query, entries) == []
    marked = put(f"此处有 {query} 字样", start=START + timedelta(days=1))
    assert found(query, marked) == ([0] if query.strip("\x00") else [])


@pytest.mark.django_db
def test_characters_outside_the_common_plane_are_found():
    entries = put("𠮷家巷漏水", "吉家巷漏水", "😀路灯")
    assert found("𠮷家", entries) == [0]
    assert found("𠮷", entries) == [0]
    assert found("😀", entries) == [2]


@pytest.mark.django_db
def test_newest_first_whatever_the_order_of_writing_and_page_by_page():
    late = put("路灯不亮", start=START + timedelta(days=9))
    early = put(*["路灯不亮"] * 7)
    entries = [*early, *late]
    assert found("路灯", entries) == [7, 6, 5, 4, 3, 2, 1, 0]
    pages, before = [], None
    while page := find("路灯", ["case"], limit=3, before=before).hits:
        pages += [hit.object_id for hit in page]
        before = page[-1].cursor
    assert pages == [entry.object_id for entry in reversed(entries)]


@pytest.mark.django_db
def test_a_change_of_text_and_a_removal_are_seen():
    entries = put("路灯不亮", "路灯闪烁")
    changed = Entry("case", entries[0].object_id, entries[0].at, "井盖丢失")
    index_documents([changed])
    assert found("路灯", entries) == [1]
    assert found("井盖", entries) == [0]
    assert remove("case", [entries[0].object_id]) == 1
    assert found("井盖", entries) == []
    assert remove("case", [entries[0].object_id]) == 0


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_found():
    entries = put("路灯不亮")

    class StopError(Exception):
        pass

    with pytest.raises(StopError), transaction.atomic():
        entries += put("路灯闪烁", start=START + timedelta(days=1))
        assert found("路灯", entries) == [1, 0]
        raise StopError
    assert found("路灯", entries) == [0]


@pytest.mark.django_db
def test_only_what_is_wanted_is_found():
    east, west = put("路灯不亮", reach=[EAST]), put("路灯不亮", reach=[WEST])
    other = put("路灯不亮", kind="task", reach=[EAST])
    entries = [*east, *west, *other]
    assert sorted(found("路灯", entries)) == [0, 1]
    assert found("路灯", entries, reach=[[EAST]]) == [0]
    assert sorted(found("路灯", entries, reach=[[EAST, WEST]])) == [0, 1]
    assert found("路灯", entries, reach=[[]]) == []
    assert found("路灯", entries, restrict=Q(reach=WEST)) == [1]
    assert found("路灯", entries, restrict=Q(object_id__in=[])) == []
    visible = Document.objects.filter(reach=EAST).values("object_id")
    assert found("路灯", entries, restrict=Q(object_id__in=visible)) == [0]
    assert [hit.kind for hit in find("路灯", ["task"]).hits] == ["task"]
    assert find("路灯", []).hits == []


@pytest.mark.django_db
def test_a_batch_of_one_second_gets_keys_of_its_own():
    entries = [Entry("case", UUID(int=n), START, "路灯") for n in range(4)]
    with mock.patch(
        "vitalgrid.foundation.search.actions.new_id", side_effect=[UUID(int=n) for n in (1, 1, 1, 2, 1, 3)]
    ):
        index_documents(entries[:3])
    with mock.patch("vitalgrid.foundation.search.actions.new_id", side_effect=[UUID(int=n) for n in (3, 4, 5)]):
        index_documents([entries[3], Entry("case", UUID(int=9), START, "路灯")])
    assert sorted(hit.object_id.int for hit in find("路灯", ["case"]).hits) == [0, 1, 2, 3, 9]


@pytest.mark.django_db
def test_common_words_are_walked_through_with_the_same_answer(monkeypatch):
    dice = random.Random(7)
    entries = put(*["".join(dice.choices("路灯井盖不亮", k=12)) for _ in range(300)], reach=[EAST])
    expected = [n for n in reversed(range(300)) if "路灯" in entries[n].text]
    assert len(expected) > 60
    for few, chunk in ((2000, 250), (3, 3)):
        monkeypatch.setattr(queries, "FEW", few)
        monkeypatch.setattr(queries, "_CHUNK", chunk)
        assert found("路灯", entries, limit=1000) == expected
        assert found("路灯", entries, limit=2) == expected[:2]
        assert found("路灯", entries, limit=1000, reach=[[WEST]]) == []


class ExactnessTest(TestCase):
    """Against plain containment in Python."""

    alphabet = st.text(alphabet="井盖路灯aAｂ1 ，.%_'\"*", max_size=12)

    @settings(max_examples=60)
    @given(st.lists(alphabet, max_size=6), alphabet)
    def test_finds_what_python_finds(self, texts, query):
        entries = put(*texts)
        words = queries.words_of(query)
        folded = [queries.Document.objects.get(object_id=entry.object_id).text for entry in entries]
        expected = [n for n, text in enumerate(folded) if words and all(word in text for word in words)]
        assert sorted(found(query, entries)) == expected


@pytest.mark.django_db
def test_the_few_that_somebody_may_see_are_found_behind_the_many_that_they_may_not():
    entries = put(*[f"路灯不亮 {number}" for number in range(900)])
    seen = {entry.object_id for entry in entries[:3]}  # the oldest
    asked = []

    def keep(hits):
        asked.append(len(hits))
        return seen

    hits = find("路灯", ["case"], keep=keep, limit=2).hits
    assert [hit.object_id for hit in hits] == [entries[2].object_id, entries[1].object_id]
    assert sum(asked) == 900 and len(asked) < 8
    assert find("路灯", ["case"], keep=lambda hits: (), limit=2) == queries.Found()
    some = find("路灯", ["case"], keep=lambda hits: (), limit=2, most=300)
    assert some.hits == [] and some.goes_on_at is not None
    assert found("路灯", entries, before=some.goes_on_at, limit=1000)[-1] == 0


@pytest.mark.django_db
def test_pages_go_both_ways_over_years_and_within_one_second(monkeypatch):
    """Periods near and far, full and empty: the same pages back as forward."""
    monkeypatch.setattr(queries, "FEW", 5)
    entries = [
        Entry("case", new_id(), START + timedelta(days=days), "路灯不亮", reach=(EAST,))
        for days in (0, 0, 0, 0, 0, 0, 0, 0, 20, 40, 41, 300, 800, 801, 2400, 2400)
    ]
    index_documents(entries, are_new=True)
    forward, before = [], None
    while page := find("路灯", ["case"], reach=[[EAST]], limit=3, before=before).hits:
        forward.append(page)
        before = page[-1].cursor
    assert sorted(hit.object_id for page in forward for hit in page) == sorted(entry.object_id for entry in entries)
    cursors = [hit.cursor for page in forward for hit in page]
    assert cursors == sorted(cursors, reverse=True)
    back, after = [], forward[-1][0].cursor
    while page := find("路灯", ["case"], reach=[[EAST]], limit=3, after=after).hits:
        back.insert(0, page[::-1])
        after = page[-1].cursor
    assert back == forward[:-1]


@pytest.mark.django_db
def test_who_may_find_it_changes_and_the_words_do_not():
    entries = put("路灯不亮", "井盖", reach=[EAST])
    first = entries[0].object_id
    assert set_reach({first: [WEST, WEST, "c3"], new_id(): [EAST]}) == 1
    assert set_reach({first: [WEST, "c3"]}) == 0
    assert found("路灯", entries, reach=[[EAST]]) == []
    assert found("路灯", entries, reach=[[WEST]]) == found("路灯", entries, reach=[["c3"], [WEST, EAST]]) == [0]
    assert found("路灯", entries, reach=[["c3"], [EAST]]) == []
    assert found("井盖", entries, reach=[[EAST]]) == [1]
    assert set_reach({first: []}) == 1
    assert found("路灯", entries, reach=[[WEST]]) == [] and found("路灯", entries) == [0]
    assert remove("case", [first]) == 1
    assert found("路灯", entries) == [] and found("a1", entries) == []
