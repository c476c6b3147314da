"""Words that may not stand in code, and where roles and cities may be named."""

import ast
import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from tests.house.source import PACKAGE, ROOT, Source, everything, product, tracked
from vitalgrid.foundation.accounts.roles import ROLES

EMPTY_WORDS = {"manager", "managers", "helper", "helpers", "util", "utils", "utility", "handler", "handlers"}
ROLE_HOMES = ("vitalgrid/foundation/accounts/roles.py", "vitalgrid/foundation/accounts/duties.py")
PUBLIC_SUFFIXES = {".py", ".html", ".txt", ".ts", ".vue"}
# Role codes that are also ordinary words of other vocabularies (kinds of units, states of a table, Django's own).
SHARED_WORDS = {"discipline", "information_room", "community_officer", "leader", "resident", "administrator", "auditor"}


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _named(source: Source) -> Iterator[tuple[ast.AST, str]]:
    yield source.tree, source.path.stem
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.name


def test_no_empty_words_in_names() -> None:
    """`CaseManager`, `utils.py`, `handler`: such names say nothing, so everything ends up in them."""
    wrong = [
        source.at(node, name)
        for source in everything()
        for node, name in _named(source)
        if _words(name) & EMPTY_WORDS and not re.fullmatch(r"handler\d{3}", name)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_service_classes() -> None:
    """A service class gathers every verb of a noun with its hidden state; an action is one function and says `by`."""
    wrong = [
        source.at(node, node.name)
        for source in everything()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and {"service", "services", "repository"} & _words(node.name)
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_left_to_do_has_an_issue() -> None:
    """A bare note to oneself is read by nobody; one with a number is found again by whoever closes the issue."""
    note = re.compile(r"\b(" + "TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!\(#\d+\))")
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path.suffix in {".py", ".html", ".ts", ".vue", ".yaml", ".css"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if note.search(line)
    ]
    assert not wrong, "\n".join(wrong)


def _is_docstring(source: Source, node: ast.Constant) -> bool:
    return any(
        isinstance(parent, ast.Expr) and parent.value is node
        for parent in ast.walk(source.tree)
        if hasattr(parent, "value")
    )


def test_code_asks_for_permissions_and_never_for_roles() -> None:
    """`if role == "centre_dispatch"` breaks in the city that calls its dispatchers otherwise, and nobody notices."""
    codes = set(ROLES) - SHARED_WORDS
    wrong = [
        source.at(node, f"names the role {node.value!r}")
        for source in product()
        if source.name not in ROLE_HOMES and not source.has_part("pack", "demo", "importer")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in codes
        if not _is_docstring(source, node)
    ]
    assert not wrong, "\n".join(wrong)


@lru_cache(maxsize=1)
def _city_words() -> frozenset[str]:
    """Names of areas and units of the packs at the root: what only a pack may say."""
    names: set[str] = set()
    for path in (ROOT / "packs").rglob("*"):
        if path.stem.startswith(("areas", "units", "city")) and path.suffix in (".csv", ".yaml"):
            names |= set(_names_in(path))
    return frozenset(name for name in names if len(name) >= 3)


def _names_in(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file) if path.suffix == ".csv" else yaml.safe_load(file)
        for row in rows if not isinstance(rows, dict) else [rows]:
            for key in ("name", "name_en", "short_name"):
                if isinstance(row, dict) and isinstance(row.get(key), str):
                    yield row[key].strip()


def test_no_city_in_the_code() -> None:
    """A hard-wired city name is the first thing the second city finds on its own screens."""
    words = _city_words()
    pattern = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)")
    wrong = []
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in PUBLIC_SUFFIXES | {".po"} or {"demo", "tests"} & set(path.parts):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if found := pattern.search(line):
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {found.group()}")
    assert not wrong, "\n".join(wrong)
