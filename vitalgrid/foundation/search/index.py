"""The index over pairs of characters and over marks, in the words of each database. The only raw SQL of this room.

On SQLite an FTS5 table that keeps no text of its own (`content=''`); it forgets a row only when told the same tokens
again. On PostgreSQL a `tsvector` without positions, which also holds the period of the document: a GIN index gives no
order, so the newest are asked for period by period. Tokens are letters and digits by make, and bound all the same.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from django.db import connection

from vitalgrid.foundation.kit.rows import Insertion, insert_together
from vitalgrid.foundation.search.rules import mark_token, tokens_of

PERIOD_BITS = 52  # of a key that are cut off for its period: 2²¹ seconds, 24 days
PERIOD = "y"  # before the number of a period; no pair and no mark begins with it


class Told(Protocol):
    """What has a searchable text."""

    text: str


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def tokens(text: str, marks: Iterable[str]) -> list[str]:
    """All tokens of a folded text and the marks beside it."""
    return [*sorted(tokens_of(text)), *map(mark_token, marks)]


def insertion(rows: Sequence[tuple[int, Iterable[str]]]) -> Insertion:
    """What adds (document id, tokens), to be sent with `insert_together`. The ids are new to the index."""
    if _is_postgres():
        return Insertion(
            "INSERT INTO search_gram (id, grams) SELECT id, array_to_tsvector(string_to_array("
            f"concat(tokens, ' {PERIOD}', id >> {PERIOD_BITS}), ' ')) "
            "FROM unnest(%s::bigint[], %s::text[]) AS given (id, tokens)",
            [[key for key, _ in rows], [" ".join(each) for _, each in rows]],
        )
    given = [(key, " ".join(each)) for key, each in rows]
    return Insertion("INSERT INTO search_gram (rowid, grams) VALUES (%s, %s)", given, many=True)


def put(rows: Sequence[tuple[int, Iterable[str]]]) -> None:
    """Add (document id, tokens). The ids are new to the index."""
    insert_together([insertion(rows)])


def drop(rows: Sequence[tuple[int, Iterable[str]]]) -> None:
    """Take (document id, tokens as they were put) away."""
    with connection.cursor() as cursor:
        if _is_postgres():
            cursor.execute("DELETE FROM search_gram WHERE id = ANY(%s)", [[key for key, _ in rows]])
        else:
            given = [(key, " ".join(each)) for key, each in rows]
            cursor.executemany("INSERT INTO search_gram (search_gram, rowid, grams) VALUES ('delete', %s, %s)", given)


def swap(rows: Sequence[tuple[int, Sequence[str], Sequence[str], Told]]) -> None:
    """Of (document id, marks as they were put, marks to be, document): the one set for the other."""
    if not _is_postgres():
        drop([(key, tokens(one.text, was)) for key, was, _new, one in rows])
        put([(key, tokens(one.text, new)) for key, _was, new, one in rows])
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_gram SET grams = ts_delete(grams, string_to_array(was, ' ')) || "
            "array_to_tsvector(string_to_array(new, ' ')) "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (key, was, new) WHERE id = key",
            [
                [key for key, *_rest in rows],
                [" ".join(map(mark_token, was)) for _key, was, _new, _one in rows],
                [" ".join(map(mark_token, new)) for _key, _was, new, _one in rows],
            ],
        )


def match_of(needed: Iterable[str], beginnings: Iterable[str], groups: Sequence[Collection[str]]) -> str:
    """The question to the index: all that is `needed`, a token with each of `beginnings`, and one of each group."""
    if _is_postgres():
        parts = [f"'{token}'" for token in sorted(needed)] + [f"'{half}':*" for half in beginnings]
        return " & ".join([*parts, *(_either(group, "'", " | ") for group in groups)])
    parts = [f'"{token}"' for token in sorted(needed)] + [f'"{half}" *' for half in beginnings]
    return " AND ".join([*parts, *(_either(group, '"', " OR ") for group in groups)])


def _either(group: Collection[str], quote: str, between: str) -> str:
    return f"({between.join(f'{quote}{token}{quote}' for token in sorted(group))})"


def in_order(match: str, edge: int, limit: int, *, is_up: bool) -> list[int]:
    """SQLite: at most `limit` document ids that match and lie beyond `edge`, the nearest first."""
    side, order = (">", "ASC") if is_up else ("<", "DESC")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM search_gram WHERE search_gram MATCH %s AND rowid {side} %s ORDER BY rowid {order} "
            "LIMIT %s",
            [match, edge, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def some(match: str, above: int, below: int, limit: int, periods: range | None = None) -> list[int]:
    """PostgreSQL: at most `limit` document ids that match and lie between two others, in no order.

    Without an order, because the planner else leaves the index for the key and reads on for a third of a second when a
    word is rare. `periods` must hold those of all ids between; they keep the index from telling of all the others.
    """
    if periods is not None:
        match = f"{match} & {_either([f'{PERIOD}{number}' for number in periods], chr(39), ' | ')}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM (SELECT id FROM search_gram WHERE grams @@ %s::tsquery OFFSET 0) AS found "
            "WHERE id > %s AND id < %s LIMIT %s",
            [match, above, below, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def newest() -> int:
    """PostgreSQL: the greatest id of all documents, 0 without any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM search_document")
        return int(cursor.fetchone()[0] or 0)
