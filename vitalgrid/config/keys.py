"""Keys live in files of their own under the data folder, never in the database and never in the environment's dump."""

import os
import secrets
import tempfile
from pathlib import Path


def load_or_make_secret(path: Path, size: int = 48) -> str:
    """Read the secret at `path`; make it (0600, parent 0700) when it is not there. Two processes may race: one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # 0600 by itself
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(size))
        try:
            os.link(name, path)  # whole, or not at all: the loser of a race must not read an empty key
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
    return path.read_text().strip()
