"""What somebody with full rights on the database, but without the keys, may do to the journal."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from vitalgrid.foundation.journal import canonical, triggers

COLUMNS = [*canonical.COLUMNS, "digest"]
OTHERS = ", ".join(name for name in COLUMNS if name != "id")


@contextmanager
def without_triggers() -> Iterator[None]:
    """Take the triggers away, as whoever tampers would."""
    with transaction.atomic():
        run(*triggers.drop_sql(connection.vendor))
        yield
        run(*triggers.create_sql(connection.vendor))


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def edit(number: int, column: str) -> None:
    """Change one column of one entry to another value of its type."""
    kind = canonical.COLUMNS.get(column, "digest")
    is_sqlite = connection.vendor == "sqlite"
    value = {
        canonical.TEXT: f"{column} || 'x'",
        canonical.NUMBER: f"{column} + 1000000",
        canonical.IDENTITY: "'0123456789abcdef0123456789abcdef'",
        canonical.MOMENT: "'2020-01-01 00:00:00.000001'" if is_sqlite else "at + interval '1 microsecond'",
        "digest": "x'00'" if is_sqlite else "'\\x00'",
    }[kind]
    with without_triggers():
        run(f"UPDATE journal_entry SET {column} = {value} WHERE id = {number}")


def delete(low: int, high: int) -> None:
    with without_triggers():
        run(f"DELETE FROM journal_entry WHERE id BETWEEN {low} AND {high}")


def insert_copy(of: int, at: int) -> None:
    """Put a copy of one entry, digest and all, under another id."""
    with without_triggers():
        run(f"INSERT INTO journal_entry (id, {OTHERS}) SELECT {at}, {OTHERS} FROM journal_entry WHERE id = {of}")


def swap(one: int, other: int) -> None:
    """Let two entries change places, digests included."""
    renumber((one, -1), (other, one), (-1, other))


def renumber(*pairs: tuple[int, int]) -> None:
    with without_triggers():
        run(*(f"UPDATE journal_entry SET id = {new} WHERE id = {old}" for old, new in pairs))


def forget_seals(after: int) -> None:
    """Remove every seal after number `after`."""
    with without_triggers():
        run(f"DELETE FROM journal_seal WHERE number > {after}")
