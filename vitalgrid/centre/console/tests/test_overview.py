"""The leader's page: figures that open exactly the cases they count, and no field to type in."""

from datetime import date, timedelta

import pytest
from django.test import Client

from vitalgrid.centre.console.overview import SPANS, span_of
from vitalgrid.foundation.figures import queries
from vitalgrid.foundation.figures.periods import Period
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop


def lived(loop: Loop) -> None:
    """Some cases in every stage, and a complaint about staff."""
    with clock.set_to(MONDAY):
        closed = [loop.closed(at=at).code for at in ("1-1-1-1", "1-1-1-1", "2-1-1-1")]
        loop.move(closed[0], "reopen", "inspection", text="演示:又漏了。")
        back = loop.assigned().code
        loop.move(back, "return", "water", unit="hygiene", ground="not_our_duty", text="演示:不归我们管。")
        loop.in_progress()
        loop.report(category="14", at="1-1-1-1")
        other = loop.report().code
        loop.move(other, "join", "intake", into=back)


@pytest.mark.parametrize("area", ["", "1", "2"])
def test_each_figure_opens_as_many_cases_as_it_counts(loop: Loop, area: str) -> None:
    """A list that says 40 under a figure of 41 makes every figure doubtful."""
    lived(loop)
    with clock.set_to(MONDAY + timedelta(days=2)):
        given = {"now": clock.now(), "period": Period(date(2026, 3, 1), date(2026, 3, 31))}
        given["area"] = queries.scope_named("area", area)
        told = 0
        for key, indicator in queries.indicators().items():
            figure = queries.measure(key, **given)
            if indicator.fact.name == "report":  # several reports may be one case
                continue
            assert len(queries.records_behind(key, **given)) == figure.n, key
            if figure.denominator is not None:
                assert len(queries.records_behind(key, is_part=True, **given)) == figure.numerator, key
            told += figure.n
        assert told


def test_the_leader_lands_on_figures_and_comes_down_to_a_case(loop: Loop, client: Client) -> None:
    lived(loop)
    with clock.set_to(MONDAY + timedelta(hours=5)):
        loop.sign_in(client, "leader")
        assert client.get("/console/")["Location"] == "/console/overview/"
        page = client.get("/console/overview/?area=1&span=days")
        assert page.context["asked"].area == "1"
        assert {load.code for load in page.context["loads"]} == {"1", "2"}
        text = page.content.decode()
        assert "<textarea" not in text and 'type="text"' not in text
        behind = client.get("/console/overview/cases_closed/?area=1&span=days")
        rows = behind.context["rows"]
        assert len(rows) == behind.context["figure"].n == 1
        case = client.get(f"/console/cases/{rows[0].code}/")
        assert case.context["seen"].next_verbs == []
        assert client.get("/console/overview/nothing/").status_code == 404
        assert client.get("/console/?view=open").status_code == 200


def test_an_area_outside_ones_reach_is_not_asked_about(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "head-1-1")
    asked = client.get("/console/overview/?area=2").context["asked"]
    assert asked.area == "1-1"
    assert [code for code, _label in client.get("/console/overview/").context["areas"]] == ["1-1", "1-1-1", "1-1-2"]
    loop.sign_in(client, "water")
    assert client.get("/console/overview/?area=2").context["asked"].area == ""
    loop.sign_in(client, "administrator")
    assert client.get("/console/overview/").status_code == 403


def test_a_complaint_about_staff_counts_for_the_city_and_is_shown_to_nobody(loop: Loop, client: Client) -> None:
    lived(loop)
    with clock.set_to(MONDAY + timedelta(hours=1)):
        loop.sign_in(client, "leader")
        page = client.get("/console/overview/reports_received/?span=year")
        assert page.context["hidden"] == 1
        assert not any(row.is_integrity for row in page.context["rows"])


def test_named_spans_are_whole_and_end_today() -> None:
    today = date(2026, 3, 5)
    spans = {span: span_of(span, today) for span in SPANS}
    assert spans["month"] == Period(date(2026, 3, 1), today)
    assert spans["last_month"] == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert spans["quarter"] == Period(date(2026, 1, 1), today)
    assert spans["days"] == Period(date(2026, 2, 4), today)
    assert span_of("last_month", date(2026, 1, 31)) == Period(date(2025, 12, 1), date(2025, 12, 31))
