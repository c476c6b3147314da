"""Every indicator against a recount in plain Python, on the live database and on DuckDB over Parquet, to the digit."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from vitalgrid.city.grids.models import Area, Unit
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.scopes import area_scope, unit_scope
from vitalgrid.config.indicators import FACTS, INDICATORS
from vitalgrid.foundation.figures.parquet import write_facts
from vitalgrid.foundation.figures.periods import Period, month_of
from vitalgrid.foundation.figures.queries import measure, measure_in_files
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.models import Answer, Case, Report
from vitalgrid.loop.cases.tests.recount import recount

KEYS = [
    "reports_received", "cases_closed", "due_in_period", "on_time_rate", "overdue_open", "median_hours_to_close",
    "p90_hours_to_close", "median_hours_to_assign", "median_hours_to_take", "median_hours_to_handle",
    "median_hours_to_check", "reopen_rate", "return_rate", "satisfied_rate", "solved_rate", "mediation_success_rate",
]  # fmt: skip
ZONE = "Asia/Shanghai"
START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 20, 3, tzinfo=UTC)
STATES = ["closed"] * 6 + ["joined", "withdrawn", "received", "in_progress", "paused", "in_review"]


def some_moment(dice, after=START):
    if dice.random() < 0.2:  # midnight of the city to the microsecond, and just before it
        day = datetime(2026, dice.randint(1, 3), dice.choice([1, 15, 28]), 16, tzinfo=UTC)
        return day - timedelta(microseconds=dice.choice([0, 1]))
    return after + timedelta(minutes=dice.randint(-600, 60_000), microseconds=dice.choice([0, 0, 1, 500_000, 999_999]))


def maybe(dice, value):
    return value if dice.random() < 0.8 else None


def fill(seed: int, size: int = 160) -> None:
    """Cases, reports and answers of every kind, also such as only an import brings (closed before received)."""
    dice = random.Random(seed)
    areas, units = [*Area.objects.all(), None], [*Unit.objects.all(), None]
    cases = []
    for number in range(size):
        state, area, opened = dice.choice(STATES), dice.choice(areas), some_moment(dice)
        closed = some_moment(dice, opened)
        cases.append(
            Case(
                code=f"{seed:06d}-{number:07d}",
                state=state,
                is_open=state not in ("closed", "joined", "withdrawn"),
                opened_at=opened,
                closed_at=closed if state in ("closed", "joined", "withdrawn") else None,
                outcome="done" if state == "closed" else "",
                first_closed_at=closed if state in ("closed", "in_review") else maybe(dice, some_moment(dice, opened)),
                first_assigned_at=maybe(dice, some_moment(dice, opened)),
                assigned_at=maybe(dice, some_moment(dice, opened)),
                taken_at=maybe(dice, some_moment(dice, opened)),
                handled_at=maybe(dice, some_moment(dice, opened)),
                verified_at=maybe(dice, some_moment(dice, opened)),
                due_at=maybe(dice, closed if dice.random() < 0.2 else some_moment(dice, opened)),
                reopen_count=dice.choice([0, 0, 1, 2]),
                return_count=dice.choice([0, 0, 1, 3]),
                mediation=dice.choice(["", "succeeded", "failed", "stopped"]),
                area=area,
                township=area and area.township,
                village=area and area.village,
                grid=area and area.grid,
                lead_unit=dice.choice(units),
            )
        )
    Case.objects.bulk_create(cases)
    Report.objects.bulk_create(
        Report(case=dice.choice(cases), source="resident", description="演示", received_at=some_moment(dice))
        for _ in range(size)
    )
    Answer.objects.bulk_create(some_answer(dice, dice.choice(cases)) for _ in range(size))


def some_answer(dice, case):
    solved, satisfied = dice.choice([True, False, None]), dice.choice(["yes", "partly", "no", ""])
    return Answer(
        case=case,
        at=some_moment(dice),
        channel="phone",
        is_solved=solved,
        satisfied=satisfied,
        is_valid=(solved is not None or satisfied != "") and dice.random() < 0.9,
    )


def rows_below(area_codes=None, unit_ids=None):
    """Plain rows of all, or of the cases whose own area lies in one of `area_codes` or whose unit is one of those."""
    paths = {area.pk: set(area.path.split("/")) for area in Area.objects.all()}

    def is_in(case):
        in_area = area_codes is None or bool(case["area_id"] and paths[case["area_id"]] & area_codes)
        return in_area and (unit_ids is None or case["lead_unit_id"] in unit_ids)

    cases = [case for case in Case.objects.values() if is_in(case)]
    known = {case["id"] for case in cases}
    reports, answers = Report.objects.values(), Answer.objects.values()
    return cases, [r for r in reports if r["case_id"] in known], [a for a in answers if a["case_id"] in known]


def told(figure):
    silent = () if figure.non_response is None else (figure.non_response,)
    return (figure.value, figure.numerator, figure.denominator, figure.n, *silent)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return tmp_path_factory.mktemp("facts")


PERIODS = [
    Period(),
    month_of(2026, 1),
    month_of(2026, 2),
    Period(date(2026, 2, 15), date(2026, 2, 15)),
    Period(None, date(2026, 1, 31)),
    Period(date(2026, 2, 1), None),
    Period(date(2020, 1, 1), date(2020, 12, 31)),
]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_equals_a_recount_on_both_engines(loop, lake, seed):
    fill(seed)
    assert write_facts(lake, FACTS) == {
        "case": Case.objects.exclude(state="joined").count(),
        "report": Report.objects.count(),
        "answer": Answer.objects.count(),
    }
    rows, values = rows_below(), set()
    for key in KEYS:
        for period in PERIODS:
            expected = recount(key, *rows, (period.first, period.last), ZONE, NOW)
            assert told(measure(key, period=period, now=NOW)) == expected, (key, period)
            assert told(measure_in_files(key, folder=lake, period=period, now=NOW)) == expected, (key, period)
            values.add(expected[0])
    assert len(values) > 40  # the recount itself has something to tell
    assert list(INDICATORS) == KEYS


def test_figures_by_area_and_unit_hold_everything_below(loop, lake):
    fill(4)
    write_facts(lake, FACTS)
    seen = 0
    for area in Area.objects.all():
        scope = area_scope(area.code)
        rows = rows_below(area_codes=None if area.level == 0 else {area.code})
        for key in KEYS:
            expected = recount(key, *rows, (None, None), ZONE, NOW)
            assert told(measure(key, area=scope, now=NOW)) == expected, (key, area.code)
            seen += expected[3]
    assert seen
    for unit in Unit.objects.all():
        below = {unit.pk} | {each.id for each in net().units.below(unit.pk)}
        rows = rows_below(unit_ids=below)
        for key in KEYS:
            expected = recount(key, *rows, (date(2026, 1, 10), None), ZONE, NOW)
            given = {"unit": unit_scope(unit.code), "period": Period(date(2026, 1, 10), None), "now": NOW}
            assert told(measure(key, **given)) == expected, (key, unit.code)
            assert told(measure_in_files(key, folder=lake, **given)) == expected, (key, unit.code)


def test_names_find_areas_and_units_and_others_are_refused(loop):
    area, unit = Area.objects.filter(level=1).first(), Unit.objects.first()
    assert area_scope(area.name) == area_scope(area.code)
    assert unit_scope(unit.name) == unit_scope(unit.code)
    for ask in (area_scope, unit_scope):
        with pytest.raises(Problem) as caught:
            ask("演示·没有这个")
        assert "演示·没有这个" in caught.value.sentence


def test_a_figure_costs_one_statement_whatever_the_question(loop, django_assert_num_queries):
    fill(5, size=10)
    area, unit = area_scope(Area.objects.filter(level=1)[0].code), unit_scope(Unit.objects.all()[0].code)
    for key in KEYS:
        measure(key, now=NOW)
        with django_assert_num_queries(2):  # the calendar's stamp, which tests ask for every time
            measure(key, period=month_of(2026, 1), area=area, unit=unit, now=NOW)


def test_the_loop_itself_is_counted(loop):
    """Through actions: one case closed in time and rated, one still open and late."""
    done = loop.closed()
    loop.in_progress()
    now = Case.objects.get(code=done.code).closed_at + timedelta(days=30)
    assert told(measure("cases_closed", now=now)) == (1, 1, None, 1)
    assert told(measure("reports_received", now=now)) == (2, 2, None, 2)
    assert told(measure("due_in_period", now=now)) == (2, 2, None, 2)
    assert told(measure("on_time_rate", now=now)) == (0.5, 1, 2, 2)
    assert told(measure("overdue_open", now=now)) == (1, 1, None, 1)
    assert told(measure("return_rate", now=now)) == (0.0, 0, 2, 2)
    assert told(measure("median_hours_to_close", now=now)) == (0.0, None, None, 1)
    assert told(measure("median_hours_to_assign", now=now)) == (0.0, None, None, 2)
    assert told(measure("median_hours_to_take", now=now)) == (0.0, None, None, 2)
    assert told(measure("median_hours_to_handle", now=now)) == (0.0, None, None, 1)
    assert told(measure("median_hours_to_check", now=now)) == (0.0, None, None, 1)


def test_what_is_absent_is_null(loop):
    for key in KEYS:
        figure = measure(key, now=NOW)
        is_count = figure.denominator is None and figure.numerator is not None
        assert figure.value == (0 if is_count else None)
        assert figure.as_json()["value"] == figure.value


def test_the_json_has_the_promised_keys(loop):
    plain = measure("on_time_rate", period=month_of(2026, 2), now=NOW).as_json()
    promised = ["key", "value", "numerator", "denominator", "n", "from", "to", "area", "unit", "as_of", "definition"]
    assert list(plain)[:11] == promised
    assert (plain["from"], plain["to"], plain["as_of"]) == ("2026-02-01", "2026-02-28", "2026-03-20T11:00:00+08:00")
