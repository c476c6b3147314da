"""The heads of the chain, written to files outside the database: they show a database that was set back.

One JSON line a seal in `<data>/checkpoints/journal-<n>.jsonl`, 100,000 lines a file. A copy kept on another machine,
or printed, proves more than the file beside the database does.
"""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from vitalgrid.foundation.journal.keys import sealer
from vitalgrid.foundation.journal.models import Seal

LINES_A_FILE = 100_000


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One line: the seal's number, how far it reached, its digest, and a digest of the line itself."""

    seal: int
    upto: int
    at: str
    digest: str
    key_id: str
    mac: str

    @property
    def is_genuine(self) -> bool:
        """Whether the line was written by whoever has the journal's key."""
        try:
            return _mac(self.seal, self.upto, self.digest, self.key_id) == self.mac
        except KeyError:
            return False


def folder() -> Path:
    """Where the files are."""
    return Path(settings.DATA) / "checkpoints"


def append_missing() -> int:
    """Write a line for every seal after the last line. Returns how many."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        seals = (
            Seal.objects.filter(number__gt=_last_number())
            .order_by("number")
            .values_list("number", "upto", "at", "digest", "key_id")
        )
        lines: dict[Path, list[str]] = {}
        for number, upto, at, digest, key_id in seals:
            line = {"seal": number, "upto": upto, "at": at.isoformat(), "digest": digest, "key_id": key_id}
            line["mac"] = _mac(number, upto, digest, key_id)
            lines.setdefault(_file_for(number), []).append(json.dumps(line) + "\n")
        for path, written in lines.items():
            _append(path, "".join(written))
    return sum(len(written) for written in lines.values())


def read(where: Path | None = None) -> tuple[list[Checkpoint], int]:
    """All lines in the order of their seals, and how many could not be read. `where` is a folder or a file."""
    place = where or folder()
    paths = sorted(place.glob("journal-*.jsonl")) if place.is_dir() else [place] if place.exists() else []
    found: list[Checkpoint] = []
    unreadable = 0
    for path in paths:
        for line in path.read_bytes().splitlines():
            try:
                found.append(Checkpoint(**json.loads(line)))
            except (ValueError, TypeError):
                unreadable += bool(line.strip())
    return sorted(found, key=lambda one: one.seal), unreadable


def _mac(number: int, upto: int, digest: str, key_id: str) -> str:
    return sealer(key_id).digest(f"checkpoint\x00{number}\x00{upto}\x00{digest}".encode()).hex()


def _file_for(number: int) -> Path:
    return folder() / f"journal-{number // LINES_A_FILE:06d}.jsonl"


def _last_number() -> int:
    """The seal of the last whole line; a line torn by a crash does not count and is written again."""
    for path in sorted(folder().glob("journal-*.jsonl"), reverse=True):
        for line in reversed(_last_bytes(path).splitlines()):
            try:
                return int(json.loads(line)["seal"])
            except (ValueError, TypeError, KeyError):
                continue
    return 0


def _last_bytes(path: Path, count: int = 4096) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - count))
        return file.read()


def _append(path: Path, text: str) -> None:
    with path.open("ab+") as file:
        if file.tell() and _last_bytes(path, 1) != b"\n":
            text = "\n" + text
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
