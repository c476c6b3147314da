"""Emptying tables between tests: SQLite has no TRUNCATE, and the journal's triggers refuse DELETE.

Only the suite steps around the triggers, and only while it empties a table; they are back before the next test.
"""

from typing import Any

from django.db.backends.sqlite3.base import DatabaseOperations

from vitalgrid.foundation.journal import triggers

_original = DatabaseOperations.sql_flush


def _sql_flush(self: DatabaseOperations, style: Any, tables: Any, **options: Any) -> list[str]:
    statements = _original(self, style, tables, **options)
    if not set(triggers.TABLES) & set(tables):
        return statements
    # The journal's counter too: ids that start above 1 are entries that somebody took out.
    counter = "DELETE FROM sqlite_sequence WHERE name = 'journal_entry'"
    return [*triggers.drop_sql("sqlite"), *statements, counter, *triggers.create_sql("sqlite")]


def allow_emptying() -> None:
    """Let `flush` empty the journal on SQLite."""
    DatabaseOperations.sql_flush = _sql_flush  # type: ignore[method-assign]
