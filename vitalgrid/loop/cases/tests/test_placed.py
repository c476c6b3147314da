"""The map's numbers: cells, areas and moments agree with a plain recount, and show nobody more than they may see."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from vitalgrid.city.grids.actions import NewArea, redivide_area
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Step
from vitalgrid.loop.cases.queries.listing import CaseFilter
from vitalgrid.loop.cases.queries.placed import (
    MOST_CELLS,
    Asked,
    Window,
    cases_asked,
    cells_in,
    listed_in,
    open_over_time,
    singles_in,
    tallies_of,
)
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop
from vitalgrid.loop.cases.workflow import OPEN_STATES

CITY = Window(96.9, 39.7, 97.3, 40.1)
HOUR = timedelta(hours=1)


def _asked(at: datetime | None = None, show: str = "open", **wanted: str) -> Asked:
    return Asked(CaseFilter.from_query(wanted), show, at)


def _recount(at: datetime) -> set[str]:
    """What was open at `at`, by walking every step: nothing but the story."""
    state: dict[str, str] = {}
    for step in Step.objects.select_related("case").order_by("case", "number"):
        if step.at <= at:
            state[step.case.code] = step.to_state
    return {code for code, then in state.items() if then in OPEN_STATES}


def _story(loop: Loop) -> list[datetime]:
    """Cases of every fate over three days; returns moments between what happened."""
    moments = []
    with clock.set_to(MONDAY):
        stays, shut, again = loop.in_progress().code, loop.handled(at="1-1-1-2").code, loop.handled(at="2-1-1-1").code
        twin = loop.accepted(at="1-1-1-1").code
    moments.append(MONDAY + HOUR)
    with clock.set_to(MONDAY + 2 * HOUR):
        for code in (shut, again):
            loop.move(code, "pass", "inspection", text="演示:看过了。")
            loop.move(code, "close", "inspection", outcome="done", answer="演示:已经修好,谢谢您。")
        loop.move(twin, "join", "dispatch", into=stays)
    moments.append(MONDAY + 3 * HOUR)
    with clock.set_to(MONDAY + 4 * HOUR):
        loop.move(again, "reopen", "inspection", text="演示:又坏了。")
    moments.append(MONDAY + 5 * HOUR)
    return moments


def test_open_at_a_moment_is_what_the_steps_say(loop: Loop) -> None:
    moments = _story(loop)
    by = loop.actor("dispatch")
    with clock.set_to(MONDAY + 6 * HOUR):
        seen = [set(cases_asked(by, _asked(at)).values_list("code", flat=True)) for at in moments]
        assert seen == [_recount(at) for at in moments]
        assert [len(codes) for codes in seen] == [4, 1, 2]
        now = set(cases_asked(by, _asked()).values_list("code", flat=True))
        assert now == _recount(MONDAY + 6 * HOUR)
        assert open_over_time(by, _asked(), MONDAY - HOUR, 2 * HOUR, 3) == [0, 4, 1, 2]


def test_a_past_row_has_the_state_of_its_moment(loop: Loop) -> None:
    with clock.set_to(MONDAY):
        code = loop.accepted().code
    with clock.set_to(MONDAY + 2 * HOUR):
        loop.move(code, "assign", "dispatch", unit="water")
    with clock.set_to(MONDAY + 3 * HOUR):
        by = loop.actor("dispatch")
        for at, state in ((MONDAY + HOUR, "triaged"), (None, "assigned")):
            cases = cases_asked(by, _asked(at))
            cells = cells_in(cases, CITY, at)
            (row,) = singles_in(cases, cells, at)
            assert (row.code, row.state) == (code, state)
            assert [one.state for one in listed_in(cases, CITY, at, 5)] == [state]
            assert [cell.in_hand for cell in cells] == [int(state == "assigned")]


def test_cells_hold_every_case_once_and_cost_one_statement(loop: Loop) -> None:
    for at in ("1-1-1-1", "1-1-1-1", "1-1-1-2", "2-2-2-2"):
        loop.in_progress(at=at)
    by = loop.actor("dispatch")
    cases = cases_asked(by, _asked())
    with CaptureQueriesContext(connection) as told:
        cells = cells_in(cases, CITY)
    assert len(told) == 1
    assert sum(cell.count for cell in cells) == 4
    assert sorted(cell.count for cell in cells) == [1, 1, 2]
    far = Window(96.9, 39.7, 96.95, 39.75)
    assert cells_in(cases, far) == []
    wide, high = CITY.cell()
    assert (CITY.east - CITY.west) / wide <= MOST_CELLS
    assert (CITY.north - CITY.south) / high <= MOST_CELLS + 1


def test_the_map_shows_what_a_person_may_see(loop: Loop) -> None:
    near, far = loop.in_progress(at="1-1-1-1").code, loop.in_progress(at="2-1-1-1").code
    apart = loop.report(description="演示:投诉某工作人员。", category="14").code
    loop.move(apart, "accept", "discipline", category="14")

    def seen(who: str) -> set[str]:
        return set(cases_asked(loop.actor(who), _asked()).values_list("code", flat=True))

    assert seen("dispatch") == {near, far}
    assert seen("room-1") == {near}
    assert seen("discipline") == {apart}
    assert cells_in(cases_asked(Actor.resident(), _asked()), CITY) == []


def test_areas_count_their_cases_and_a_divided_one_counts_by_the_point(loop: Loop) -> None:
    loop.in_progress(at="1-1-1-1")
    loop.in_progress(at="1-1-1-2")
    by, areas = loop.actor("dispatch"), loop.city.areas
    grids = tallies_of(cases_asked(by, _asked()), 3).areas[3]
    assert {key: tally.count for key, tally in grids.items()} == {areas["1-1-1"].id: 2}
    outline = areas["1-1-1-1"].boundary
    halves = _halves(outline.min_lon, outline.min_lat, outline.max_lon, outline.max_lat)
    made = redivide_area(
        by=Actor.system("test"),
        area=areas["1-1-1-1"].id,
        into=[NewArea(f"1-1-1-1{n}", f"演示·{n}", boundary=half) for n, half in zip("ab", halves, strict=True)],
        on=date(2026, 3, 5),
    )
    later = MONDAY + timedelta(days=5)
    with clock.set_to(later + HOUR):
        now = tallies_of(cases_asked(by, _asked()), 4).areas[4]
        assert sum(now.get(area.id).count for area in made if now.get(area.id)) == 1  # type: ignore[union-attr]
        assert now[areas["1-1-1-2"].id].count == 1
        before = tallies_of(cases_asked(by, _asked(MONDAY + HOUR)), 4, MONDAY + HOUR).areas[4]
        assert before[areas["1-1-1-1"].id].count == 1


def _halves(west: float, south: float, east: float, north: float) -> list[dict[str, Any]]:
    middle = west + (east - west) / 3
    return [
        {"type": "Polygon", "coordinates": [[[a, south], [b, south], [b, north], [a, north], [a, south]]]}
        for a, b in ((west, middle), (middle, east))
    ]


def test_a_window_that_is_none_is_refused_without_an_error() -> None:
    for text in ("", "1,2,3", "a,b,c,d", "5,1,4,2", "0,0,400,1", "nan,1,2,3"):
        assert Window.from_text(text) is None
    assert Window.from_text("97,39.8,97.1,39.9") == Window(97.0, 39.8, 97.1, 39.9)
