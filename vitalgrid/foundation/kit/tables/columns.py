"""What a list looks like as a file: its columns with their kinds, and where its rows come from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from vitalgrid.foundation.kit.paging import MOST_ROWS, page_of


class Kind(StrEnum):
    """What a cell holds, so that a spreadsheet counts with numbers and days, and leaves telephone numbers alone."""

    TEXT = "text"
    CODE = "code"  # ids, codes, telephone numbers: text, whatever it looks like
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `name` is for programs and never changes, `label` for people; `value` takes it out of a row."""

    name: str
    label: "str | Promise"
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an export in an order that does not move, and how many there are."""

    count: Callable[[], int]
    has_more_than: Callable[[int], bool]
    each: Callable[[], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Export:
    """A list that can be taken as a file.

    `rows(by, asked)` gives what `by` may see of it, narrowed as the page's address narrows it (`asked`), with the same
    problems as the page. Nothing stands in a cell that the page masks.
    """

    name: str
    label: "str | Promise"
    columns: tuple[Column, ...]
    rows: Callable[[Any, Mapping[str, str]], Rows]


def from_list(found: Sequence[Any]) -> Rows:
    """Rows that are in memory anyway."""
    return Rows(lambda: len(found), lambda limit: len(found) > limit, lambda: found)


def from_query(
    query: "QuerySet[Any]",
    *,
    order: Sequence[str],
    told: Callable[[list[Any]], Iterable[Any]] = lambda rows: rows,
) -> Rows:
    """Rows of a query by keyset pages: memory holds one page, and no long transaction holds the database.

    `order` names columns that never change in a row, the last one unique. `told` turns a page into what columns read.
    """

    def each() -> Iterator[Any]:
        cursor = ""
        while True:
            page = page_of(query, order=order, cursor=cursor, size=MOST_ROWS)
            yield from told(page.rows)
            cursor = page.next
            if not cursor:
                return

    def has_more_than(limit: int) -> bool:
        return query.order_by()[limit : limit + 1].exists()

    return Rows(lambda: query.order_by().count(), has_more_than, each)
