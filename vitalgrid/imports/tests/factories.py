"""Files to import, in every form, and an importer that keeps what it gets."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.importing import Batch, Importer, ImportField, RowResult, ValueKind
from vitalgrid.foundation.kit.problems import INVALID, Problem
from vitalgrid.imports.actions import Run, import_file

FIELDS = (
    ImportField("code", is_required=True, limit=20),
    ImportField("name", limit=40),
    ImportField("count", ValueKind.INTEGER),
    ImportField("size", ValueKind.NUMBER, is_lenient=True),
    ImportField("at", ValueKind.MOMENT),
    ImportField("day", ValueKind.DAY),
    ImportField("flag", ValueKind.FLAG),
    ImportField("words", ValueKind.LIST),
)


class Kept:
    """An importer that keeps rows in memory; the code `bad` is refused by it, with the whole batch."""

    def __init__(self, batch_size: int = 3) -> None:
        self.rows: list[dict[str, Any]] = []
        self.batches: list[int] = []
        self.importer = Importer("things", FIELDS, self.put, batch_size)

    def put(self, batch: Batch) -> list[RowResult]:
        """Keep the rows."""
        if any(row.get("code") == "bad" for row in batch.rows):
            raise Problem(INVALID)
        self.batches.append(len(batch.rows))
        self.rows += [dict(row.values) for row in batch.rows]
        return [RowResult(notes=row.notes) for row in batch.rows]

    def take(self, path: Path, **given: Any) -> Run:
        """Import a file."""
        return import_file(by=Actor.system("import"), importer=self.importer, path=path, **given)


def write_sheet(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Path:
    """The rows as XLSX."""
    with xlsxwriter.Workbook(
        str(path), {"default_date_format": "yyyy-mm-dd hh:mm:ss", "remove_timezone": True}
    ) as book:
        sheet = book.add_worksheet("rows")
        sheet.write_row(0, 0, list(columns))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [row.get(column, "") for column in columns])
    return path


def write_lines(path: Path, rows: Sequence[Any]) -> Path:
    """The rows as JSONL, packed where the name ends so."""
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    raw = text.encode("utf-8")
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path
