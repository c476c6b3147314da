"""Writes the bad rows of an import, each with its line and reason, in a form that can be mended and imported again."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from vitalgrid.foundation.kit.tables.cells import defused
from vitalgrid.imports.cells import as_text
from vitalgrid.imports.reading import RawRow

LINE, REASON = "_line", "_reason"


class BadRows:
    """The file of bad rows: JSONL where the name ends so, else CSV. Made only when a row is bad; an old one goes."""

    def __init__(self, path: Path | None, columns: Sequence[str]) -> None:
        self._path = path
        self._columns = [column for column in columns if column]
        self._file: IO[str] | None = None
        self._csv: Any = None
        self._is_json = path is not None and path.name.endswith((".jsonl", ".ndjson"))

    def __enter__(self) -> Self:
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, raw: RawRow, reason: str) -> None:
        """Write one bad row."""
        if self._path is None:
            return
        if self._file is None:
            # Half a character (a lone surrogate) is written as what it was in the file: \ud800.
            form = "utf-8" if self._is_json else "utf-8-sig"
            self._file = self._path.open("w", encoding=form, errors="backslashreplace", newline="")
            if not self._is_json:
                self._csv = csv.writer(self._file)
                self._csv.writerow([LINE, REASON, *map(defused, self._columns)])
        if self._is_json:
            told = {LINE: raw.line, REASON: reason, **raw.cells}
            self._file.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")
        else:
            cells = [defused(as_text(raw.cells.get(column))) for column in self._columns]
            self._csv.writerow([raw.line, defused(reason), *cells])
