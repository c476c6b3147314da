"""`vitalgrid demo`: make the demonstration city, play its life, serve it."""

import os
import shutil
import sys
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

from vitalgrid.cli.instance import is_new, make_ready, standing_still
from vitalgrid.cli.progress import Progress
from vitalgrid.demo import instance
from vitalgrid.demo.problems import INTERRUPTED
from vitalgrid.foundation.kit.problems import Problem

DAYS, SEED = 90, 7


@click.command()
@click.option("--days", type=click.IntRange(2, 366), help=f"Days of life to play.  [default: {DAYS}]")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day that is played.  [default: yesterday]")
@click.option("--seed", type=int, help=f"Same seed and same end: same city.  [default: {SEED}]")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Only make the city; the journal is sealed.")
def demo(days: int | None, until: datetime | None, seed: int | None, host: str, port: int, no_serve: bool) -> None:
    """Load the demonstration city, play its life through the product's own actions, and serve it.

    A second run reuses what is there.
    """
    last = until.date() if until else None
    with standing_still():
        here = instance.what_is_here()
        if here is not None and here.get("state") == instance.PLAYED and instance.has_accounts():
            instance.check_same(here, days=days, until=last, seed=seed)
            click.echo(_("The demonstration city is here already: %(days)s days until %(until)s.") % here, err=True)
        else:
            _make(instance.Wish(days or DAYS, last or instance.yesterday(), SEED if seed is None else seed), here)
    _tell_sign_ins(host, port)
    if not no_serve:
        connections.close_all()
        sys.stdout.flush()
        # A new process: settings read at their import whether this is a demonstration.
        os.execv(sys.executable, [sys.executable, "-m", "vitalgrid", "serve", "--host", host, "--port", str(port)])


def _make(wish: instance.Wish, here: dict[str, object] | None) -> None:
    instance.pack_folder()
    if here is not None:
        _start_over()
    if not is_new() and here is None:
        make_ready()
        instance.refuse_real_city()
    click.echo(_("Making the database and the city."), err=True)
    make_ready()
    with Progress(_("Playing %(days)s days, reports") % {"days": wish.days}) as progress:
        played = instance.make_demonstration(
            wish, on_progress=lambda share, count: progress.show(round(share * wish.count), wish.count)
        )
    words = {"deeds": sum(played.done.values()), "reports": played.lives, "days": wish.days, "until": wish.until}
    click.echo(_("%(deeds)s deeds, %(reports)s reports, %(days)s days until %(until)s.") % words, err=True)


def _start_over() -> None:
    """A play that was cut off leaves half a city: on SQLite its file, which this command made, is removed."""
    folder = Path(settings.DATA)
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or name.parent != folder:
        if not is_new():
            raise Problem(INTERRUPTED, folder=str(folder))
        return
    connections.close_all()
    for ending in ("", "-wal", "-shm"):
        name.with_name(name.name + ending).unlink(missing_ok=True)
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)  # of a journal that is gone
    shutil.rmtree(settings.FILES, ignore_errors=True)


def _tell_sign_ins(host: str, port: int) -> None:
    here = instance.what_is_here() or {}
    url = f"http://{host}:{port}"
    click.echo(_("Public site: %(url)s/   Staff: %(url)s/console/   Phone: %(url)s/field/") % {"url": url})
    rows = here.get("sign_ins", [])
    click.echo(_("Sign-ins (all with the password %(password)s):") % {"password": rows[0]["password"] if rows else ""})
    for row in rows:
        click.echo(f"  {row['username']:28} {row['who']}  {row['place']}")
