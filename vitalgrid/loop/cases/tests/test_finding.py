"""Searching by words finds exactly what the naive filter finds: the words stand in a report, and `by` may read it.

Over lives drawn at random: cases change hands and places, are kept apart, joined, split, taken back; for everybody.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.apps import apps

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.search import queries
from vitalgrid.foundation.search.actions import set_reach
from vitalgrid.foundation.search.models import Document
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.actions import move_case, undo_step
from vitalgrid.loop.cases.actions.importing import import_reports
from vitalgrid.loop.cases.importing_rows import ImportedReport
from vitalgrid.loop.cases.models import Case, Report, Step
from vitalgrid.loop.cases.queries.excerpts import excerpts
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases, narrowed
from vitalgrid.loop.cases.queries.reach import wanted_marks
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop
from vitalgrid.loop.cases.workflow import transition

EVERYBODY = (
    "intake", "dispatch", "leader", "water", "hygiene", "petitions", "discipline", "administrator", "room-1", "room-2",
    "station-1", "head-1-1", "head-2-1", "full-1-1-1-1", "full-2-1-1-1", "part-1-1-1-1",
)  # fmt: skip
HANDS = ("intake", "dispatch", "inspection", "room-1", "room-2", "water", "hygiene", "petitions", "discipline")
PLACES = ("1-1-1-1", "1-1-1-2", "1-2-1-1", "2-1-1-1", "2-1-1-2")
VERBS = (
    "accept", "recategorise", "place", "assign", "assign", "reassign", "assist", "return", "take", "pause", "handle",
    "join", "undo_join", "split", "undo_split", "adopt", "exclude",
)  # fmt: skip
WORDS = ("井盖", "路灯", "井盖 不亮", "亮", "演示:")


def lived(loop: Loop, dice: Random, steps: int) -> Iterator[None]:
    """A life drawn at random, step by step."""
    people = {who: loop.actor(who) for who in (*EVERYBODY, "inspection")}
    for step in range(steps):
        with clock.set_to(MONDAY + timedelta(seconds=20 * step)):
            codes = list(Case.objects.order_by("opened_at", "title", "pk").values_list("code", flat=True))
            try:
                if not codes or dice.random() < 0.25:
                    told = dice.choice((None, people["full-1-1-1-1"], people["part-1-1-1-1"], people["water"]))
                    words = "演示:" + "".join(dice.choices(("井盖", "路灯", "不亮", "松动", "井", "灯"), k=3))
                    joins = dice.choice(codes) if codes and dice.random() < 0.3 else ""
                    category = dice.choice(("", "0404", "12", "14"))
                    loop.report(
                        told, at=dice.choice(PLACES), description=words, joins=joins, category=category,
                        source=dice.choice(("resident", "worker")) if told else "resident",
                    )  # fmt: skip
                else:
                    moved(people, dice, dice.choice(codes), codes)
            except Problem:
                continue
        yield


def moved(people: dict[str, Actor], dice: Random, code: str, codes: list[str]) -> None:
    state = Case.objects.get(code=code).state
    verb = dice.choice([verb for verb in VERBS if state in transition(verb).from_states] or ["accept"])
    given: dict[str, Any] = {
        "category": dice.choice(("0404", "0301", "12", "14")), "unit": dice.choice(("water", "hygiene", "station-1")),
        "assisting": [dice.choice(("petitions", "hygiene", "water"))], "into": dice.choice(codes),
        "area": dice.choice(PLACES), "text": "演示:说明。", "answer": "演示:答复。", "outcome": "done",
        "ground": "not_our_duty", "cause": "weather", "until": (clock.now() + timedelta(days=1)).isoformat(),
        "parts": [{"text": "演示:井盖。"}, {"text": "演示:路灯不亮。", "category": "0301"}],
    }  # fmt: skip
    hands = [people[who] for who in HANDS]
    dice.shuffle(hands)
    for by in hands:
        try:
            case = move_case(by=by, code=code, verb=verb, data=given)
            if dice.random() < 0.2:
                undo_step(by=by, code=code, number=case.revision)
        except Problem:
            continue
        return


def naive(by: Actor, words: str) -> set[str]:
    """The codes of the cases with a report that `by` may read in which all the words stand."""
    nobody = replace(by, user_id=-1)  # with the same posts, who never reported anything
    by_post = {*visible_to(by).values_list("pk", flat=True)} & {*visible_to(nobody).values_list("pk", flat=True)}
    case_of = {pk: (case, filer) for pk, case, filer in Report.objects.values_list("pk", "case", "filed_by")}
    cases = {case.pk: case for case in Case.objects.all()}
    found = set()
    for document in Document.objects.all():
        key, filer = case_of.get(document.object_id, (document.object_id, None))
        is_own = filer is not None and filer == by.user_id and not cases[key].is_integrity
        if (key in by_post or is_own) and all(word in document.text for word in words.split()):
            found.add(cases[key].code)
    return found


def pages(by: Actor, wanted: CaseFilter, limit: int) -> list[str]:
    """The codes of all pages, forward; the same going back."""
    page = list_cases(by, wanted, limit=limit)
    forward = [[row.code for row in page.rows]]
    while page.older:
        page = list_cases(by, wanted, before=page.older, limit=limit)
        forward.append([row.code for row in page.rows])
    back = [forward[-1]]
    while page.newer:
        page = list_cases(by, wanted, after=page.newer, limit=limit)
        back.insert(0, [row.code for row in page.rows])
    assert back == forward
    return [code for codes in forward for code in codes]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_search_is_the_naive_filter_whatever_happened(loop: Loop, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """For everybody, and page by page; and the marks in the index are those of the cases as they stand now."""
    dice = Random(seed)
    monkeypatch.setattr(queries, "FEW", 8)  # PostgreSQL goes both of its ways
    actors = [loop.actor(who) for who in EVERYBODY]
    for number, _ in enumerate(lived(loop, dice, 130)):
        if number % 4 == 0:
            by, words = dice.choice(actors), dice.choice(WORDS)
            assert set(pages(by, CaseFilter(view="all", q=words), 7)) == naive(by, words), (by.name, words)
    for by in actors:
        found = pages(by, CaseFilter(view="all", q="演示:"), 3)
        assert len(found) == len(set(found)) and set(found) == naive(by, "演示:"), by.name
        wanted = CaseFilter(view="open", q="演示:", area="1")
        seen = set(narrowed(by, replace(wanted, q="")).values_list("code", flat=True))
        assert set(pages(by, wanted, 50)) == naive(by, "演示:") & seen, by.name
    marks = wanted_marks(list(Case.objects.all()))
    assert {d.object_id: d.reach for d in Document.objects.all()} == {
        d.object_id: " ".join(marks[d.object_id]) for d in Document.objects.all()
    }
    verbs = set(Step.objects.values_list("verb", flat=True))
    assert verbs >= {"assign", "place", "join", "split", "follow", "recategorise", "undo"}, verbs


def test_what_is_hidden_is_not_found_by_those_who_found_it_before(loop: Loop) -> None:
    """A complaint about staff, once it is known to be one: neither by unit nor by place nor by who told it."""
    teller = loop.actor("full-1-1-1-1")
    code = loop.report(teller, source="worker", description="演示:井盖旁边的人态度不好。").code
    loop.move(code, "accept", "intake", category="0404")
    loop.move(code, "assign", "dispatch", unit="water")
    finders = ("water", "room-1", "head-1-1", "full-1-1-1-1", "intake", "leader")

    def finding() -> list[str]:
        return [who for who in (*finders, "discipline") if pages(loop.actor(who), CaseFilter(view="all", q="井盖"), 5)]

    assert finding() == list(finders)
    loop.move(code, "recategorise", "intake", category="14", text="演示:是对人的投诉。")
    assert finding() == ["discipline"]
    cases = list(Case.objects.values_list("pk", flat=True))
    assert excerpts(loop.actor("discipline"), cases, "井盖") == {cases[0]: "演示:井盖旁边的人态度不好。"}
    assert set(Document.objects.values_list("reach", flat=True)) == {"i"}


def test_words_of_others_are_not_found_by_who_only_reported_it_too(loop: Loop) -> None:
    """Finding is reading: a word of somebody else's report would be told by being found."""
    mine = loop.actor("part-1-1-1-1")
    code = loop.report(mine, source="worker", at="2-1-1-1", description="演示:路灯不亮。").code
    loop.report(joins=code, at="2-1-1-1", description="演示:井盖松动。")
    assert pages(mine, CaseFilter(view="all", q="路灯"), 5) == [code]
    assert pages(mine, CaseFilter(view="all", q="井盖"), 5) == []
    assert pages(loop.actor("room-2"), CaseFilter(view="all", q="井盖"), 5) == [code]


def test_more_than_five_hundred_are_paged_to_the_last(loop: Loop) -> None:
    """Every case once, forward and back; and what counts them counts as many."""
    rows = [
        ImportedReport(
            external_source="演示",
            external_id=str(n),
            received_at=MONDAY - timedelta(seconds=n // 7),
            description="演示:井盖松动。",
            area="1-1-1-1",
        )
        for n in range(520)
    ]
    import_reports(by=Actor.system("test"), rows=rows)
    by = loop.actor("room-1")
    found = pages(by, CaseFilter(view="all", q="井盖"), 100)
    assert len(found) == len(set(found)) == 520
    assert narrowed(by, CaseFilter(view="all", q="井盖")).count() == 520


def test_a_unit_that_helps_finds_it_until_that_is_taken_back(loop: Loop) -> None:
    """Handing on and calling for help; what a unit had once it goes on finding; a share taken back it never had."""
    code = loop.assigned(description="演示:井盖松动。").code

    def finding() -> list[str]:
        whole = ("water", "hygiene", "petitions", "station-2")
        return [who for who in whole if pages(loop.actor(who), CaseFilter(view="all", q="井盖"), 5)]

    assert finding() == ["water"]
    loop.move(code, "assist", "dispatch", assisting=["hygiene"], text="演示:请协助。")
    assert finding() == ["water", "hygiene"]
    case = loop.move(code, "reassign", "dispatch", unit="petitions", text="演示:改派。")
    assert finding() == ["water", "hygiene", "petitions"]
    undo_step(by=loop.actor("dispatch"), code=code, number=case.revision)
    assert finding() == ["water", "hygiene"]


def test_what_was_indexed_before_learns_who_may_find_it_and_forgets_it_again(loop: Loop) -> None:
    """The migration, forward from the township's token, broken off and going on, and back."""
    moved_by = import_module("vitalgrid.loop.cases.migrations.0007_who_finds_them")
    filer = loop.actor("part-1-1-1-1")
    loop.report(filer, source="worker", description="演示:井盖松动。")
    code = loop.assigned(description="演示:井盖不响。", at="2-1-1-1").code
    loop.move(code, "split", "dispatch", parts=[{"text": "演示:井盖。"}, {"text": "演示:路灯。"}])
    loop.report(description="演示:井盖边的人态度不好。", category="14")
    after = dict(Document.objects.values_list("pk", "reach"))
    moved_by.take_marks(apps, None)
    before = dict(Document.objects.values_list("pk", "reach"))
    assert {len(reach) for reach in before.values()} == {32}
    assert not pages(loop.actor("water"), CaseFilter(view="all", q="井盖"), 5)
    some = Document.objects.order_by("pk").first()
    assert some is not None and set_reach({some.object_id: after[some.pk].split()}) == 1
    moved_by.give_marks(apps, None)
    assert dict(Document.objects.values_list("pk", "reach")) == after
    for who in EVERYBODY:
        assert set(pages(loop.actor(who), CaseFilter(view="all", q="井盖"), 5)) == naive(loop.actor(who), "井盖"), who
