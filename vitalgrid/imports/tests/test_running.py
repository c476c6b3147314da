"""Good rows go in, bad ones come back with their reasons; a dry run keeps nothing; the mapping is checked first."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.city.grids.models import Area
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.imports.actions import import_file
from vitalgrid.imports.commands import import_
from vitalgrid.imports.mapping import read_mapping
from vitalgrid.imports.registry import IMPORTERS
from vitalgrid.imports.tests.factories import Kept
from vitalgrid.loop.cases.models import Case, Contact, Report
from vitalgrid.packs.tests.factories import SMALLTOWN, load

pytestmark = pytest.mark.django_db


def file_of(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(dedent(text).lstrip(), encoding="utf-8")
    return path


def test_bad_rows_come_back_with_their_reason_and_can_be_mended(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "a.csv",
        """
        code,name,count,at
        1,ok,3,2026-03-05 08:30:00
        ,nobody,4,
        3,=HYPERLINK(1),many,
        4,-5,6,soon
        bad,refused,1,
        6,"far
        away",2,
        7,x,1,,,extra
    """,
    )
    errors = tmp_path / "errors.csv"
    kept = Kept()
    run = kept.take(path, errors=errors)
    assert (run.read, run.imported, run.bad) == (7, 2, 5)
    assert [row["code"] for row in kept.rows] == ["1", "6"]
    with errors.open(encoding="utf-8-sig", newline="") as file:
        bad = list(csv.DictReader(file))
    assert [row["_line"] for row in bad] == ["3", "4", "5", "6", "9"]
    assert "code" in bad[0]["_reason"] and "many" in bad[1]["_reason"] and "soon" in bad[2]["_reason"]
    assert bad[1]["name"] == "'=HYPERLINK(1)" and bad[2]["name"] == "-5"
    mended = errors.read_text("utf-8-sig").replace("many", "9")
    again = file_of(tmp_path, "b.csv", mended)
    kept.take(again)
    assert {"code": "3", "name": "=HYPERLINK(1)", "count": 9} in kept.rows[2:]


def test_what_a_spreadsheet_would_run_is_defused_in_the_heads_too(tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    Kept().take(file_of(tmp_path, "a.csv", "code,=1\nbad,=2\n"), errors=errors)
    rows = list(csv.reader(errors.open(encoding="utf-8-sig", newline="")))
    assert [[cell for cell in row if cell.startswith(("=", "+", "-", "@"))] for row in rows] == [[], []]


def test_one_refused_row_does_not_take_its_batch_along(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", "code\n1\n2\nbad\n4\n5\n")
    kept = Kept(batch_size=3)
    run = kept.take(path)
    assert (run.imported, run.bad) == (4, 1)
    assert [row["code"] for row in kept.rows] == ["1", "2", "4", "5"]
    assert kept.batches == [1, 1, 2]


def test_an_old_errors_file_does_not_outlive_a_clean_run(tmp_path: Path) -> None:
    errors = file_of(tmp_path, "errors.csv", "_line,_reason\n1,old\n")
    Kept().take(file_of(tmp_path, "a.csv", "code\n1\n"), errors=errors)
    assert not errors.exists()


def test_a_lenient_value_is_left_out_and_counted(tmp_path: Path) -> None:
    run = Kept().take(file_of(tmp_path, "a.csv", "code,size\n1,large\n2,2.5\n3,inf\n"))
    assert (run.imported, run.bad, run.notes["unreadable_size"]) == (3, 0, 2)


MAPPING = """
    source: elsewhere
    time_zone: America/St_Johns
    dates: "%d.%m.%Y %H:%M"
    columns:
      code: {columns: [Kind, No], join: "-"}
      name: Name
      at: When
    values:
      name: {A: Ash}
    defaults:
      count: 5
"""


def test_a_mapping_joins_translates_and_reads_local_time(tmp_path: Path) -> None:
    mapping = file_of(tmp_path, "m.yaml", MAPPING)
    path = file_of(
        tmp_path,
        "a.csv",
        """
        No,Kind,Name,When
        1,x,A,08.03.2026 01:30
        2,x,B,08.03.2026 03:30
    """,
    )
    kept = Kept()
    assert kept.take(path, mapping=mapping).imported == 2
    assert kept.rows == [  # the clocks went forward between the two
        {"code": "x-1", "name": "Ash", "count": 5, "at": datetime(2026, 3, 8, 5, 0, tzinfo=UTC)},
        {"code": "x-2", "name": "B", "count": 5, "at": datetime(2026, 3, 8, 6, 0, tzinfo=UTC)},
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("name: Name", "name: Nme", "imports.missing_columns", "Nme"),
        ("name: Name", "nme: Name", "imports.bad_mapping", "nme"),
        ("America/St_Johns", "America/Nowhere", "imports.bad_mapping", "m.yaml:2"),
        ("columns:\n", "colums:\n", "imports.bad_mapping", "colums"),
        ('code: {columns: [Kind, No], join: "-"}', "size: No", "imports.not_filled", "code"),
        ('join: "-"', 'joint: "-"', "imports.bad_mapping", "m.yaml:4"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_before_anything_happens(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    path = file_of(tmp_path, "a.csv", "No,Kind,Name,When\n1,x,A,08.03.2026 01:30\n")
    kept = Kept()
    assert kept.take(path, mapping=file_of(tmp_path, "m.yaml", MAPPING)).imported == 1
    text = dedent(MAPPING).lstrip()
    assert old in text
    with pytest.raises(Problem) as refused:
        kept.take(path, mapping=file_of(tmp_path, "m.yaml", text.replace(old, new)))
    assert refused.value.kind.code == code
    assert words in refused.value.sentence
    assert len(kept.rows) == 1


def test_every_mapping_that_is_here_is_sound() -> None:
    for path in sorted(SMALLTOWN.parent.glob("**/*reports.yaml")):
        assert read_mapping(path, IMPORTERS["reports"]).source


# --- the command, with reports


REPORTS = """
    external_id,created,closed,due,category,unit,area,description,phone,lon,lat
    1,2026-03-05 08:30,2026-03-06 09:00,2026-03-07 00:00,streets.lamp,works,north-1,Dark by the mill,555-0199,,
    2,2026-03-05 08:40,,,Pothole,Public Works,Market,A deep hole,,,
    3,2026-03-05 08:50,2026-03-04 08:00,,whatever,Nobody,Nowhere,Strange,,-55.5,
    4,when,,,streets.lamp,works,north-1,No day,,,
"""


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(import_, list(arguments))
    return result.exit_code, result.output


def test_the_command_imports_reports_with_their_own_moments(tmp_path: Path) -> None:
    load(SMALLTOWN)
    path = file_of(tmp_path, "r.csv", REPORTS)
    errors = tmp_path / "bad.csv"
    assert run("reports", str(path), "--dry-run", "--errors", str(errors))[0] == 1
    assert Case.objects.count() == 0 and "when" in errors.read_text("utf-8-sig")

    code, said = run("reports", str(path), "--json")
    told = json.loads(said[said.index("{") :])
    assert code == 0
    assert (told["read"], told["imported"], told["bad"], told["unmapped"]) == (4, 3, 1, 3)
    assert told["notes"]["closed_before_received"] == told["notes"]["bad_point"] == 1

    lamp = Case.objects.get(reports__external_id="1")
    assert (lamp.state, lamp.outcome, lamp.is_open) == ("closed", "done", False)
    zone = "-03:30"
    assert lamp.opened_at == datetime.fromisoformat(f"2026-03-05T08:30{zone}")
    assert lamp.closed_at == lamp.first_closed_at == datetime.fromisoformat(f"2026-03-06T09:00{zone}")
    assert lamp.due_at == datetime.fromisoformat(f"2026-03-07T00:00{zone}")
    assert [step.to_state for step in lamp.steps.all()] == ["received", "closed"]
    assert Contact.objects.get(report__case=lamp).phone == "555-0199"

    hole = Case.objects.get(reports__external_id="2")
    assert hole.category is not None and hole.category.code == "streets.pothole"
    assert hole.area is not None and hole.area.code == "south-2" and hole.township == hole.area.township
    assert (hole.state, hole.due_at, hole.assignments.get().unit.code) == ("assigned", None, "works")

    strange = Case.objects.get(reports__external_id="3")
    assert (strange.category, strange.category_text, strange.unit_text) == (None, "whatever", "Nobody")
    assert strange.closed_at is not None and strange.closed_at < strange.opened_at
    assert "closed_before_received" in strange.flags
    assert run("reports", str(path), "--json")[0] == 0
    assert Report.objects.count() == 3


def test_without_a_due_column_our_clocks_run_from_the_import(tmp_path: Path) -> None:
    load(SMALLTOWN)
    path = file_of(tmp_path, "r.csv", "external_id,created,category,description\n1,2020-01-01,streets.lamp,Dark\n")
    assert run("reports", str(path))[0] == 0
    case = Case.objects.get()
    assert case.opened_at.year == 2020 and case.due_at is not None and case.due_at.year >= 2026
    assert case.state == "received" and case.stage == "triage"
    assert {clock.stage for clock in case.clocks.all()} == {"triage", "resolve"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["things", "x.csv"], "reports"), (["reports", "none.csv"], "none.csv")],
)
def test_wrong_use_is_two_with_one_sentence(arguments: list[str], words: str) -> None:
    code, said = run(*arguments)
    assert code == 2 and words in said and "Traceback" not in said


def test_who_may_not_import_is_refused(tmp_path: Path) -> None:
    load(SMALLTOWN)
    path = file_of(tmp_path, "r.csv", "external_id,created,description\n1,2026-03-05,Dark\n")
    clerk, intake = (
        actor_for_user(User.objects.get(username=name), is_second_factor_met=True) for name in ("hotline1", "intake1")
    )
    refused = import_file(by=clerk, importer=IMPORTERS["reports"], path=path)
    assert (refused.imported, refused.bad, Case.objects.count()) == (0, 1, 0)
    allowed = import_file(by=intake, importer=IMPORTERS["reports"], path=path)
    assert (allowed.imported, Case.objects.count()) == (1, 1)


def test_areas_and_posts_are_kinds_too(tmp_path: Path) -> None:
    load(SMALLTOWN)
    areas = file_of(tmp_path, "a.csv", "code,name,type,parent\nnorth-4,Green Lane,patch,north\n")
    assert run("areas", str(areas))[0] == 0
    assert Area.objects.get(code="north-4").parent.code == "north"  # type: ignore[union-attr]
