"""`vitalgrid import KIND FILE`."""

import json
import sys
import time
from pathlib import Path

import click
from django.utils.translation import gettext as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.imports.actions import Run, import_file
from vitalgrid.imports.problems import UNKNOWN_KIND
from vitalgrid.imports.registry import IMPORTERS

FILE = click.Path(path_type=Path)


@click.command(name="import")
@click.argument("kind")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, help="which foreign column is which of our fields (docs/reference/mapping.md)")
@click.option("--dry-run", is_flag=True, help="do everything and roll back; exit 1 if a row is bad")
@click.option("--errors", type=FILE, help="write the bad rows there, each with its reason (.csv or .jsonl)")
@click.option("--json", "as_json", is_flag=True, help="print the counts as JSON")
def import_(kind: str, file: Path, mapping: Path | None, dry_run: bool, errors: Path | None, as_json: bool) -> None:
    """Import the rows of FILE (CSV, XLSX, JSONL, GeoJSON; .gz too). Good rows go in, bad ones to --errors."""
    bar = _Bar()
    try:
        if kind not in IMPORTERS:
            raise Problem(UNKNOWN_KIND, given=kind, kinds=", ".join(sorted(IMPORTERS)))
        run = import_file(
            by=Actor.system("import"),
            importer=IMPORTERS[kind],
            path=file,
            mapping=mapping,
            errors=errors,
            is_dry_run=dry_run,
            on_progress=bar.show,
        )
    except Problem as problem:
        bar.end()
        click.echo(problem.sentence, err=True)
        sys.exit(2)
    except OSError as error:
        bar.end()
        click.echo(str(error), err=True)
        sys.exit(2)
    bar.end()
    _tell(run, errors, as_json)
    sys.exit(1 if dry_run and run.bad else 0)


class _Bar:
    """Progress on standard error: on a terminal a bar with done, total and time left, else a line now and then."""

    def __init__(self) -> None:
        self.started = self.told = time.monotonic()
        self.is_live = sys.stderr.isatty()

    def show(self, done: int, total: int) -> None:
        """Say how far it is."""
        now = time.monotonic()
        if now - self.told < (0.2 if self.is_live else 5.0) and done < total:
            return
        if not self.is_live and now - self.started < 2.0:
            return
        self.told = now
        left = int((now - self.started) / done * (total - done)) if done else 0
        filled = "#" * int(30 * done / total) if total else ""
        text = _("%(done)d of %(total)d rows, about %(left)d s left") % {"done": done, "total": total, "left": left}
        click.echo(f"\r\033[K[{filled:30}] {text}" if self.is_live else text, nl=not self.is_live, err=True)

    def end(self) -> None:
        """Leave the line empty."""
        if self.is_live:
            click.echo("\r\033[K", nl=False, err=True)


def _tell(run: Run, errors: Path | None, as_json: bool) -> None:
    if as_json:
        told = {
            "kind": run.kind,
            "read": run.read,
            "imported": run.imported,
            "repeated": run.repeated,
            "bad": run.bad,
            "unmapped": sum(count for note, count in run.notes.items() if note.startswith("unmapped_")),
            "notes": dict(sorted(run.notes.items())),
            "dry_run": run.is_dry_run,
            "seconds": round(run.seconds, 2),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    words = {"read": run.read, "imported": run.imported, "repeated": run.repeated, "bad": run.bad}
    click.echo(_("%(read)d rows read, %(imported)d imported, %(repeated)d known before, %(bad)d bad") % words)
    for note, count in sorted(run.notes.items()):
        meaning = IMPORTERS[run.kind].notes.get(note)
        click.echo(f"  {note}: {count}" + (f" ({meaning})" if meaning else ""))
    if run.is_dry_run:
        click.echo(_("This was a dry run: nothing was kept."))
    if run.bad and errors:
        click.echo(_("The bad rows are in %(file)s, each with its reason.") % {"file": errors}, err=True)
    elif run.bad:
        for reason in run.reasons:
            click.echo(reason, err=True)
        click.echo(_("Name a file with --errors to get every bad row."), err=True)
