"""Keys live in files of their own under the data folder, never in the database and never in the environment's dump."""

import os
import secrets
from pathlib import Path


def load_or_make_secret(path: Path, size: int = 48) -> str:
    """Read the secret at `path`; make it (0600, parent 0700) when it is not there. Two processes may race: one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(size))
    return path.read_text().strip()
