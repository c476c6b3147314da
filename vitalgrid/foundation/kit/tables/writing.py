"""Writing a table: Excel with typed cells, or CSV. Row by row, so that a million rows need no more memory than ten."""

import csv
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalgrid.foundation.kit.tables.cells import defused, looks_dangerous
from vitalgrid.foundation.kit.tables.columns import Column, Kind

ROWS_A_SHEET = 1_000_000  # Excel's own limit is 1,048,576
LONGEST_CELL = 32_767
WIDTHS = {Kind.TEXT: 28, Kind.CODE: 18, Kind.NUMBER: 11, Kind.DAY: 12, Kind.MOMENT: 17, Kind.FLAG: 7}


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write. CSV for Excel begins with a mark, else Chinese signs are broken there."""

    name: str
    label: "str | Promise"
    ending: str
    media_type: str
    encoding: str = ""


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("xlsx", "Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Format("csv", gettext_lazy("CSV (UTF-8)"), "csv", "text/csv; charset=utf-8", "utf-8-sig"),
        Format("gb18030", gettext_lazy("CSV (GB 18030)"), "csv", "text/csv; charset=gb18030", "gb18030"),
    )
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says about itself: `rows` are label and value, on a sheet of their own."""

    title: str
    issuer: str
    at: datetime
    rows: tuple[tuple[str, str], ...] = field(default=())


def write(
    path: Path,
    form: Format,
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    zone: tzinfo,
    facts: Facts,
    is_for_programs: bool = False,
    on_row: Callable[[int], None] = lambda count: None,
) -> int:
    """Write `rows` to `path`; returns how many. `on_row` is called after each with the count so far.

    The head has the columns' labels, or their names (`is_for_programs`). Moments are in `zone`.
    """
    heads = [column.name if is_for_programs else str(column.label) for column in columns]
    told = _told(rows, on_row)
    if form.encoding:
        return _write_csv(path, form.encoding, heads, columns, told, zone)
    return _write_xlsx(path, heads, columns, told, zone, facts)


def _told(rows: Iterable[Any], on_row: Callable[[int], None]) -> Iterator[tuple[int, Any]]:
    for count, row in enumerate(rows, start=1):
        yield count, row
        on_row(count)


def _value(column: Column, row: Any, zone: tzinfo) -> Any:
    """The cell as a plain value: str, int, float, date, datetime (local, naive), bool or None."""
    value = column.value(row)
    if value is None or value == "":
        return None
    if column.kind == Kind.MOMENT:
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    if column.kind == Kind.FLAG:
        return bool(value)
    if column.kind == Kind.NUMBER:
        number = float(value) if isinstance(value, Decimal) else value
        return number if math.isfinite(number) else None
    return value if column.kind == Kind.DAY else str(value)


def _as_csv(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == Kind.FLAG:
        return _("yes") if value else _("no")
    if column.kind == Kind.MOMENT:
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if column.kind == Kind.DAY:
        return f"{value:%Y-%m-%d}"
    if column.kind == Kind.NUMBER:
        return repr(value)
    return defused(value.replace("\x00", ""), is_code=column.kind == Kind.CODE)


def _write_csv(
    path: Path,
    encoding: str,
    heads: list[str],
    columns: Sequence[Column],
    rows: Iterator[tuple[int, Any]],
    zone: tzinfo,
) -> int:
    count = 0
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([defused(head) for head in heads])
        for count, row in rows:  # noqa: B007 - the count of the last one is the answer
            writer.writerow([_as_csv(column, _value(column, row, zone)) for column in columns])
    return count


def _write_xlsx(
    path: Path, heads: list[str], columns: Sequence[Column], rows: Iterator[tuple[int, Any]], zone: tzinfo, facts: Facts
) -> int:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": facts.title, "author": facts.issuer, "created": facts.at.replace(tzinfo=None)})
        sheet = _Sheet(book, heads, columns, facts)
        for count, row in rows:
            sheet.put(count, [_value(column, row, zone) for column in columns])
        sheet.end()
        about = book.add_worksheet(_("About this file"))
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 60)
        for number, (label, value) in enumerate((*facts.rows, (_("Rows"), str(count)))):
            about.write_string(number, 0, label)
            about.write_string(number, 1, value)
    return count


class _Sheet:
    """The worksheet that is being filled; a new one every million rows."""

    def __init__(self, book: Any, heads: list[str], columns: Sequence[Column], facts: Facts) -> None:
        self.book, self.heads, self.columns, self.facts = book, heads, columns, facts
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
        text = book.add_format({"num_format": "@", "valign": "top"})
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
        self.formats = {
            Kind.TEXT: text,
            Kind.CODE: text,
            Kind.NUMBER: book.add_format({"num_format": "General", "valign": "top"}),
            Kind.DAY: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            Kind.MOMENT: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
            Kind.FLAG: text,
        }
        self.sheet: Any = None
        self.line = 0
        self._begin()

    def _begin(self) -> None:
        self.sheet = self.book.add_worksheet()
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        foot = self.facts.issuer.replace("&", "&&")
        self.sheet.set_footer(f"&L{foot}&C{self.facts.at:%Y-%m-%d %H:%M}&R&P / &N")
        for number, (head, column) in enumerate(zip(self.heads, self.columns, strict=True)):
            self.sheet.set_column(number, number, WIDTHS[column.kind])
            self.sheet.write_string(0, number, head, self.bold)
        self.line = 0

    def put(self, count: int, values: Sequence[Any]) -> None:
        """Write one row."""
        if self.line == ROWS_A_SHEET:
            self.end()
            self._begin()
        self.line += 1
        for number, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            self._cell(number, column.kind, value)

    def _cell(self, number: int, kind: Kind, value: Any) -> None:
        form = self.formats[kind]
        if value is None:
            return
        if kind == Kind.NUMBER:
            self.sheet.write_number(self.line, number, value, form)
        elif isinstance(value, datetime | date) and value.year >= 1900:
            self.sheet.write_datetime(self.line, number, value, form)
        else:
            text = (_("yes") if value else _("no")) if kind == Kind.FLAG else str(value)[:LONGEST_CELL]
            self.sheet.write_string(self.line, number, text, self.quoted if looks_dangerous(text) else form)

    def end(self) -> None:
        """Close the sheet off: a filter over its rows."""
        self.sheet.autofilter(0, 0, max(self.line, 1), len(self.heads) - 1)
