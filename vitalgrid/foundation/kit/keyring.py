"""Keys in files of their own: one JSON file a ring, 0600, under `settings.KEYS`, never in the database.

A ring holds every key that was ever used, by a short id, and says which one is current. Old values stay readable while
they are rewritten with the current key.
"""

import json
import os
import secrets
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from threading import Lock

from django.conf import settings

KEY_BYTES = 32
_lock = Lock()
_rings: dict[str, "Keyring"] = {}


class Keyring:
    """The keys of one purpose. `current` is the id of the key that new values take."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.current = ""
        self._keys: dict[str, bytes] = {}
        self._read()

    def _read(self) -> None:
        if not self.path.exists():
            _write_once(self.path, {"current": "1", "keys": {"1": _new_key()}})
        stored = json.loads(self.path.read_text())
        self._keys = {name: urlsafe_b64decode(text) for name, text in stored["keys"].items()}
        self.current = stored["current"]

    def key(self, name: str) -> bytes:
        """The key called `name`. Reads the file again when another process has added it. KeyError when it is gone."""
        if name not in self._keys:
            self._read()
        return self._keys[name]

    def names(self) -> list[str]:
        """The ids of all keys, the current one first."""
        return [self.current, *(name for name in self._keys if name != self.current)]

    def rotate(self) -> str:
        """Add a new current key and return its id. The older keys stay for reading."""
        with _lock:
            self._read()
            name = str(max(int(known) for known in self._keys) + 1)
            keys = {known: urlsafe_b64encode(value).decode() for known, value in self._keys.items()}
            _replace(self.path, {"current": name, "keys": keys | {name: _new_key()}})
            self._read()
        return name

    def forget(self, name: str) -> None:
        """Destroy the old key `name`: whatever it encrypted is gone for ever. ValueError for the current key."""
        with _lock:
            self._read()
            if name == self.current:
                raise ValueError("the current key cannot be forgotten")
            keys = {known: urlsafe_b64encode(value).decode() for known, value in self._keys.items() if known != name}
            _replace(self.path, {"current": self.current, "keys": keys})
            self._read()


def keyring(purpose: str) -> Keyring:
    """The ring of `purpose` (fields, blind, journal); its file is made on first use."""
    name = f"{settings.KEYS}/{purpose}.json"  # asked for every encrypted field: no Path is built for it
    ring = _rings.get(name)
    if ring is None:
        with _lock:
            ring = _rings.setdefault(name, Keyring(Path(name)))
    return ring


def forget_cached_rings() -> None:
    """Read every ring from its file again at next use (after a restore)."""
    _rings.clear()


def _new_key() -> str:
    return urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _written(path: Path, content: object) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # 0600 by itself
    with os.fdopen(handle, "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    return name


def _write_once(path: Path, content: object) -> None:
    """Make the file in one step: of two processes that race, one wins and both read the winner's keys."""
    name = _written(path, content)
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)


def _replace(path: Path, content: object) -> None:
    os.replace(_written(path, content), path)
