"""`vitalgrid check`: whether everything that belongs together is there, after a crash, a restore or a doubt."""

import json
from collections import Counter
from dataclasses import asdict
from time import monotonic

import click
from django.utils.translation import gettext as _

from vitalgrid.cli.progress import Progress
from vitalgrid.foundation.journal.verification import verify
from vitalgrid.foundation.kit.wholeness import Break, checks

SHOWN = 20  # breaks told in full
JOURNAL = "journal"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print figures and breaks as JSON.")
def check(as_json: bool) -> int:
    """Look at every case, message, file and journal entry. Exit 1 if something is not whole. Changes nothing.

    It may run beside the product.
    """
    started, found = monotonic(), list[Break]()
    names = [*checks(), JOURNAL]
    with Progress(_("Check")) as progress:
        for place, breaks in enumerate(checks().values()):
            progress.show(place, len(names))
            found += breaks()
        outcome = verify(None, None)
    found += [Break(f"journal.{one.kind}", str(one.entry or one.seal or ""), one.sentence) for one in outcome.findings]
    if as_json:
        plain = {"ok": not found, "checks": names, "found": len(found), "kinds": Counter(one.kind for one in found)}
        seconds = round(monotonic() - started, 3)
        click.echo(
            json.dumps(plain | {"breaks": [asdict(one) for one in found], "seconds": seconds}, ensure_ascii=False)
        )
        return 1 if found else 0
    for one in found[:SHOWN]:
        click.echo(one.sentence)
    if len(found) > SHOWN:
        click.echo(_("… and %(count)s more; --json lists them.") % {"count": f"{len(found) - SHOWN:,}"})
    click.echo(_("Something is NOT whole: %(count)s.") % {"count": len(found)} if found else _("Everything is whole."))
    return 1 if found else 0
