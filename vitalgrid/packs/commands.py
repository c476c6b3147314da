"""`vitalgrid pack`: check, load, draw a schematic."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import gettext as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.parts import Finding
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.packs import schematic
from vitalgrid.packs.actions import Loading, NotSound, load_pack
from vitalgrid.packs.checking import check_pack
from vitalgrid.packs.registry import PARTS

FOLDER = click.Path(path_type=Path)


@click.group()
def pack() -> None:
    """Check and load a city pack."""


@pack.command()
@click.argument("folder", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="print the findings as JSON")
def check(folder: Path, as_json: bool) -> None:
    """Name everything that is wrong with the pack in FOLDER. Exit 1 when something is; warnings alone are 0."""
    if not folder.is_dir():
        click.echo(_("%(folder)s is not a folder with a pack in it.") % {"folder": folder}, err=True)
        sys.exit(2)
    data, findings = check_pack(folder, PARTS)
    if as_json:
        rows = {part.name: len(data.of(part.name)) for part in PARTS}
        told = [asdict(finding) for finding in findings]
        click.echo(json.dumps({"rows": rows, "findings": told}, ensure_ascii=False))
    else:
        _tell(folder, findings)
        for part in PARTS:
            click.echo(f"{part.file:22} {part.name:14} {len(data.of(part.name)):6}")
    sys.exit(1 if any(not f.is_warning for f in findings) else 0)


@pack.command()
@click.argument("folder", type=FOLDER)
@click.option("--dry-run", is_flag=True, help="do everything, print what would change, and roll back")
@click.option("--json", "as_json", is_flag=True, help="print the counts as JSON")
def load(folder: Path, dry_run: bool, as_json: bool) -> None:
    """Make this instance hold the pack in FOLDER. Loading twice changes nothing."""
    is_live = sys.stderr.isatty()

    def on_part(name: str, done: int, total: int) -> None:
        if is_live:
            click.echo(f"\r\033[K{done + 1}/{total} {name}", nl=False, err=True)

    try:
        done = load_pack(by=Actor.system("pack"), folder=folder, parts=PARTS, is_dry_run=dry_run, on_part=on_part)
    except NotSound as problem:
        _tell(folder, problem.findings)
        click.echo(problem.sentence, err=True)
        sys.exit(1)
    except Problem as problem:
        click.echo(problem.sentence, err=True)
        sys.exit(1 if problem.kind.status == 409 else 2)
    finally:
        if is_live:
            click.echo("\r\033[K", nl=False, err=True)
    if as_json:
        told = {"city": done.city, "rows": done.rows, "changed": done.changed, "dry_run": dry_run}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell_loading(folder, done, dry_run)


@pack.command(name="schematic")
@click.argument("folder", type=FOLDER)
@click.option("--centre", nargs=2, type=float, required=True, help="longitude latitude of the middle")
@click.option("--radius", nargs=2, type=float, required=True, help="half width, half height in degrees")
@click.option("--seed", type=int, default=7, show_default=True)
def draw(folder: Path, centre: tuple[float, float], radius: tuple[float, float], seed: int) -> None:
    """Draw invented, nested boundaries for the areas of FOLDER into its boundaries.geojson."""
    count = schematic.write(folder, centre, radius, seed)
    click.echo(_("%(count)d boundaries drawn into %(file)s") % {"count": count, "file": folder / "boundaries.geojson"})


def _tell(folder: Path, findings: list[Finding]) -> None:
    for finding in findings:
        mark = _("note: ") if finding.is_warning else ""
        click.echo(f"{folder / finding.file}:{finding.line}: {mark}{finding.what}; {finding.mend}", err=True)


def _tell_loading(folder: Path, done: Loading, dry_run: bool) -> None:
    if dry_run:
        for change in done.changes:
            click.echo(change)
    warnings = sum(f.is_warning for f in done.findings)
    if warnings:
        words = {"count": warnings, "folder": folder}
        click.echo(_("%(count)d notes; see them with: vitalgrid pack check %(folder)s") % words, err=True)
    heading = _("rows that would change") if dry_run else _("rows changed")
    for name, rows in done.rows.items():
        click.echo(f"{name:14} {rows:6} · {heading} {done.changed[name]}")
