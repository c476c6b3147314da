"""`vitalgrid measure` as somebody types it."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from django.utils import translation

from vitalgrid.cli.measure import measure
from vitalgrid.config.indicators import INDICATORS
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop


@pytest.fixture
def loop(db: None) -> Iterator[Loop]:
    """The small city on a Monday morning with one closed case."""
    with clock.set_to(MONDAY), translation.override("en"):
        made = small_loop()
        made.closed()
        yield made


def run(*given):
    return CliRunner().invoke(measure, list(given))


def test_without_a_key_it_lists_formulas(loop):
    told = run()
    assert told.exit_code == 0
    assert "on_time_rate  Closed on time" in told.stdout
    assert "÷" in told.stdout
    assert [one["key"] for one in json.loads(run("--json").stdout)] == list(INDICATORS)


def test_a_figure_as_json_and_in_words(loop):
    plain = json.loads(run("on_time_rate", "--from", "2026-03-01", "--to", "2026-03-31", "--json").stdout)
    assert (plain["value"], plain["numerator"], plain["denominator"], plain["n"]) == (1.0, 1, 1, 1)
    assert (plain["from"], plain["to"], plain["area"], plain["unit"]) == ("2026-03-01", "2026-03-31", None, None)
    assert plain["as_of"] == "2026-03-02T10:00:00+08:00"
    assert "100.0%" in run("on_time_rate").stdout
    assert "nothing to tell" in run("on_time_rate", "--to", "2020-01-01").stdout
    assert json.loads(run("on_time_rate", "--to", "2020-01-01", "--json").stdout)["value"] is None


def test_areas_and_units_by_code_and_by_name(loop):
    unit = loop.city.units["water"]
    for asked in (unit.code, unit.name):
        plain = json.loads(run("cases_closed", "--unit", asked, "--json").stdout)
        assert (plain["value"], plain["unit"]) == (1, unit.code)
    other = loop.city.units["hygiene"]
    assert json.loads(run("cases_closed", "--unit", other.code, "--json").stdout)["value"] == 0


@pytest.mark.parametrize(
    "given",
    [
        ["no_such_key"],
        ["cases_closed", "--from", "yesterday"],
        ["cases_closed", "--from", "2026-02-01", "--to", "2026-01-01"],
        ["cases_closed", "--area", "nowhere"],
        ["cases_closed", "--unit", "nobody"],
    ],
)
def test_what_cannot_be_answered_is_one_sentence_and_exit_2(loop, given):
    told = run(*given)
    assert told.exit_code == 2
    assert told.stdout == ""
    assert len(told.stderr.strip().splitlines()) == 1
    assert told.stderr.strip().endswith(".")
