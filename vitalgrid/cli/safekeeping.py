"""`vitalgrid backup` and `vitalgrid restore`: the whole instance in one file, its keys in another."""

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalgrid.cli import archive, copying
from vitalgrid.cli.instance import standing_still
from vitalgrid.cli.progress import Progress
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit, start_epoch
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.journal import checkpoints
from vitalgrid.foundation.journal.queries import head
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.journal.verification import verify
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.keyring import forget_cached_rings
from vitalgrid.foundation.kit.problems import Problem, define

FOLDERS = ("files", "checkpoints")  # under the data folder; what waits in outbox/ leaves from the old machine
MARKS = ("DEMO",)

NOT_EMPTY = define(
    "cli.not_empty", 409, gettext_lazy("This instance holds something already. Add --force to replace it.")
)
NO_KEYS = define("cli.no_keys", 422, gettext_lazy("The keys of this backup are missing. Name their file with --keys."))
WRONG_KEYS = define("cli.wrong_keys", 422, gettext_lazy("These are not the keys of this backup."))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole instance to FILE and its keys to FILE.keys. People may go on working meanwhile.

    Keep the two apart: whoever has both can read everything.
    """
    keys_file = file.with_name(file.name + ".keys")
    with _workshop() as folder, Progress(_("Backup")) as progress:
        with archive.writing(keys_file) as keys:
            for path in _files_under(Path(settings.KEYS)):
                keys.add(str(path.relative_to(settings.KEYS)), path)
            keys.finish({})
        with archive.writing(file) as out:
            # Checkpoints first: copied after the database they would seem to know of a later one.
            if checkpoints.folder().exists():
                shutil.copytree(checkpoints.folder(), folder / "checkpoints")
            manifest = copying.copy_out(folder, progress.show) | _particulars()
            for path in _files_under(folder):
                out.add(str(path.relative_to(folder)), path)
            paths = _files_under(Path(settings.DATA) / "files")
            paths += [path for name in MARKS if (path := Path(settings.DATA) / name).exists()]
            for place, path in enumerate(paths):
                progress.show(place, len(paths))
                _add_if_there(out, path)
            out.finish(manifest)
    rows = f"{sum(manifest['counts'].values()):,}"
    click.echo(_("%(rows)s rows and %(files)s files in %(file)s.") % {"rows": rows, "files": len(paths), "file": file})
    click.echo(_("The keys are in %(file)s. Keep it in another place.") % {"file": keys_file})


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keys", type=click.Path(dir_okay=False, path_type=Path), help="The file of keys; default: FILE.keys.")
@click.option("--force", is_flag=True, help="Replace what this instance holds.")
def restore(file: Path, keys: Path | None, force: bool) -> int:
    """Put the backup FILE in place of an empty instance, and verify it. Exit 1 if what it holds is not whole."""
    with standing_still(), _workshop() as folder, Progress(_("Restore")) as progress:
        manifest = archive.unpack(file, folder)
        copying.check_fits(manifest)
        if not force and _holds_something():
            raise Problem(NOT_EMPTY)
        rings = _unpack_keys(file, keys, manifest, folder.with_name(folder.name + "-keys"))
        aside = Path(settings.DATA) / f"before-restore-{clock.now():%Y%m%d-%H%M%S}"
        _replace(Path(settings.KEYS), rings, aside)
        forget_cached_rings()
        copying.copy_in(folder, manifest, aside, progress.show)
        for name in FOLDERS:
            _replace(Path(settings.DATA) / name, folder / name, aside)
        for name in MARKS:
            _replace(Path(settings.DATA) / name, folder / name, aside)
    return _examine(manifest, file)


def _particulars() -> dict[str, Any]:
    end = head()
    try:
        made_by = version("vitalgrid")
    except PackageNotFoundError:
        made_by = ""
    return {
        "version": made_by,
        "at": clock.now().isoformat(),
        "journal": {"seal": end.seal, "digest": end.digest, "upto": end.upto},
        "keys": _fingerprints(Path(settings.KEYS)),
    }


def _fingerprints(folder: Path) -> dict[str, str]:
    """A short hash of each key file: the keys are random, so it tells nothing but whether they are the same."""
    found = {}
    for path in _files_under(folder):
        found[str(path.relative_to(folder))] = hashlib.sha256(b"vitalgrid keys\x00" + path.read_bytes()).hexdigest()[
            :16
        ]
    return found


def _files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _add_if_there(out: archive.Writer, path: Path) -> None:
    try:
        out.add(str(path.relative_to(settings.DATA)), path)
    except FileNotFoundError:  # erased while the backup was being written
        return


@contextmanager
def _workshop() -> Iterator[Path]:
    """A folder beside the data, so that what is unpacked there can be moved into place."""
    base = Path(tempfile.mkdtemp(dir=settings.DATA, prefix=".work-"))
    (base / "in").mkdir()
    try:
        yield base / "in"
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _holds_something() -> bool:
    has_files = any(_files_under(Path(settings.DATA) / name) for name in FOLDERS)
    return has_files or copying.has_content()


def _unpack_keys(file: Path, keys: Path | None, manifest: dict[str, Any], into: Path) -> Path:
    """The folder with the keys of this backup: from their file, or already in place."""
    place = keys or file.with_name(file.name + ".keys")
    if not place.exists() and keys is None:
        if _fingerprints(Path(settings.KEYS)) == manifest["keys"]:
            shutil.copytree(settings.KEYS, into)
            return into
        if sys.stdin.isatty():
            place = Path(str(click.prompt(_("Where is the file of keys?"), type=click.Path(exists=True))))
    if not place.exists():
        raise Problem(NO_KEYS)
    into.mkdir()
    archive.unpack(place, into)
    (into / archive.MANIFEST).unlink()
    if _fingerprints(into) != manifest["keys"]:
        raise Problem(WRONG_KEYS)
    return into


def _replace(present: Path, new: Path, aside: Path) -> None:
    """Move what is there aside and the new into its place (nothing, if the backup has none)."""
    if present.exists():
        aside.mkdir(parents=True, exist_ok=True)
        present.rename(aside / present.name)
    if new.exists():
        shutil.move(new, present)


def _examine(manifest: dict[str, Any], file: Path) -> int:
    """Count, verify, and write into the restored journal that it was restored."""
    there = copying.counts()
    wrong = [name for name, count in manifest["counts"].items() if name in there and there[name] != count]
    wrong = [name for name in wrong if name not in ("django_migrations", "django_content_type", "auth_permission")]
    outcome = verify()
    for name in wrong:
        click.echo(_("Table %(name)s has another number of rows than the backup says.") % {"name": name}, err=True)
    for finding in outcome.findings[:20]:
        click.echo(finding.sentence, err=True)
    data = {"made_at": manifest["at"], "seal": manifest["journal"]["seal"], "database": connection.vendor}
    with transaction.atomic():
        start_epoch()
        emit(Event("instance.restored", "instance", "1", Actor.system("restore"), clock.now(), data=data))
    seal_pending()
    checkpoints.append_missing()
    figures = {"rows": f"{sum(there.values()):,}", "entries": f"{outcome.entries:,}", "file": file.name}
    click.echo(_("%(rows)s rows restored from %(file)s; %(entries)s journal entries verified.") % figures)
    return 1 if wrong or not outcome.is_whole else 0
