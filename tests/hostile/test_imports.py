"""Files that an office or an attacker sends for import: read, or refused in a sentence; bad rows apart."""

import csv
import gzip
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.hostile.apart import peak_of
from tests.hostile.sheets import CELLS, LEADS, write
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.imports.actions import import_file
from vitalgrid.imports.extent import extent_of
from vitalgrid.imports.reading import look_at
from vitalgrid.imports.registry import IMPORTERS
from vitalgrid.imports.tests.factories import Kept, write_lines, write_sheet
from vitalgrid.loop.cases.models import Report
from vitalgrid.loop.cases.tests.factories import Loop, small_loop

TENTH, ALL = 100, 1000
MEMORY = 700 * 1024 * 1024  # bytes, with Django, numpy and pandas loaded


@pytest.fixture
def loop(db: None) -> Loop:
    return small_loop(depth=1)


def _check_errors(path: Path) -> None:
    """No cell of the file of bad rows is taken for a formula by a spreadsheet."""
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                assert not cell.startswith(LEADS) or _is_number(cell), (path, cell)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _import_all(count: int, folder: Path) -> list[int]:
    sums = [0, 0, 0]
    for number in range(count):
        path, kept, errors = write(folder, number), Kept(), folder / "errors.csv"
        try:
            run = kept.take(path, errors=errors)
        except Problem as problem:
            assert problem.kind.code.startswith("imports."), (path, problem)
            assert "Traceback" not in problem.sentence and len(problem.sentence) < 2000, (path, problem.sentence[:300])
            sums[2] += 1
            continue
        finally:
            path.unlink()
        assert run.imported + run.bad + run.repeated == run.read, path
        assert len(kept.rows) == run.imported
        for row in kept.rows:
            for value in row.values():
                assert not isinstance(value, str) or ("\x00" not in value and value.encode())
        _check_errors(errors)
        sums[0] += run.imported
        sums[1] += run.bad
    assert not (folder.parent / "evil.txt").exists()
    return sums


@pytest.mark.django_db
def test_odd_files(tmp_path: Path) -> None:
    imported, bad, refused = _import_all(TENTH, tmp_path)
    assert imported > 20 and bad > 20 and refused > 5


@pytest.mark.parametrize("row", [1_048_575, 60_000])
def test_one_cell_far_away_does_not_fill_memory(tmp_path: Path, row: int) -> None:
    """Found by the thousand files: laid out as a rectangle, it took all memory and a quarter of an hour."""
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("code", "name"))
        sheet.write_row(1, 0, ("c1", "演示"))
        sheet.write(row, 200, "far away")
    with zipfile.ZipFile(path) as archive:
        assert extent_of(archive) == (5, (row + 1) * 201)
    with pytest.raises(Problem, match=r"imports\.not_readable"):
        look_at(path)


@pytest.mark.django_db
def test_half_a_character_in_a_bad_row_stops_nothing(tmp_path: Path) -> None:
    """Found by the thousand files: the row was refused, and could not be written among the bad ones."""
    path = tmp_path / "half.jsonl"
    path.write_text('{"code": "\\ud800"}\n{"code": "c1", "name": "a"}\n', encoding="utf-8")
    run = Kept().take(path, errors=tmp_path / "bad.csv")
    assert (run.bad, run.imported) == (1, 1)


def test_a_sheet_that_is_damaged_inside_is_refused(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "spoilt.xlsx", ("code", "name"), [{"code": f"c{n}"} for n in range(400)])
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    data = bytearray(path.read_bytes())
    data[at : at + 400] = b"\xff" * 400
    path.write_bytes(data)
    with pytest.raises(Problem, match=r"imports\.not_readable"):
        look_at(path)


@pytest.mark.django_db
def test_a_sheet_with_a_cell_some_way_off_is_read(tmp_path: Path) -> None:
    path = tmp_path / "near.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("code", "name"))
        sheet.write_row(1, 0, ("c1", "演示"))
        sheet.write(900, 60, "beside")
    assert Kept().take(path).read >= 1


@pytest.mark.soak
@pytest.mark.django_db
def test_many_odd_files(tmp_path: Path) -> None:
    _import_all(ALL, tmp_path)


def test_odd_files_by_every_importer(loop: Loop, tmp_path: Path) -> None:
    """The product's own importers, rows and all: what is bad is counted, the rest goes in or is rolled back whole."""
    by = Actor.system("import")
    columns = (
        "code",
        "name",
        "login",
        "role",
        "area",
        "description",
        "lat",
        "lon",
        "created",
        "started_on",
        "households",
    )
    rows: list[dict[str, Any]] = [dict.fromkeys(columns, cell) for cell in CELLS]
    for kind, importer in IMPORTERS.items():
        path = write_lines(tmp_path / f"{kind}.jsonl", rows)
        before = Report.objects.count()
        try:
            run = import_file(by=by, importer=importer, path=path, errors=tmp_path / "bad.csv")
        except Problem as problem:
            assert problem.kind.code.startswith("imports."), (kind, problem)
            continue
        assert run.read == len(rows) and run.bad > 0, kind
        assert Report.objects.count() - before == (run.imported if kind == "reports" else 0)
        _check_errors(tmp_path / "bad.csv")


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_bad_rows_go_out_and_come_back_as_they_were(tmp_path: Path, form: str) -> None:
    """The file of bad rows, mended in one place, is imported again: every other cell is equal (round trip)."""
    names = [cell for cell in CELLS if cell.strip() and "\x00" not in cell and len(cell) <= 40 and cell != "\ufeff"]
    rows = [{"code": f"c{n}", "name": name, "count": "many"} for n, name in enumerate(names)]
    if form == "xlsx":
        first = write_sheet(tmp_path / "a.xlsx", ["code", "name", "count"], rows)
    elif form == "jsonl":
        first = write_lines(tmp_path / "a.jsonl", rows)
    else:
        first = tmp_path / "a.csv"
        with first.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["code", "name", "count"])
            writer.writerows([row["code"], row["name"], row["count"]] for row in rows)
    errors = tmp_path / "bad.csv"
    refused = Kept().take(first, errors=errors)
    mended = tmp_path / "mended.csv"
    mended.write_text(errors.read_text("utf-8-sig").replace("many", "3"), "utf-8-sig")
    kept = Kept()
    kept.take(mended)
    came = {row["code"]: row.get("name", "") for row in kept.rows}
    # A spreadsheet keeps the value of a formula and not its text; in a CSV one apostrophe before a sign is not text.
    lost = {"xlsx": "=", "csv": "'=", "jsonl": "\x00"}[form]
    wanted = {row["code"]: row["name"].strip() for row in rows if not row["name"].startswith(lost)}
    assert refused.imported == 0
    assert {code: came[code] for code in wanted} == wanted


READ = """
from pathlib import Path
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.imports.tests.factories import Kept
try:
    Kept().take(Path({path!r}))
except Problem as problem:
    assert problem.kind.code == "imports.not_readable", problem
else:
    raise AssertionError("it was taken")
"""


def _bombs(folder: Path) -> list[Path]:
    zeros = b"0," * 50_000_000
    packed = folder / "a.xlsx.gz"
    with gzip.open(packed, "wb") as file:
        for _ in range(30):
            file.write(zeros)  # 3 GB
    book = folder / "b.xlsx"
    with (
        zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet,
    ):
        for _ in range(15):
            sheet.write(zeros)
    line = folder / "c.jsonl.gz"
    with gzip.open(line, "wb") as file:
        file.write(b'{"code":"')
        for _ in range(10):
            file.write(zeros)
    areas = folder / "d.geojson.gz"
    with gzip.open(areas, "wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        for _ in range(10):
            file.write(zeros)
    text = folder / "e.csv.gz"
    with gzip.open(text, "wb") as file:
        file.write(b"code\n")
        for _ in range(10):
            file.write(zeros)
    return [packed, book, line, areas, text]


@pytest.mark.soak
def test_what_unfolds_without_end_is_refused_in_little_memory(tmp_path: Path) -> None:
    for path in _bombs(tmp_path):
        peak = peak_of(READ.format(path=str(path)))
        assert peak <= MEMORY, f"{path.name}: {peak / 1024 / 1024:.0f} MB"
