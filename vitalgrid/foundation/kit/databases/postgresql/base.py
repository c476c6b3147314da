"""Django's backend with two savings: no `SELECT 1` before every request, and statements whose values travel apart."""

import select
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg import RawCursor
from psycopg.pq import ConnStatus

# What a server that went away leaves at our end of the connection: something to read, or a broken line.
_NEWS = select.POLLIN | select.POLLPRI | select.POLLHUP | select.POLLERR | select.POLLNVAL


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, and the text of a statement whose values are not in it."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> Any:
        """For the list of statements in tests: values that travel apart are not put into the text."""
        return sql if isinstance(cursor, RawCursor) else super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with `apart()`."""

    ops_class = DatabaseOperations

    def is_usable(self) -> bool:
        """Whether the connection still stands: asked of the operating system, once a request.

        A server that stops or ends a connection says so on the line, where it can be seen without a round trip. Only
        then is it asked. A network that falls silent is seen by neither way, but by the next statement.
        """
        raw = self.connection
        if raw is None or raw.closed or raw.pgconn.status != ConnStatus.OK:
            return False
        line = select.poll()
        line.register(raw.fileno(), _NEWS)
        return not line.poll(0) or bool(super().is_usable())

    def apart(self) -> Any:
        """A cursor that sends values apart from the text (`$1`, `$2` …): the server keeps the plan of what repeats."""
        self.ensure_connection()
        with self.wrap_database_errors:
            raw: Any = RawCursor(self.connection)
        return self.make_debug_cursor(raw) if self.queries_logged else self.make_cursor(raw)
