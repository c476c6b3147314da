"""Runs an import: reads, types, stores batch by batch, and keeps the bad rows apart with their reasons."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import DataError, transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.kit.importing import Batch, Importer, ImportRow, RowResult
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.imports.cells import BadCell, typed_row
from vitalgrid.imports.errors import BadRows
from vitalgrid.imports.mapping import Mapping, check_against, own_names, read_mapping
from vitalgrid.imports.reading import RawRow, Source, look_at, rows_of

Pair = tuple[RawRow, ImportRow]


@dataclass
class Run:
    """What an import did. `imported` + `repeated` + `bad` = `read`; `notes` count what the importer remarked."""

    kind: str
    read: int = 0
    imported: int = 0
    repeated: int = 0
    bad: int = 0
    seconds: float = 0.0
    notes: Counter[str] = field(default_factory=Counter)
    is_dry_run: bool = False
    reasons: list[str] = field(default_factory=list)  # the first few, for whoever has no errors file


class _RolledBack(Exception):
    """Ends the transaction of a dry run."""


def import_file(
    *,
    by: Actor,
    importer: Importer,
    path: Path,
    mapping: Path | None = None,
    errors: Path | None = None,
    is_dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Import every good row of the file; a bad one goes to `errors` with its reason and stops nothing.

    A dry run does all of it and rolls back. `on_progress(done, total)` is told after each batch; `total` is about
    right. Raises the problems of `imports.problems` when file and mapping do not go together; then nothing is done.
    """
    source = look_at(path)
    how = read_mapping(mapping, importer) if mapping else own_names(source.columns, importer)
    check_against(how, source.columns, importer)
    run = Run(importer.kind, is_dry_run=is_dry_run)
    started = time.monotonic()
    with BadRows(errors, source.columns) as bad:
        try:
            if is_dry_run:
                with transaction.atomic():
                    _run(run, by, importer, source, how, bad, on_progress)
                    raise _RolledBack
            _run(run, by, importer, source, how, bad, on_progress)
        except _RolledBack:
            pass
    run.seconds = time.monotonic() - started
    return run


def _run(
    run: Run,
    by: Actor,
    importer: Importer,
    source: Source,
    how: Mapping,
    bad: BadRows,
    on_progress: Callable[[int, int], None] | None,
) -> None:
    zone = city_zone()
    rows = rows_of(source)
    while batch := list(islice(rows, importer.batch_size)):
        pairs: list[Pair] = []
        for raw in batch:
            try:
                pairs.append((raw, typed_row(raw, how, importer, zone)))
            except BadCell as error:
                _refuse(run, bad, raw, str(error))
        for (raw, _row), result in _put(by, importer, how, pairs):
            if result.error:
                _refuse(run, bad, raw, result.error)
                continue
            run.repeated += result.is_repeated
            run.imported += not result.is_repeated
            run.notes.update(result.notes)
        run.read += len(batch)
        if on_progress:
            on_progress(run.read, max(source.total, run.read))


def _refuse(run: Run, bad: BadRows, raw: RawRow, reason: str) -> None:
    run.bad += 1
    bad.add(raw, reason)
    if len(run.reasons) < 5:
        run.reasons.append(f"{raw.line}: {reason}")


def _put(by: Actor, importer: Importer, how: Mapping, pairs: list[Pair]) -> Iterator[tuple[Pair, RowResult]]:
    """Store the rows together; when that fails, one by one, so that only the bad one is left out."""
    if not pairs:
        return
    try:
        with transaction.atomic():
            results = importer.put(Batch(by, [row for _raw, row in pairs], how.fields, how.source, how.unmapped))
    except (Problem, DataError) as error:
        if len(pairs) == 1:
            yield pairs[0], RowResult(error=_sentence(error))
            return
        for pair in pairs:
            yield from _put(by, importer, how, [pair])
        return
    yield from zip(pairs, results, strict=True)


def _sentence(error: Exception) -> str:
    if not isinstance(error, Problem):
        return str(error).splitlines()[0]
    told = [f"{one.field}: {one.sentence}" for one in error.errors] or [error.sentence]
    return " ".join(told)
