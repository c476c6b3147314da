"""The API says what it does, and does not change unseen."""

import json
from collections.abc import Iterator
from typing import Any

from tests.house.snapshot import FILE, description

WRITES = ("post", "put", "patch", "delete")


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in json.loads(description())["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_api_is_the_one_in_the_repository() -> None:
    """A field renamed in passing breaks a department's system, and nobody learns of it before its night run."""
    assert FILE.exists() and FILE.read_text(encoding="utf-8") == description(), (
        "read the difference, then `make snapshot`"
    )


def test_every_operation_says_what_it_does() -> None:
    """An operation called `cases_api_list` with no sentence is guessed at, and guessed wrong."""
    wrong = [f"{method} {path}" for method, path, one in _operations() if not one.get("description", "").strip()]
    assert not wrong, "\n".join(wrong)


def test_every_operation_documents_its_errors() -> None:
    """A client that was never told of 409 treats it as a crash and sends the same thing again, for ever."""
    wrong = []
    for method, path, one in _operations():
        codes = set(one["responses"])
        wanted = {"422", "409"} if method in WRITES else {"404"} if "{" in path else set()
        if missing := wanted - codes:
            wrong.append(f"{method} {path}: {', '.join(sorted(missing))}")
    assert not wrong, "\n".join(wrong)
