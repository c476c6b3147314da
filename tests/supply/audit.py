"""The audit: works from what is installed, and needs no network.

What it can show: that every installed package has the version that the lock names, that the lock names a hash for each,
that no installed file differs from what its package says of it, that every licence is one we may use, and that no
version stands in our list of known weaknesses. What it cannot: find a weakness that nobody has written into that list.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import date
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import yaml
from packaging.version import Version

from tests.house.source import ROOT
from vitalgrid.cli.bom import canonical, installed, licence_of

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt", "requirements-node.txt")
ADVISORIES = ROOT / "docs" / "reference" / "advisories.yaml"
OLD_AFTER = 90  # days after which the list of weaknesses should be looked through again
# Words of licences that go together with AGPL-3.0-or-later, in the many ways in which packages write them.
ALLOWED = re.compile(
    r"agpl-3\.0-or-later|lgpl|mit|bsd|apache|mpl|mozilla public|psf|python software|isc|zlib|cc0|0bsd|ofl|unlicense",
    re.I,
)
# Packages that state no licence in their metadata, and where it stands.
STATED_ELSEWHERE = {"axe-playwright-python": "MIT (LICENSE in the package)"}
OWN = {"vitalgrid"}
# What comes with an environment and is not locked.
GIVEN = {"pip"}
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*])?==([^\s;\\]+)")


def locked() -> dict[str, tuple[str, int]]:
    """Package → version and number of hashes, from every lock file."""
    found: dict[str, tuple[str, int]] = {}
    for name in LOCKS:
        package = ""
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if pinned := _PINNED.match(line):
                package = canonical(pinned[1])
                found[package] = (pinned[2], 0)
            elif package and "--hash=sha256:" in line:
                found[package] = (found[package][0], found[package][1] + 1)
    return found


def unlike_the_lock() -> list[str]:
    """Installed packages that the lock does not name, or names in another version; and locked ones without a hash."""
    pins, wrong = locked(), []
    for name, one in installed().items():
        if name in OWN | GIVEN:
            continue
        if name not in pins:
            wrong.append(f"{name} {one.version} is installed and stands in no lock")
        elif pins[name][0] != one.version:
            wrong.append(f"{name} {one.version} is installed, the lock says {pins[name][0]}")
    return wrong + [f"{name} is locked without a hash" for name, (_version, hashes) in pins.items() if not hashes]


def changed_files(packages: dict[str, Distribution] | None = None) -> Iterator[str]:
    """Installed files that are gone or differ from their package's RECORD. Compiled caches are made here."""
    for name, one in sorted((packages or installed()).items()):
        if name in OWN:
            continue
        for file in one.files or []:
            if file.hash is None:
                continue
            path = Path(str(file.locate()))
            if not path.exists():
                yield f"{name}: {file} is gone"
            elif file.hash.value != _digest(path, file.hash.mode):
                yield f"{name}: {file} differs from what was installed"


def _digest(path: Path, mode: str) -> str:
    made = hashlib.new(mode, path.read_bytes()).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def forbidden_licences() -> list[str]:
    """Packages whose licence is not known to go together with ours."""
    wrong = []
    for name, one in installed().items():
        licence = STATED_ELSEWHERE.get(name) or licence_of(one)
        if name not in OWN and not ALLOWED.search(licence):
            wrong.append(f"{name} {one.version}: {licence or 'no licence stated'}")
    return wrong


def read_advisories(path: Path = ADVISORIES) -> dict[str, Any]:
    """The list of weaknesses: `looked_through` (a day) and `known` (package, id, fixed_in, about)."""
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told


def weak_versions(versions: dict[str, str], advisories: dict[str, Any]) -> list[str]:
    """Those of `versions` (package → version) that are older than the version that mended a known weakness."""
    return [
        f"{one['package']} {versions[one['package']]}: {one['id']} ({one['about']}); mended in {one['fixed_in']}"
        for one in advisories["known"]
        if one["package"] in versions and Version(versions[one["package"]]) < Version(str(one["fixed_in"]))
    ]


def age_of_list(advisories: dict[str, Any], today: date) -> int:
    """Days since somebody looked through the list."""
    looked: date = advisories["looked_through"]
    return (today - looked).days
