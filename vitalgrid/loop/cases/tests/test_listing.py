"""Lists: each case once, in order, page by page, at a fixed number of statements; and only what one may see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop


def walk(loop: Loop, who: str, wanted: CaseFilter, limit: int) -> tuple[list[str], list[str]]:
    """The codes met going forward to the end, and going back from there."""
    by, forward, before = loop.actor(who), [], ""
    while True:
        page = list_cases(by, wanted, before=before, limit=limit)
        forward.append([row.code for row in page.rows])
        before = page.older
        if not before:
            break
    back = [forward[-1]]
    while page.newer:
        page = list_cases(by, wanted, after=page.newer, limit=limit)
        back.insert(0, [row.code for row in page.rows])
    return [code for codes in forward for code in codes], [code for codes in back for code in codes]


@pytest.mark.parametrize("order", ["due", "new"])
def test_pages_meet_every_case_once_forward_and_back(loop: Loop, order: str) -> None:
    for minutes in range(9):
        with clock.set_to(MONDAY + timedelta(minutes=minutes // 2)):
            loop.report()
    Case.objects.filter(pk__in=list(Case.objects.values_list("pk", flat=True)[:4])).update(next_due_at=None)
    forward, back = walk(loop, "intake", CaseFilter(view="open", order=order), 2)
    assert len(forward) == 9 and len(set(forward)) == 9
    assert back == forward


def test_a_list_costs_the_same_for_one_and_for_twenty(loop: Loop) -> None:
    by = loop.actor("intake")
    loop.report()
    list_cases(by, CaseFilter())
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            list_cases(by, CaseFilter(order="new"))
        costs.append(len(seen))
        for _more in range(19):
            loop.report()
    assert costs[0] == costs[1] <= 2


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("intake", 2),
        ("room-1", 1),
        ("head-1-1", 1),
        ("full-1-1-1-1", 1),
        ("full-1-1-1-2", 0),
        ("part-1-1-1-1", 0),
        ("water", 0),
        ("room-2", 1),
        ("leader", 2),
        ("administrator", 0),
    ],
)
def test_everybody_sees_their_own_reach(loop: Loop, who: str, count: int) -> None:
    loop.report(at="1-1-1-1")
    loop.report(at="2-1-1-1")
    assert len(list_cases(loop.actor(who), CaseFilter(view="all")).rows) == count


def test_search_finds_two_characters_and_the_telephone_number(loop: Loop) -> None:
    first = loop.report(description="演示:北门外井盖松动。", phone="138 0000 0000", name="演示·甲")
    loop.report(description="演示:路灯不亮。")
    for words in ("井盖", "北门 井盖", first.code, "13800000000"):
        found = list_cases(loop.actor("intake"), CaseFilter(view="all", q=words)).rows
        assert [row.code for row in found] == [first.code], words
    assert not list_cases(loop.actor("room-2"), CaseFilter(view="all", q="井盖")).rows
    assert not list_cases(loop.actor("leader"), CaseFilter(view="all", q="13800000000")).rows


@pytest.mark.parametrize("most", [200, 0])
def test_what_somebody_reported_elsewhere_stands_in_their_lists(
    loop: Loop, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Few own cases are named in the statement, many are asked for in it: the list is the same."""
    monkeypatch.setattr("vitalgrid.loop.cases.access.OWN_AT_MOST", most)
    worker = loop.actor("full-1-1-1-1")
    own = {loop.report(at="2-1-1-1", by=worker, source="worker").code, loop.report(at="2-1-1-1", by=worker).code}
    here = loop.report(at="1-1-1-1").code
    loop.report(at="2-1-1-1")
    assert {row.code for row in list_cases(worker, CaseFilter(view="all")).rows} == own | {here}
    assert {row.code for row in list_cases(worker, CaseFilter(view="mine")).rows} == own
    assert {row.code for row in list_cases(worker, CaseFilter(view="all", area="2")).rows} == own


def test_in_the_order_of_due_moments_what_has_no_clock_comes_last_and_newest_first(loop: Loop) -> None:
    codes = []
    for minutes in range(7):
        with clock.set_to(MONDAY + timedelta(minutes=minutes)):
            codes.append(loop.report().code)
    Case.objects.filter(code__in=codes[:4]).update(next_due_at=None)
    forward, back = walk(loop, "intake", CaseFilter(view="all", order="due"), 2)
    assert forward == [*codes[4:], *reversed(codes[:4])]
    assert back == forward
