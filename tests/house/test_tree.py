"""What the repository may hold."""

import re

import pytest

from tests.house.source import ROOT, tracked

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".yaml",
    ".yml",
    ".json",
    ".ts",
    ".vue",
    ".css",
    ".html",
    ".po",
    ".svg",
    "",
}
# In pieces, so that this file does not find itself.
PATHS = re.compile(r"(?<![\w.~-])/(" + "wo" + r"rk|opt/wheels|opt/py" + r"pi|home/\w+|ro" + r"ot)(/|\b(?=[\s\"'`]))")
HOSTS = re.compile(
    "|".join(["files.python" + "hosted", "pypi" + r"\.org/simple", "registry" + r"\.npm", "npm" + "mirror"])
)
LOCKS = ("requirements", "requirements-dev", "requirements-build", "requirements-node")


def _lines() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        if path.suffix in TEXT and path.stat().st_size < 2_000_000 and path.name != "LICENSE":
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                found.append((f"{path.relative_to(ROOT)}:{number}", line))
    return found


def test_no_path_of_one_machine() -> None:
    """A path of its author's machine makes a file work once, there."""
    wrong = [f"{where}: {line.strip()[:100]}" for where, line in _lines() if PATHS.search(line)]
    assert not wrong, "\n".join(wrong)


def test_no_package_index_is_named() -> None:
    """A lock that names an index fails behind every mirror, and government networks have only mirrors."""
    wrong = [f"{where}: {line.strip()[:100]}" for where, line in _lines() if HOSTS.search(line)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes(lock: str) -> None:
    """One line without a hash, and pip refuses the whole file, or worse takes whatever it is given."""
    text = (ROOT / f"{lock}.txt").read_text()
    entries = re.split(r"\n(?=[a-z0-9])", text, flags=re.I)
    pinned = [entry for entry in entries if re.match(r"[A-Za-z0-9._-]+==", entry)]
    assert pinned and all("--hash=sha256:" in entry for entry in pinned)
    assert not re.search(r"^(-i|--index-url|--extra-index-url|--find-links|-f|--trusted-host)\b", text, re.M)
    names = {re.split(r"==", entry)[0].lower().replace("_", "-") for entry in pinned}
    wanted = [line.split("#")[0].strip() for line in (ROOT / f"{lock}.in").read_text().splitlines()]
    for line in wanted:
        if line and not line.startswith("-"):
            name = re.split(r"[\[<>=!~; ]", line)[0].lower().replace("_", "-")
            assert name in names, f"{name} is in {lock}.in but not locked: run `make lock`"


def test_development_and_product_are_locked_alike() -> None:
    """Tests that run on other versions than the city prove nothing about the city."""

    def pins(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / f"{lock}.txt").read_text(), re.M))

    product, development = pins("requirements"), pins("requirements-dev")
    assert {name: development.get(name) for name in product} == product
