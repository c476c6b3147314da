"""Reads rows from CSV, XLSX, JSONL and GeoJSON files, plain or `.gz`, one at a time and with their line."""

import codecs
import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext
from python_calamine import CalamineError, CalamineWorkbook

from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.tables.cells import plain
from vitalgrid.imports.extent import extent_of
from vitalgrid.imports.problems import NO_FILE, NO_HEADER, NOT_READABLE, UNKNOWN_FORM

FORMS = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".jsonl", ".ndjson", ".geojson")
LONGEST_CELL = 1_000_000
_CHUNK = 1 << 20
# What a small packed file may unfold to: a sheet, a line (of GeoJSON, which may be one line, the whole).
_MAX_SHEET_BYTES, _MAX_BOOK_BYTES = 1 << 30, 1 << 27
_MAX_FOLDING = 100  # honest sheets shrink to a tenth; what shrinks to a thousandth was made to unfold
_MAX_LINE_BYTES, _MAX_GEOJSON_BYTES = 1 << 24, 1 << 28
_MAX_CELLS, _MAX_EMPTY = 5_000_000, 50  # a sheet of more cells holds something in at least one of fifty

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file: text, or for sheets and JSON a typed value. `error`: why it is unreadable."""

    line: int
    cells: dict[str, Any]
    error: str = ""


@dataclass(frozen=True)
class Source:
    """A file that was looked at once: its form, encoding, columns, and about how many rows it has."""

    path: Path
    form: str
    encoding: str
    columns: tuple[str, ...]
    total: int
    delimiter: str = ","


def look_at(path: Path) -> Source:
    """Find out what the file is, in one pass. Raises `imports.no_file`, `.unknown_form`, `.not_readable`, …"""
    if not path.is_file():
        raise Problem(NO_FILE, path=str(path))
    form = Path(path.name.removesuffix(".gz")).suffix.lower()
    if form not in FORMS:
        raise Problem(UNKNOWN_FORM, path=str(path), forms=", ".join(FORMS))
    try:
        if form in (".xlsx", ".xls", ".ods"):
            rows = _sheet(path)
            return Source(path, form, "", _header(path, rows[0] if rows else []), max(len(rows) - 1, 0))
        encoding, lines = _encoding(path)
        if form == ".geojson":
            features = _features(path, encoding)
            columns = dict.fromkeys(key for feature in features for key in (feature.get("properties") or {}))
            return Source(path, form, encoding, (*columns, "geometry"), len(features))
        if form in (".jsonl", ".ndjson"):
            return Source(path, form, encoding, _json_columns(path, encoding), lines)
        delimiter = "\t" if form == ".tsv" else _delimiter(path, encoding)
        with _text(path, encoding) as file:
            first = next(csv.reader(file, delimiter=delimiter), [])
        return Source(path, form, encoding, _header(path, first), max(lines - 1, 0), delimiter)
    except (OSError, EOFError, UnicodeError, csv.Error, ValueError, CalamineError, zipfile.BadZipFile) as error:
        why = str(error) or type(error).__name__
        raise Problem(NOT_READABLE, path=str(path), form=form[1:].upper(), why=why) from error


def rows_of(source: Source) -> Iterator[RawRow]:
    """The rows in file order. A row that cannot be read comes with its `error`, and the rest still comes."""
    match source.form:
        case ".xlsx" | ".xls" | ".ods":
            for number, cells in enumerate(_sheet(source.path)[1:], start=2):
                if any(cell not in ("", None) for cell in cells):
                    yield RawRow(number, dict(zip(source.columns, cells, strict=False)))
        case ".geojson":
            for number, feature in enumerate(_features(source.path, source.encoding), start=1):
                yield RawRow(number, {**(feature.get("properties") or {}), "geometry": feature.get("geometry")})
        case ".jsonl" | ".ndjson":
            yield from _json_rows(source)
        case _:
            yield from _csv_rows(source)


# --- text


@contextmanager
def _bytes(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as plain:
        if path.suffix == ".gz":
            with gzip.open(plain) as packed:
                yield packed  # type: ignore[misc]
        else:
            yield plain


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[IO[str]]:
    with _bytes(path) as file:
        yield io.TextIOWrapper(file, encoding=encoding, newline="")


def _encoding(path: Path) -> tuple[str, int]:
    """UTF-8 (with or without mark), UTF-16 with mark, else GB 18030; and the number of lines that are not empty."""
    with _bytes(path) as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", _lines(path)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030", _lines(path)
    return "utf-8-sig", _lines(path)


def _chunks(path: Path) -> Iterator[bytes]:
    """The bytes, unpacked. ValueError for a line so long that it was made to fill memory."""
    is_one = path.name.removesuffix(".gz").lower().endswith(".geojson")
    most, since = _MAX_GEOJSON_BYTES if is_one else _MAX_LINE_BYTES, 0
    with _bytes(path) as file:
        while chunk := file.read(_CHUNK):
            end = -1 if is_one else max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            since = since + len(chunk) if end < 0 else len(chunk) - end
            if since > most:
                raise ValueError(f"a line is longer than {most >> 20} MB")
            yield chunk


def _lines(path: Path) -> int:
    count, last = 0, b"\n"
    for chunk in _chunks(path):
        count += chunk.count(b"\n")
        last = chunk[-1:]
    return count + (last not in (b"\n", b""))


def _header(path: Path, cells: list[Any]) -> tuple[str, ...]:
    names = [str(cell).strip() for cell in cells]
    if not any(names):
        raise Problem(NO_HEADER, path=str(path))
    return tuple(names)


# --- CSV


def _delimiter(path: Path, encoding: str) -> str:
    with _text(path, encoding) as file:
        first = file.readline(LONGEST_CELL)
    return max(",;\t|", key=first.count)


def _csv_rows(source: Source) -> Iterator[RawRow]:
    with _text(source.path, source.encoding) as file:
        reader = csv.reader(file, delimiter=source.delimiter)
        next(reader, None)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RawRow(line, {}, str(error))
                continue
            except UnicodeError:  # the file breaks off within a sign, or another one begins in the middle of it
                yield RawRow(line, {}, gettext("from here on this is no text"))
                return
            if not any(cells):
                continue
            known = dict(zip(source.columns, (plain(cell) for cell in cells), strict=False))
            extra = [cell for cell in cells[len(source.columns) :] if cell.strip()]
            yield RawRow(line, known, f"{len(cells)} > {len(source.columns)}" if extra else "")


# --- sheets


def _sheet(path: Path) -> list[list[Any]]:
    """The rows of the first sheet that has any. Whole days come as dates, numbers that are whole as integers."""
    with _bytes(path) as file:
        raw = io.BytesIO(file.read(_MAX_BOOK_BYTES + 1))
    size = raw.getbuffer().nbytes
    if size > _MAX_BOOK_BYTES:
        raise ValueError(f"the workbook is larger than {_MAX_BOOK_BYTES >> 20} MB")
    if zipfile.is_zipfile(raw):
        with zipfile.ZipFile(raw) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > _MAX_SHEET_BYTES or (unpacked > _MAX_LINE_BYTES and unpacked > size * _MAX_FOLDING):
                raise ValueError(f"the sheet would unfold to {unpacked >> 20} MB")
            stored, cells = extent_of(archive)
            if cells > _MAX_CELLS and cells > stored * _MAX_EMPTY:
                raise ValueError(f"the sheet reaches over {cells:,} cells and only {stored:,} hold something")
    raw.seek(0)
    workbook = CalamineWorkbook.from_filelike(raw)
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if rows:
            return [[_plain(cell) for cell in row] for row in rows]
    return []


def _plain(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime | date | timedelta | str | int | float | bool):
        return cell
    return "" if cell is None else str(cell)


# --- JSON


def _json_columns(path: Path, encoding: str) -> tuple[str, ...]:
    """The keys of the first thousand lines; a file with fewer readable objects has no columns."""
    columns: dict[str, None] = {}
    with _text(path, encoding) as file:
        for number, line in enumerate(file):
            if number >= 1000:
                break
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict):
                columns.update(dict.fromkeys(found))
    if not columns:
        raise Problem(NO_HEADER, path=str(path))
    return tuple(columns)


def _json_rows(source: Source) -> Iterator[RawRow]:
    with _text(source.path, source.encoding) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield RawRow(number, {}, str(error) or type(error).__name__)
                continue
            if isinstance(found, dict):
                yield RawRow(number, found)
            else:
                yield RawRow(number, {}, "not an object")


def _features(path: Path, encoding: str) -> list[dict[str, Any]]:
    with _text(path, encoding) as file:
        found = json.load(file)
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise ValueError("not a FeatureCollection")
    return features
