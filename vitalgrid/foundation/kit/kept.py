"""Statements that come with every request: the ORM makes their text once in a process, later only the values go in.

To make the text of a statement costs more than to run it. On PostgreSQL the values travel apart, so that the server
keeps its plan as well. Only texts are kept, never what the database answered: every run reads anew.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.rows import run_apart
from vitalgrid.foundation.kit.scalars import Scalar, statement_of

Convert = Callable[[Any], Any]
NOW = "now"  # put in by itself
# The present moment, while a text is made, bears this microsecond: by it, it is found again with whatever was added.
MARK = 123_457
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Text:
    """A statement: which value goes where, and what makes Python's values of the database's (column → how)."""

    sql: str
    given: tuple[Any, ...]  # the values that never change
    places: tuple[tuple[int, str, timedelta], ...]  # where a value goes in: its name, and what is added to `NOW`
    converters: tuple[tuple[int, Convert], ...] = ()

    def run(self, values: Mapping[str, Any]) -> list[Any]:
        """The rows for these values."""
        given, now = list(self.given), clock.now()
        for place, name, later in self.places:
            given[place] = _adapted(now + later if name == NOW else values[name])
        if connection.vendor == "postgresql":
            with run_apart(self.sql, given) as cursor:
                rows = cursor.fetchall()
        else:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, given)
                rows = cursor.fetchall()
        return [self._converted(row) for row in rows] if self.converters else list(rows)

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        made = list(row)
        for place, convert in self.converters:
            made[place] = convert(made[place])
        return made


class KeptRows:
    """A query of `values_list`, made by `make` from values of the named kinds (str, int, date).

    A value goes into the query as it is: what is computed of one must be given as one of its own. The present moment
    is `clock.now()`, alone or with something added.
    """

    def __init__(self, make: Callable[..., "QuerySet[Any, Any]"], **kinds: type) -> None:
        self._make, self._kinds = make, kinds
        self._texts: dict[str, Text] = {}

    def rows(self, **values: Any) -> list[Any]:
        """The rows for these values, as the query itself would give them."""
        text = self._texts.get(connection.vendor)
        if text is None:
            text = self._texts[connection.vendor] = _made(self._written, self._kinds)
        return text.run(values)

    def _written(self, **values: Any) -> tuple[str, Iterable[Any], tuple[tuple[int, Convert], ...]]:
        compiler = self._make(**values).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        return sql, params, tuple((place, _chain(found, column)) for place, (found, column) in columns.items())


class KeptAnswers:
    """Several small answers in one statement (`kit.scalars`), a text for each `key`: the `most` last used are kept.

    The key must hold all that `make` hangs on beside the values of the named kinds and the present moment. Whatever
    grants rights belongs into it as it was read for this request: then a right that was revoked has another text.
    """

    def __init__(self, *, most: int = 1, **kinds: type) -> None:
        self._most, self._kinds = most, kinds
        self._texts: OrderedDict[Hashable, Text] = OrderedDict()

    def answers(self, key: Hashable, make: Callable[..., Sequence[Scalar]], /, **values: Any) -> list[Any]:
        """The values of all of them, in order, by one statement."""
        whole = (connection.vendor, key)
        text = self._texts.get(whole)
        if text is None:
            text = _made(lambda **slots: (*statement_of(make(**slots)), ()), self._kinds)
            self._texts[whole] = text
            while len(self._texts) > self._most:
                self._texts.popitem(last=False)
        elif self._most > 1:
            try:
                self._texts.move_to_end(whole)
            except KeyError:  # another thread let go of it just now
                self._texts[whole] = text
        return list(text.run(values)[0])


def _made(write: Callable[..., tuple[str, Iterable[Any], tuple[tuple[int, Convert], ...]]], kinds: Any) -> Text:
    """Let the ORM write the statement for stand-ins, and find them again among its values."""
    stand_ins = {name: _stand_in(kind, number) for number, (name, kind) in enumerate(kinds.items(), 1)}
    now = clock.now().replace(microsecond=MARK)
    with clock.set_to(now):
        sql, params, converters = write(**stand_ins)
    sought = {_adapted(value): name for name, value in stand_ins.items()}
    given, places = list(params), []
    for place, value in enumerate(given):
        moment = _moment_of(value)
        if moment is not None:
            places.append((place, NOW, moment - now))
        elif isinstance(value, str | int | date) and value in sought:
            places.append((place, sought[value], timedelta()))
        elif _is_day(value):
            raise TypeError("a day would stay in a kept statement for ever: give it as a value of its own")
    if set(kinds) - {name for _place, name, _later in places} or "%%" in sql:
        raise TypeError(f"not all values are found again in this statement: {sql[:200]}")
    return Text(sql, tuple(given), tuple(places), converters)


def _stand_in(kind: type, number: int) -> Any:
    """A value that no statement has by itself."""
    if kind is str:
        return f"\ue000stand-in {number}"
    if kind is int:
        return 7_205_000_000_000_000 + number
    if kind is date:
        return date(1908, 2, number)
    raise TypeError(f"no stand-in for {kind}")


def _moment_of(value: Any) -> datetime | None:
    """The moment that `value` is, where it came from the present one."""
    if isinstance(value, datetime):
        return value if value.microsecond == MARK else None
    if isinstance(value, str) and value.endswith(f".{MARK}"):  # SQLite: UTC, without saying so
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return None


def _is_day(value: Any) -> bool:
    is_date = isinstance(value, date) and not isinstance(value, datetime)
    return is_date or (isinstance(value, str) and _DAY.fullmatch(value) is not None)


def _adapted(value: Any) -> Any:
    """The value as the ORM gives it to the database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _chain(converters: Sequence[Callable[[Any, Any, Any], Any]], column: Any) -> Convert:
    def convert(value: Any) -> Any:
        for each in converters:
            value = each(value, column, connection)
        return value

    return convert
