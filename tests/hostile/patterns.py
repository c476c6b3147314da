"""Every regular expression of the product, found by reading its source; and texts made to make each one despair."""

import ast
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.house.source import ROOT

CALLS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
FIELDS = {"RegexValidator", "RegexField", "re_path"}
# JSON Schema and pydantic match with engines of their own, from the same words.
KEYS = {"pattern", "regex"}


@dataclass(frozen=True)
class Found:
    """A pattern and where it stands."""

    place: str
    text: str | bytes

    def __str__(self) -> str:
        return f"{self.place} {self.text!r}"


FILLED = "(?:ab)"  # what is filled in stands for a short word: the shape round it is what can go wrong


def _text(node: ast.expr) -> str | bytes | None:
    """The pattern as far as it stands in the source; None when nothing of it does."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else FILLED for p in node.values)
    if isinstance(node, ast.BinOp):
        sides = [_text(node.left), _text(node.right)]
        return "".join(FILLED if side is None else str(side) for side in sides) if any(sides) else None
    return None


def _texts(node: ast.expr) -> Iterator[str | bytes]:
    if text := _text(node):
        yield text


def _in_node(node: ast.AST) -> Iterator[str | bytes]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        is_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
        if node.args and ((name in CALLS and is_re) or name in FIELDS):
            yield from _texts(node.args[0])
        for word in node.keywords:
            if word.arg in KEYS:
                yield from _texts(word.value)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in KEYS:
                yield from _texts(value)


def every_pattern() -> list[Found]:
    """All of them, each once a place."""
    found = []
    for path in sorted((ROOT / "vitalgrid").rglob("*.py")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            for text in _in_node(node):
                found.append(Found(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", text))
    return found


ATOMS = (
    "a",
    "0",
    " ",
    "-",
    ".",
    "字",
    "\n",
    "'",
    '"',
    "<",
    "=",
    "/",
    "(",
    "+",
    "86",
    "ab",
    "a0",
    "0-",
    " -",
    "\t ",
    "<a ",
)
TAILS = ("", "!", "\x00", "\n", "字")


def texts(pattern: str | bytes, length: int, tails: tuple[str, ...] = TAILS) -> Iterator[str | bytes]:
    """Long repetitions of what the pattern itself is made of, with an end that does not fit."""
    own = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    literal = sorted({c for c in own if c.isalnum() or c in " -_./:,;'\"<>=@#"})
    for atom in (*ATOMS, *literal):
        for tail in tails:
            text = (atom * (length // len(atom) + 1))[:length] + tail
            yield text.encode("utf-8", "replace") if isinstance(pattern, bytes) else text


def slowest(found: Found, *, limit: float, longest: int, tails: tuple[str, ...] = TAILS) -> tuple[float, int]:
    """CPU seconds of the slowest text, and its length. Lengths grow: what explodes is seen while it is small."""
    compiled: re.Pattern[str] | re.Pattern[bytes] = re.compile(found.text)
    worst = (0.0, 0)
    for length in (16, 18, 20, 22, 28, 200, 2_000, 12_000, longest):
        for text in texts(found.text, length, tails):
            for how in (compiled.search, compiled.fullmatch):
                spent = _spent(how, text)
                if spent > limit:
                    spent = min(spent, _spent(how, text))  # a pause of the machine is not a fault of the pattern
                worst = max(worst, (spent, length))
                if worst[0] > limit:
                    return worst
    return worst


def _spent(how: object, text: str | bytes) -> float:
    before = time.thread_time()
    how(text)  # type: ignore[operator]
    return time.thread_time() - before
