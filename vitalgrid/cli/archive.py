"""The form of a backup: one tar, gzipped, that ends with a manifest naming every member and its SHA-256."""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import Problem, define

FORM = 1
MANIFEST = "manifest.json"
_PIECE = 1 << 20  # bytes

NO_BACKUP = define("cli.no_backup", 422, _("%(file)s is not a backup, or it is cut off."))
DAMAGED = define("cli.backup_damaged", 422, _("The backup is damaged at %(member)s. Nothing was restored."))


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._file.read(size)
        self.hash.update(piece)
        return piece


class Writer:
    """Adds members; `finish` writes the manifest."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.digests: dict[str, str] = {}

    def add(self, name: str, path: Path) -> None:
        """Add the file at `path` as `name`. FileNotFoundError when it has gone."""
        with path.open("rb") as file:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = os.fstat(file.fileno()).st_size, 0o600
            entry.mtime = int(os.fstat(file.fileno()).st_mtime)
            hashing = _Hashing(file)
            self._tar.addfile(entry, hashing)  # type: ignore[arg-type]
            self.digests[name] = hashing.hash.hexdigest()

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest as the last member."""
        text = json.dumps(manifest | {"form": FORM, "members": self.digests}, ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(text), 0o600
        self._tar.addfile(entry, io.BytesIO(text))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new archive at `path`, for its owner only; it appears when it is complete, or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as raw:
            # Level 1: photos do not shrink anyway, and a backup should not take the day.
            packed = gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1)
            with packed, tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def unpack(path: Path, into: Path) -> dict[str, Any]:
    """Unpack the archive and hold every member against the manifest, which is returned.

    Problems: `cli.no_backup`, `cli.backup_damaged`.
    """
    try:
        with tarfile.open(path, "r|*") as tar:
            tar.extractall(into, filter="data")
        manifest: dict[str, Any] = json.loads((into / MANIFEST).read_text())
        members: dict[str, str] = manifest["members"]
        if manifest["form"] != FORM:
            raise KeyError("form")
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as error:
        raise Problem(NO_BACKUP, file=path.name) from error
    there = {str(found.relative_to(into)) for found in into.rglob("*") if found.is_file()} - {MANIFEST}
    for name in sorted(there ^ set(members)):
        raise Problem(DAMAGED, member=name)
    for name, digest in members.items():
        if _digest(into / name) != digest:
            raise Problem(DAMAGED, member=name)
    return manifest


def _digest(path: Path) -> str:
    made = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            made.update(piece)
    return made.hexdigest()
