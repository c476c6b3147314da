"""The product's own source, read once for all house rules."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "vitalgrid"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """The path as findings show it."""
        return str(self.path.relative_to(ROOT))

    @property
    def module(self) -> str:
        """The dotted name."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    def has_part(self, *names: str) -> bool:
        """Whether the file is `<name>.py` or lies in a package `<name>/`, for any of the names."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return any(name in parts for name in names)

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def at(self, node: ast.AST, what: str) -> str:
        """A finding."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}: {what}"


@lru_cache(maxsize=1)
def everything() -> tuple[Source, ...]:
    """All Python files of the package."""
    return tuple(Source(path) for path in sorted(PACKAGE.rglob("*.py")) if "node_modules" not in path.parts)


def product() -> tuple[Source, ...]:
    """The files that run in a city: no tests, no migrations."""
    return tuple(one for one in everything() if not one.is_test and not one.is_migration)


MADE = re.compile(
    r"(^|/)(\.venv|var|__pycache__|node_modules|dist|dist\.making|build|results|\.[a-z_]+_cache)(/|$)|\.mo$|\.egg-info"
)


@lru_cache(maxsize=1)
def tracked() -> tuple[Path, ...]:
    """Every file that git tracks, or would track, in this checkout; in an archive all that was not made here."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if shutil.which("git") and (ROOT / ".git").exists():
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    else:
        names = [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.rglob("*"))]
        names = [name for name in names if not MADE.search(name)]
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of attributes and calls; "" where the chain starts with something else."""
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Name):
            return ".".join(reversed([*parts, node.id]))
        else:
            return ".".join(reversed(["", *parts]))
