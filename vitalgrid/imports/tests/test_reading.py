"""Every form and encoding gives the same rows; what cannot be read is named, with its line, and stops nothing else."""

import csv
import gzip
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.tables.cells import defused, plain
from vitalgrid.imports.reading import look_at, rows_of
from vitalgrid.imports.tests.factories import Kept, write_lines, write_sheet

pytestmark = pytest.mark.django_db
TEXT = 'code,name,count\n1,井盖,3\n2,"a,\nb",\n3,路灯,5\n'
WANTED = [
    {"code": "1", "name": "井盖", "count": 3},
    {"code": "2", "name": "a,\nb"},
    {"code": "3", "name": "路灯", "count": 5},
]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.csv", TEXT.encode()),
        ("b.csv", TEXT.encode("utf-8-sig")),
        ("c.csv", TEXT.encode("gb18030")),
        ("d.csv", TEXT.encode("utf-16")),
        ("e.csv", TEXT.replace("\n", "\r\n").encode()),
        ("f.csv.gz", gzip.compress(TEXT.encode("gb18030"), mtime=0)),
        ("g.csv", b"code;name;count\n1;\xe4\xba\x95\xe7\x9b\x96;3\n2;\"a,\nb\";\n3;\xe8\xb7\xaf\xe7\x81\xaf;5\n"),
        ("h.tsv", TEXT.replace('"a,\nb"', '"a,\nb"').replace("1,", "1\t").replace("2,", "2\t").replace("3,", "3\t")
         .replace(",3\n", "\t3\n").replace(",5\n", "\t5\n").replace("code,name,", "code\tname\t").replace('",', '"\t')
         .encode()),
    ],
)  # fmt: skip
def test_text_in_every_encoding_gives_the_same_rows(tmp_path: Path, name: str, raw: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    kept = Kept()
    run = kept.take(path)
    assert (run.read, run.imported, run.bad) == (3, 3, 0)
    assert kept.rows == WANTED


def test_sheets_keep_numbers_days_and_moments(tmp_path: Path) -> None:
    at = datetime(2026, 3, 5, 8, 30)  # noqa: DTZ001 - sheets have no zone
    rows = [{"code": 7.0, "name": "井盖", "count": 3, "at": at, "day": date(2026, 3, 5), "flag": True}]
    path = write_sheet(tmp_path / "a.xlsx", ["code", "name", "count", "at", "day", "flag"], rows)
    kept = Kept()
    assert kept.take(path).imported == 1
    row = kept.rows[0]
    assert (row["code"], row["count"], row["day"], row["flag"]) == ("7", 3, date(2026, 3, 5), True)
    assert row["at"] == datetime(2026, 3, 5, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    path = write_lines(tmp_path / name, [{"code": "1", "count": 3, "words": ["a", "b"]}, {"code": 2, "flag": False}])
    kept = Kept()
    assert kept.take(path).imported == 2
    assert kept.rows == [{"code": "1", "count": 3, "words": ["a", "b"]}, {"code": "2", "flag": False}]


def test_a_broken_line_is_bad_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"code": "1"}\n{"code": \n[1]\n{"code": "4"}\n', encoding="utf-8")
    kept = Kept()
    run = kept.take(path)
    assert (run.read, run.imported, run.bad) == (4, 2, 2)
    assert [reason.split(":")[0] for reason in run.reasons] == ["2", "3"]


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.pdf", b"%PDF", "imports.unknown_form"),
        ("a.xlsx", b"not a sheet", "imports.not_readable"),
        ("a.csv.gz", b"not packed", "imports.not_readable"),
        ("a.csv.gz", gzip.compress(b"code\n1\n" * 1000, mtime=0)[:-20], "imports.not_readable"),
        ("a.csv", b"", "imports.no_header"),
        ("a.csv", b"\n\n", "imports.no_header"),
        ("a.jsonl", b"[]\n", "imports.no_header"),
        ("a.geojson", b'{"type": "Feature"}', "imports.not_readable"),
    ],
)
def test_a_file_that_is_none_is_said(tmp_path: Path, name: str, raw: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(Problem) as refused:
        Kept().take(path)
    assert refused.value.kind.code == code
    assert name in refused.value.sentence


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        Kept().take(tmp_path / "none.csv")
    assert refused.value.kind.code == "imports.no_file"


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_lines_are_those_of_the_file(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]) -> None:
    """The line of a row is that of its first character, however many lines the cells before it spread over."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["code", "name"])
    starts = []
    for one, other in cells:
        text = out.getvalue()
        starts.append((text.count("\n") + text.replace("\r\n", "").count("\r") + 1, one, other))
        writer.writerow([f"k{one}", other])
    path = tmp_path_factory.mktemp("lines") / "a.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    found = [(row.line, row.cells["code"], row.cells["name"]) for row in rows_of(look_at(path))]
    assert [(code, name) for _line, code, name in found] == [
        (plain(f"k{one}"), plain(other)) for _l, one, other in starts
    ]
    if not any("\r" in cell or "\x85" in cell or "\u2028" in cell for pair in cells for cell in pair):
        assert [line for line, _code, _name in found] == [line for line, _one, _other in starts]


@given(CELL)
def test_a_cell_written_to_the_errors_file_is_harmless_and_comes_back(cell: str) -> None:
    written = defused(cell)
    if not cell.startswith("\t"):
        assert plain(written) == cell
    if written.strip()[:1] in tuple("=+-@＝＋－＠") and written.strip():
        float(written.strip().replace(",", ".").rstrip("% "))  # only a number may begin so


def test_a_text_that_breaks_off_within_a_sign_keeps_the_rows_before(tmp_path: Path) -> None:
    """Found by a thousand odd files: half a sign at the end of a file broke the whole run."""
    path = tmp_path / "cut.csv"
    path.write_bytes("code,text\n1,演示甲\n2,演示乙\n".encode("utf-16") + b"x")
    rows = list(rows_of(look_at(path)))
    assert [row.cells.get("text") for row in rows if not row.error] == ["演示甲", "演示乙"]
    assert [row.error for row in rows if row.error] == ["从这里起不再是文字"]
