"""`make audit`: 1 and every finding when something is wrong. Asks pip-audit too where that is installed and answers."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime

from tests.house.source import ROOT
from tests.supply import audit
from vitalgrid.cli.bom import installed


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _ask_outside() -> int:
    """pip-audit asks a service on the network. Where it cannot be asked, that is said and nothing is claimed."""
    found = shutil.which("pip-audit")
    if found is None:
        _say("pip-audit is not installed: the advisory services of the network were NOT asked.")
        return 0
    command = [found, "--requirement", str(ROOT / "requirements.txt"), "--disable-pip", "--no-deps", "--require-hashes"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if "Found" in done.stderr or "vulnerabilit" in done.stdout:
        _say(done.stdout)
    elif done.returncode:
        _say(f"pip-audit got no answer: the advisory services were NOT asked.\n{done.stderr[-400:]}")
        return 0
    return done.returncode


def main() -> int:
    """Run every part and tell what it found."""
    advisories = audit.read_advisories()
    versions = {name: one.version for name, one in installed().items()}
    parts = {
        "versions and hashes of the lock": audit.unlike_the_lock(),
        "installed files unchanged": list(audit.changed_files()),
        "licences": audit.forbidden_licences(),
        f"known weaknesses ({len(advisories['known'])} in our list)": audit.weak_versions(versions, advisories),
    }
    for name, found in parts.items():
        _say(f"{name}: {'nothing found' if not found else len(found)}")
        for one in found:
            _say(f"  {one}")
    age = audit.age_of_list(advisories, datetime.now(UTC).date())
    if age > audit.OLD_AFTER:
        _say(f"!!! The list of weaknesses was looked through {age} days ago: docs/reference/advisories.yaml !!!")
    return 1 if any(parts.values()) or _ask_outside() else 0


if __name__ == "__main__":
    sys.exit(main())
