"""A small volume of its own that can be filled and emptied: a tmpfs, where this user may mount one."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PIECE = 64 * 1024


@dataclass
class Volume:
    """A mounted folder."""

    folder: Path

    @property
    def ballast(self) -> Path:
        """What fills it."""
        return self.folder / "ballast"

    def fill(self) -> None:
        """Take every byte that is left."""
        with self.ballast.open("ab", buffering=0) as file:
            size = PIECE
            while size:
                try:
                    file.write(b"\0" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    size //= 2

    def free(self) -> None:
        """Give it back."""
        self.ballast.unlink()


def may_mount(folder: Path) -> bool:
    """Whether a small volume can be had here: root with the right to mount, on Linux."""
    if os.geteuid() != 0:
        return False
    try:
        with small_volume(folder, 1):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def small_volume(folder: Path, megabytes: int) -> Iterator[Volume]:
    """A tmpfs of `megabytes` at `folder` for the length of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "vg-small", str(folder)], check=True)
    try:
        yield Volume(folder)
    finally:
        # Lazily: a process that has just been killed may still hold a file for a moment.
        subprocess.run(["umount", "-l", str(folder)], check=True)
