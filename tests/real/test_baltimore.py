"""Baltimore's real 311 records through pack, mapping and import: every figure agrees with a recount from the file."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from tests.real import recount
from tests.shared import shared_file
from vitalgrid.city.grids.scopes import area_scope, unit_scope
from vitalgrid.cli.measure import measure as measure_command
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.figures.periods import Period
from vitalgrid.foundation.figures.queries import measure
from vitalgrid.foundation.kit import clock
from vitalgrid.imports.actions import Run, import_file
from vitalgrid.imports.registry import IMPORTERS
from vitalgrid.loop.cases.models import Case, Report
from vitalgrid.packs.tests.factories import BALTIMORE, load

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2018-10-15T12:00:00-05:00")


def imported(file: Path, **given: Any) -> Run:
    load(BALTIMORE)
    mapping = BALTIMORE / "reports.yaml"
    run = import_file(by=Actor.system("import"), importer=IMPORTERS["reports"], path=file, mapping=mapping, **given)
    if connection.vendor == "postgresql":
        # Autovacuum cannot see rows that a test never commits; without statistics each figure takes seconds.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE cases_report, cases_case")
    return run


def differences(rows: list[recount.Row], first: date | None, last: date | None, what: str, **scope: Any) -> list[str]:
    """Where the product and the recount do not tell the same number."""
    found = []
    for key, expected in recount.figures(rows, NOW, first, last).items():
        figure = measure(key, now=NOW, period=Period(first, last), **scope)
        if figure.value != (None if expected is None else float(expected)):
            found.append(f"{what} {key}: {figure.value} is not {expected and float(expected)}")
    return found


def test_every_figure_agrees_with_a_recount() -> None:
    file = shared_file("r311/balt311_dev.csv.gz")
    with clock.set_to(NOW):
        run = imported(file)
        rows = recount.read(file)
        assert (run.imported, run.repeated, run.bad) == (len(rows), 0, 0)
        wrong = differences(rows, None, None, "whole")
        for first, last in recount.months(rows):
            wrong += differences(rows, first, last, f"{first:%Y-%m}")
        for agency in sorted({str(row["agency"]) for row in rows}):
            own = [row for row in rows if row["agency"] == agency]
            wrong += differences(own, None, None, agency, unit=unit_scope(agency))
        for place in ("Belair-Edison", "Canton", "Highlandtown"):
            own = [row for row in rows if row["neighborhood"] == place]
            wrong += differences(own, None, None, place, area=area_scope(place))
        assert not wrong, "\n".join(wrong[:20])
        _check_command(rows)
        _check_again(file, len(rows))


def _check_command(rows: list[recount.Row]) -> None:
    """The command prints the same figure, with its parts."""
    asked = ["on_time_rate", "--unit", "Solid-Waste", "--from", "2017-01-01", "--to", "2017-12-31", "--json"]
    result = CliRunner().invoke(measure_command, asked)
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    own = [row for row in rows if row["agency"] == "Solid Waste"]
    expected = recount.figures(own, NOW, date(2017, 1, 1), date(2017, 12, 31))
    assert told["denominator"] == expected["due_in_period"] > 100  # type: ignore[operator]
    assert told["value"] == float(expected["on_time_rate"] or 0)


def _check_again(file: Path, count: int) -> None:
    """The same file a second time changes nothing."""
    run = imported(file)
    assert (run.imported, run.repeated) == (0, count)
    assert Case.objects.count() == Report.objects.count() == count


HEAD = "sr,sr_type,channel,created,status,status_at,due,closed,agency,street,zip,neighborhood,x,y,z\n"
OTHER = [
    # what another file of the same city may hold: words never seen, nothing at all, moments that cannot be read
    "19-1,XX-Never Seen,Carrier Pigeon,2019-03-10 02:30:00,Closed,,2019-03-12 00:00:00,2019-03-11 00:00:00,"
    "New Office,A ST,1,Nowhere,,,",
    "19-2,,,2019-03-11 00:00:00,Open,,,,,,,,,,",
    "19-3,SW-Dirty Alley,Phone,2019-03-31 23:59:59,Closed (Duplicate),,soon,2019-04-01 00:00:00,"
    "Solid Waste,B ST,1,Canton,,,",
    "19-4,SW-Dirty Alley,Phone,yesterday,Closed,,,2019-04-01 00:00:00,Solid Waste,B ST,1,Canton,,,",
]


def test_another_file_of_the_city_stops_at_nothing(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text(HEAD + "\n".join(OTHER) + "\n", encoding="utf-8")
    errors = tmp_path / "bad.csv"
    with clock.set_to(datetime.fromisoformat("2019-06-01T00:00:00-05:00")):
        run = imported(file, errors=errors)
    assert (run.read, run.imported, run.bad) == (4, 3, 1)
    assert run.notes["unmapped_category"] == run.notes["unmapped_unit"] == run.notes["unmapped_area"] == 2
    assert run.notes["unreadable_due"] == 1
    assert "19-4" in errors.read_text("utf-8-sig") and "yesterday" in errors.read_text("utf-8-sig")
    strange = Case.objects.get(reports__external_id="19-1")
    assert (strange.category_text, strange.unit_text, strange.reports.get().area_text) == (
        "XX-Never Seen",
        "New Office",
        "Nowhere",
    )
    assert strange.opened_at == datetime.fromisoformat("2019-03-10T02:30:00-05:00")
    assert strange.state == "closed" and strange.closed_at == datetime.fromisoformat("2019-03-11T00:00:00-05:00")
    duplicate = Case.objects.get(reports__external_id="19-3")
    assert (duplicate.state, duplicate.outcome, duplicate.due_at) == ("closed", "explained", None)
    empty = Case.objects.get(reports__external_id="19-2")
    assert empty.is_open and empty.due_at is None and empty.reports.get().description
