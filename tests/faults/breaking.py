"""A fault at the n-th statement, commit or file operation of a piece of work, and what the database held before."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import OperationalError, connection

from vitalgrid.cli.copying import tables

# What a request leaves beside its work: who was seen when, which job ran when.
BESIDE = {"django_session", "usersessions_usersession", "kit_job_lease"}


class Fault(OperationalError):
    """The ground gave way: what a lost connection or a failing disk looks like to the product."""


class Breaker:
    """Counts what passes and raises at the `at`-th; `is_after`: the statement has had its effect when it raises.

    `is_inside`: the work is part of a transaction that goes on, so its savepoints themselves do not break.
    """

    def __init__(self, at: int, *, is_after: bool = False, is_inside: bool = False) -> None:
        self.at, self.is_after, self.is_inside = at, is_after, is_inside
        self.count = 0
        self.has_broken = False

    def pass_by(self, work: Callable[[], Any]) -> Any:
        """Do `work`, or break before or after it."""
        self.count += 1
        is_turn = self.count == self.at
        self.has_broken |= is_turn
        if is_turn and not self.is_after:
            raise Fault("the ground gave way before")
        result = work()
        if is_turn:
            raise Fault("the ground gave way after")
        return result


@contextmanager
def statements(breaker: Breaker) -> Iterator[None]:
    """Every statement and every commit of this connection passes the breaker."""

    def wrapped(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if breaker.is_after and sql.startswith("BEGIN"):  # nobody begins and is told that it failed
            return execute(sql, params, many, context)
        if breaker.is_inside and sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return execute(sql, params, many, context)
        return breaker.pass_by(lambda: execute(sql, params, many, context))

    commit = connection._commit
    with connection.execute_wrapper(wrapped), patch.object(connection, "_commit", lambda: breaker.pass_by(commit)):
        yield


MAKING: tuple[tuple[Any, str], ...] = ((tempfile, "mkstemp"), (os, "fdopen"))  # nobody makes one and is told no
FILE_OPERATIONS: tuple[tuple[Any, str], ...] = ((Path, "mkdir"), (os, "fsync"), (os, "replace"))


@contextmanager
def file_writes(breaker: Breaker, error: OSError | None = None) -> Iterator[None]:
    """Every step of writing a file passes the breaker; `error` is what is raised instead of a fault."""

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            try:
                return breaker.pass_by(lambda: original(*arguments, **named))
            except Fault:
                raise error or OSError(5, "Input/output error") from None

        return call

    with ExitStack() as stack:
        for owner, name in FILE_OPERATIONS + (() if breaker.is_after else MAKING):
            stack.enter_context(patch.object(owner, name, guarded(getattr(owner, name))))
        yield


def digest() -> dict[str, str]:
    """A hash of every row of every table that has some: two that are equal are the same state."""
    names = sorted(set(tables()) - BESIDE)
    made = _digests_of_postgresql(names) if connection.vendor == "postgresql" else map(_digest_of, names)
    return {name: one for name, one in zip(names, made, strict=True) if one}


def _digests_of_postgresql(names: list[str]) -> list[str]:
    """Hashed by the server, all by one statement: a hundred round trips would be most of the test."""
    one = "SELECT {n}, coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t"
    parts = [one.format(n=n, table=connection.ops.quote_name(name)) for n, name in enumerate(names)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return [made for _n, made in sorted(cursor.fetchall())]


def _digest_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(repr(row) for row in cursor.fetchall())
    return hashlib.sha256("|".join(rows).encode()).hexdigest() if rows else ""


def files_under(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
