# ruff: noqa: E501 - one kind of cell is one line
"""Files for import as offices send them, and as attackers do: CSV, workbooks, JSON lines, packed ones."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

LEADS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
CELLS = ("演示", "", " ", "a,b;c|d", 'q"uo"te', "line\nbreak", "\x00", "-5", "+86 139", "1.1E+17", "001", "2026-03-02", "45353",
         "=cmd|' /C calc'!A0", "@SUM(1+1)", "=HYPERLINK(\"http://x\")", "－1", "＝1+1", "\ufeff", "‮", "𠮷", "x" * 5000, "NaN", "1e400",
         "是", "否", "TRUE", "12345678901234567890", "<script>", "'=1", "''", "\u3000全　角\u3000")  # fmt: skip
COLUMNS = ("code", "name", "count", "size", "at", "day", "flag", "words")


def table(dice: Random) -> list[dict[str, str]]:
    """A few rows of odd cells."""
    rows = []
    for number in range(dice.randint(0, 6)):
        row = {name: dice.choice(CELLS) for name in COLUMNS if dice.random() < 0.7}
        if dice.random() < 0.7:
            row |= {"code": f"c{number}", "count": "", "at": "", "day": "", "flag": ""}
        rows.append(row)
    return rows


def _csv_text(rows: list[dict[str, str]], dice: Random) -> str:
    made = io.StringIO()
    writer = csv.writer(
        made,
        delimiter=dice.choice(",;\t|"),
        lineterminator=dice.choice(("\n", "\r\n", "\r")),
        quoting=dice.choice((0, 1)),
    )
    columns = list(COLUMNS)
    if dice.random() < 0.2:
        columns[dice.randrange(len(columns))] = dice.choice(("", "code", "名称", "x" * 300, "=1", "name\n2"))
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(name, "") for name in COLUMNS] + [dice.choice(CELLS)] * dice.choice((0,) * 9 + (3,)))
    return made.getvalue()


def _csv(dice: Random) -> tuple[str, bytes]:
    text = _csv_text(table(dice), dice)
    encoding = dice.choice(("utf-8", "utf-8-sig", "utf-16", "gb18030", "gb18030", "latin-1", "utf-32"))
    data = text.encode(encoding, "replace")
    match dice.randrange(8):
        case 0:
            data = data[: dice.randrange(len(data) + 1)]
        case 1:
            data += b'"unclosed,' + dice.randbytes(40)
        case 2:
            data = dice.randbytes(200)
    return dice.choice(("a.csv", "a.tsv", "表.CSV")), data


def _wide(dice: Random) -> tuple[str, bytes]:
    count = dice.choice((300, 20_000))
    return "wide.csv", (",".join(f"c{n}" for n in range(count)) + "\n" + "," * (count - 1) + "\n").encode()


def _workbook(dice: Random) -> tuple[str, bytes]:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"strings_to_formulas": dice.random() < 0.5, "strings_to_urls": True}) as book:
        if dice.random() < 0.3:
            book.add_worksheet("empty")
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for number, row in enumerate(table(dice), start=1):
            values: list[Any] = [row.get(name, "") for name in COLUMNS]
            values[2] = dice.choice((1, 1.5, 1e17, 123456789012345678, "", True))
            for column, value in enumerate(values):
                sheet.write(number, column, value)
        if dice.random() < 0.4:
            sheet.merge_range(1, 1, 4, 3, "合并")
        if dice.random() < 0.3:
            sheet.write_formula(2, 0, "='[http://192.0.2.1/x.xlsx]a'!A1", None, "c9")
        if dice.random() < 0.2:
            sheet.write(1_048_575 if dice.random() < 0.3 else 500, 200, "far away")
    data = made.getvalue()
    match dice.randrange(8):
        case 0:
            data = data[: dice.randrange(len(data))]
        case 1:
            spoilt = bytearray(data)
            for _ in range(9):
                spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
            data = bytes(spoilt)
    return dice.choice(("a.xlsx", "a.xlsx", "a.xls", "a.ods", "a.csv")), data


def _archive(dice: Random) -> tuple[str, bytes]:
    """A workbook whose parts are not what they say: entities, other files, paths that lead out."""
    made = io.BytesIO()
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    sheet = f'{entity}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;&c;</t></is></c></row></sheetData></worksheet>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", dice.choice(("<Types/>", entity + "<Types>&c;</Types>")))
        file.writestr(
            "xl/workbook.xml",
            dice.choice(
                (
                    "<workbook/>",
                    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
                )
            ),
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        file.writestr("xl/worksheets/sheet1.xml", sheet)
        file.writestr("../../evil.txt", "x")
    return "a.xlsx", made.getvalue()


def _lines(dice: Random) -> tuple[str, bytes]:
    rows: list[str] = []
    for row in table(dice):
        rows.append(json.dumps(row, ensure_ascii=dice.random() < 0.5))
        if dice.random() < 0.3:
            rows.append(dice.choice(("", "[]", "null", "{", '{"code": NaN}', '{"code": 1e999}', "[" * 5000, '{"code":{"a":[1]}}', '"\\ud800"',
                                     '{"code":"\\ud800","name":"\\u0000"}', '{"code":"c","code":"d"}', '{"count":' + "9" * 5000 + "}")))  # fmt: skip
    data = "\n".join(rows).encode("utf-8", "surrogatepass")
    name = dice.choice(("a.jsonl", "a.ndjson", "a.geojson"))
    if dice.random() < 0.3:
        return f"{name}.gz", dice.choice((gzip.compress(data), gzip.compress(data)[:-9], data))
    return name, data


def write(folder: Path, number: int, seed: int = 17) -> Path:
    """The file of that number."""
    dice = Random(seed * 1_000_003 + number)
    name, data = dice.choice((_csv, _csv, _csv, _workbook, _workbook, _lines, _lines, _archive, _wide))(dice)
    path = folder / f"{number}-{name}"
    path.write_bytes(data)
    return path
