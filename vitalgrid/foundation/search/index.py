"""The index over pairs of characters, in the words of each database. The only raw SQL of this room.

On SQLite an FTS5 table that keeps no text of its own (`content=''`); it forgets a row only when told the same tokens
again. On PostgreSQL a `tsvector` without positions. Tokens are letters and digits by make, and bound all the same.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from vitalgrid.foundation.kit.rows import Insertion, insert_together


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def insertion(rows: Sequence[tuple[int, Iterable[str]]]) -> Insertion:
    """What adds (document id, tokens), to be sent with `insert_together`. The ids are new to the index."""
    if _is_postgres():
        return Insertion(
            "INSERT INTO search_gram (id, grams) SELECT id, array_to_tsvector(string_to_array(tokens, ' ')) "
            "FROM unnest(%s::bigint[], %s::text[]) AS given (id, tokens)",
            [[key for key, _ in rows], [" ".join(tokens) for _, tokens in rows]],
        )
    given = [(key, " ".join(tokens)) for key, tokens in rows]
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
            given = [(key, " ".join(tokens)) for key, tokens in rows]
            cursor.executemany("INSERT INTO search_gram (search_gram, rowid, grams) VALUES ('delete', %s, %s)", given)


def match_of(tokens: Iterable[str], beginnings: Iterable[str], any_of: Iterable[str]) -> str:
    """The question to the index: all `tokens`, a token with each of `beginnings`, and one of `any_of` if there are."""
    all_of = sorted(tokens)
    if _is_postgres():
        parts = [f"'{token}'" for token in all_of] + [f"'{half}':*" for half in beginnings]
        either = " | ".join(f"'{token}'" for token in sorted(any_of))
        return " & ".join([*parts, f"({either})"] if either else parts)
    parts = [f'"{token}"' for token in all_of] + [f'"{half}" *' for half in beginnings]
    either = " OR ".join(f'"{token}"' for token in sorted(any_of))
    return " AND ".join([*parts, f"({either})"] if either else parts)


def newest(match: str, below: int, limit: int) -> list[int]:
    """SQLite: at most `limit` document ids that match and are smaller than `below`, greatest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM search_gram WHERE search_gram MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
            [match, below, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def some(match: str, below: int, limit: int) -> list[int]:
    """PostgreSQL: at most `limit` document ids that match and are smaller than `below`, in no order.

    Without an order, because the planner else leaves the index for the key and reads on for a third of a second when a
    word is rare.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM (SELECT id FROM search_gram WHERE grams @@ %s::tsquery OFFSET 0) AS found WHERE id < %s "
            "LIMIT %s",
            [match, below, limit],
        )
        return [row[0] for row in cursor.fetchall()]
