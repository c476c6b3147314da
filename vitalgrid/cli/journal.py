"""`vitalgrid journal`: walk the record of who did what."""

import json
from pathlib import Path
from time import monotonic

import click
from django.utils.translation import gettext as _

from vitalgrid.cli.progress import Progress
from vitalgrid.foundation.journal.findings import Outcome
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.journal.verification import verify as verify_journal

SHOWN = 20  # findings told in full


@click.group()
def journal() -> None:
    """The record of who did what: check it, seal it."""


@journal.command()
@click.option("--json", "as_json", is_flag=True, help="Print figures and findings as JSON.")
@click.option(
    "--checkpoints",
    type=click.Path(exists=True, path_type=Path),
    help="A file or folder of checkpoints kept elsewhere, instead of the instance's own.",
)
def verify(as_json: bool, checkpoints: Path | None) -> int:
    """Walk the whole journal. Exit 1 and the position when anything was altered, taken out, put in or set back."""
    started = monotonic()
    with Progress(_("Entries")) as progress:
        outcome = verify_journal(checkpoints, progress.show)
    seconds = monotonic() - started
    if as_json:
        click.echo(json.dumps(outcome.as_plain() | {"seconds": round(seconds, 3)}, ensure_ascii=False))
    else:
        _tell(outcome, seconds)
    return 0 if outcome.is_whole else 1


@journal.command()
def seal() -> None:
    """Seal what is not sealed yet, now."""
    count = seal_pending()
    click.echo(_("%(count)s entries sealed.") % {"count": f"{count:,}"})


def _tell(outcome: Outcome, seconds: float) -> None:
    figures = {
        "entries": f"{outcome.entries:,}",
        "seals": f"{outcome.seals:,}",
        "unsealed": f"{outcome.unsealed:,}",
        "seconds": f"{seconds:.1f}",
    }
    for finding in outcome.findings[:SHOWN]:
        click.echo(finding.sentence)
    if outcome.found > SHOWN:
        click.echo(_("… and %(count)s more; --json lists them.") % {"count": f"{outcome.found - SHOWN:,}"})
    if outcome.gaps:
        click.echo(_("Numbers that no unsealed entry has (undone work): %(count)s.") % {"count": outcome.gaps})
    if outcome.unreadable_checkpoints:
        count = outcome.unreadable_checkpoints
        click.echo(_("Checkpoint lines that cannot be read: %(count)s.") % {"count": count})
    verdict = _("The journal is whole.") if outcome.is_whole else _("The journal is NOT whole.")
    told = _("%(entries)s entries, %(seals)s seals, %(unsealed)s entries not sealed yet; %(seconds)s s.") % figures
    click.echo(f"{verdict} {told}")
