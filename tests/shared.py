"""Where the real sets are that are measured and never committed: `$VITALGRID_SHARED`, else `../shared`.

A machine that has the folder must have every file: a missing one fails. A machine without the folder skips, loudly.
"""

import os
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared_file(path: str) -> Path:
    """The file `path` below the shared `data` folder."""
    folder = Path(os.environ.get("VITALGRID_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        why = f"NOT TESTED: {path} is real data that this machine does not have (set VITALGRID_SHARED)"
        warnings.warn(why, stacklevel=2)
        pytest.skip(why)
    file = folder / "data" / path
    if not file.is_file():
        pytest.fail(f"{file} is missing although the folder of shared data is there")
    return file
