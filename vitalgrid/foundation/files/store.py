"""Bytes on disk: named by their hash, written whole or not at all."""

import errno
import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from vitalgrid.foundation.kit.problems import NOT_FOUND, STORAGE_FULL, Problem

THUMBNAIL = ".thumb"


def digest_of(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def path_of(sha256: str, variant: str = "") -> Path:
    """Where the bytes lie: two digits of the hash as folder, the rest as name. `variant` is "" or `THUMBNAIL`."""
    return Path(settings.FILES) / sha256[:2] / (sha256[2:] + variant)


def write(sha256: str, data: bytes, variant: str = "") -> None:
    """Put the bytes in place so that a crash leaves either the whole file or none: temporary file, fsync, rename.

    Writing what is there already changes nothing.
    """
    target = path_of(sha256, variant)
    if target.exists():
        return
    try:
        is_new_folder = not target.parent.exists()
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        handle, temporary = tempfile.mkstemp(prefix=".incoming-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        if is_new_folder:
            _sync_folder(target.parent.parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Problem(STORAGE_FULL) from error
        raise


def read(sha256: str, variant: str = "") -> BinaryIO:
    """The file, opened for reading. Raises `kit.not_found` when it is not there."""
    try:
        return path_of(sha256, variant).open("rb")
    except FileNotFoundError as error:
        raise Problem(NOT_FOUND) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)  # without it the rename itself may be lost with the power
    finally:
        os.close(handle)
