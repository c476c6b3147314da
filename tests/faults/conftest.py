"""Every fault test has a data folder of its own: checkpoints of another test would look like a database set back."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _data_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"
    settings.FILES = tmp_path / "data" / "files"
    settings.FILES.mkdir(parents=True)
