"""The README's commands on a machine that has Python, make and the usual small tools, and nothing else."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT, tracked

# What Debian's smallest image brings, with make. No Node, no Git, no compiler, no database, no browser.
TOOLS = """
awk basename bash cat chmod cp cut date dirname env expand expr find getent grep head id ldd ln ls make mkdir mktemp
mv nproc printf ps pwd readlink realpath rm rmdir sed sh sleep sort tail tar test touch tr true uname uniq useradd wc
which xargs
""".split()  # noqa: SIM905 - a list of words reads as one
# How this machine reaches the package registries is no part of what is tried.
REACHING = re.compile(r"^(PIP|NPM_CONFIG)_|_(CA_CERTS|CA_BUNDLE|CERT_FILE)$|_PROXY$", re.I)


def _bare(folder: Path) -> dict[str, str]:
    """The environment of such a machine: a path with the tools alone, a home with the package clients' settings."""
    tools = folder / "bin"
    tools.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    (tools / "python3.11").symlink_to(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
    home = folder / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if REACHING.search(name)}
    for own in (".npmrc", ".config/pip/pip.conf", ".pip/pip.conf"):
        if (Path.home() / own).exists():
            (home / own).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path.home() / own, home / own)
    return {"PATH": str(tools), "HOME": str(home), "LANG": "C.UTF-8", **kept}


def _copy(folder: Path) -> Path:
    """The tracked files alone, as a clone or an unpacked archive has them."""
    into = folder / "vitalgrid"
    into.mkdir()
    for path in tracked():
        name = path.relative_to(ROOT)
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, into / name)
    return into


@pytest.mark.soak
def test_the_two_commands_need_python_and_make_alone(tmp_path: Path) -> None:
    """A county's technician has a new machine and a README. Whatever else an author had at hand is missing there."""
    environment, checkout = _bare(tmp_path), _copy(tmp_path)

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    assert shutil.which("node", path=environment["PATH"]) is None
    assert "make demo" in run("make", "help")
    run("make", "install")
    assert (checkout / "web" / "dist" / "manifest.json").exists()
    vitalgrid = str(checkout / ".venv" / "bin" / "vitalgrid")
    said = run(vitalgrid, "demo", "--days", "3", "--no-serve")
    assert "intake1" in said
    assert "reports_received" in run(vitalgrid, "measure")
    run(vitalgrid, "journal", "verify")
    run("make", "types")
    run(
        str(checkout / ".venv" / "bin" / "python"),
        "-m",
        "pytest",
        "-q",
        "tests/house",
        "-k",
        "not tracked and not tree",
    )
    again = run("make", "install")
    assert "Installing" not in again, "the second run does nothing"
