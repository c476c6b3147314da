"""Packs to spoil: a copy of the small town in a folder of the test's own."""

import shutil
from pathlib import Path

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.packs.actions import Loading, load_pack
from vitalgrid.packs.checking import check_pack
from vitalgrid.packs.registry import PARTS

ROOT = Path(__file__).resolve().parents[3]
YUMEN = ROOT / "packs" / "yumen"
SMALLTOWN = ROOT / "tests" / "packs" / "smalltown"
BALTIMORE = ROOT / "tests" / "packs" / "baltimore"


def copy_of(pack: Path, folder: Path) -> Path:
    """A copy of `pack` below `folder`."""
    return Path(shutil.copytree(pack, folder / pack.name))


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Put `new` for the first `old` in a file of the pack; the test is wrong when `old` is not there."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def errors_of(folder: Path) -> list[str]:
    """The findings that stop a loading, as they are printed."""
    return [str(finding) for finding in check_pack(folder, PARTS)[1] if not finding.is_warning]


def warnings_of(folder: Path) -> list[str]:
    """The findings that stop nothing."""
    return [str(finding) for finding in check_pack(folder, PARTS)[1] if finding.is_warning]


def load(folder: Path, *, is_dry_run: bool = False) -> Loading:
    """Load the pack as the command does."""
    return load_pack(by=Actor.system("pack"), folder=folder, parts=PARTS, is_dry_run=is_dry_run)
