"""Finding objects by their words."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from vitalgrid.foundation.search import index
from vitalgrid.foundation.search.models import Document
from vitalgrid.foundation.search.rules import tokens_for_word, township_token, words_of

FEW = 2000  # matches that are sorted rather than walked through (measured on a million texts)
_CHUNK, _MOST = 250, 8000
_END = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Hit:
    """An object that was found. `cursor` of the last hit, given as `before`, goes on after it."""

    cursor: int
    kind: str
    object_id: UUID
    code: str
    at: datetime


Keep = Callable[[Sequence[Hit]], Collection[UUID]]  # of some hits the object ids that the reader may see


def find(
    query: str,
    kinds: Collection[str],
    *,
    restrict: Q | None = None,
    keep: Keep | None = None,
    townships: Collection[UUID] | None = None,
    limit: int = 50,
    before: int | None = None,
) -> list[Hit]:
    """Objects of `kinds` whose text holds every word of `query` literally, newest first, at most `limit`.

    Text and words are compared folded (`rules.fold`). Whatever stands in `query` is data: no wildcard, quote or
    operator means anything. A query without words finds nothing. `restrict` narrows by the columns of `Document`;
    `townships` too, but inside the index. `keep` is asked portion by portion which of the objects the reader may see:
    never hand in the set of all that they may see, for that set grows with the city and the portions do not.
    """
    words = words_of(query)
    if not words or not kinds or (townships is not None and not townships):
        return []
    tokens: set[str] = set()
    beginnings: list[str] = []
    for word in words:
        needed, beginning = tokens_for_word(word)
        tokens |= needed
        beginnings += [beginning] if beginning else []
    match = index.match_of(tokens, beginnings, [township_token(t) for t in townships or ()])
    wanted = _exact(words).filter(restrict or Q(), kind__in=list(kinds))
    if townships is not None:
        wanted = wanted.filter(township__in=list(townships))
    portions = _of_postgres if connection.vendor == "postgresql" else _of_sqlite
    end = _END if before is None else before
    found: list[Hit] = []
    sizes = _Sizes(limit, is_choosy=keep is not None)
    for portion in portions(match, wanted, end, sizes):
        hits = [Hit(*row) for row in portion]
        kept = keep(hits) if keep and hits else None
        found += hits if kept is None else [hit for hit in hits if hit.object_id in kept]
        if len(found) >= limit:
            break
        sizes.note(len(hits), len(found))
    return found[:limit]


class _Sizes:
    """How much to take at a time: little at first, then what the share that was kept so far says is still needed."""

    def __init__(self, limit: int, *, is_choosy: bool) -> None:
        self._limit, self.next = limit, max(_CHUNK, limit) if is_choosy else limit
        self._taken = 0

    def note(self, taken: int, found: int) -> None:
        """`taken` more were looked at; `found` were kept in all."""
        self._taken += taken
        wanted = (self._limit - found) * self._taken * 5 // (max(found, 1) * 4)
        self.next = min(max(wanted, _CHUNK), self.next * 16, _MOST)


Rows = Sequence[tuple[int, str, UUID, str, datetime]]


def _exact(words: list[str]) -> "QuerySet[Document]":
    """Documents that hold the words: pairs can stand together in a text without standing in a row."""
    found = Document.objects.order_by("-id")
    for position, word in enumerate(words):
        found = found.alias(**{f"place_{position}": StrIndex(F("text"), Value(word))})
        found = found.filter(**{f"place_{position}__gt": 0})
    return found


def _rows(wanted: "QuerySet[Document]", limit: int | None = None) -> Rows:
    return list(wanted.values_list("id", "kind", "object_id", "code", "at")[:limit])


def _of_sqlite(match: str, wanted: "QuerySet[Document]", below: int, sizes: _Sizes) -> Iterator[Rows]:
    """Matches from the index newest first."""
    while True:
        size = max(sizes.next, _CHUNK)
        ids = index.newest(match, below, size)
        yield _rows(wanted.filter(id__in=ids)) if ids else []
        if len(ids) < size:
            return
        below = ids[-1]


def _of_postgres(match: str, wanted: "QuerySet[Document]", below: int, sizes: _Sizes) -> Iterator[Rows]:
    """Few matches: sort them. Many: walk the texts newest first, for then the next one is never far."""
    ids = sorted(index.some(match, below, FEW + 1), reverse=True)
    if len(ids) <= FEW:
        start = 0
        while start < len(ids):
            size = sizes.next
            yield _rows(wanted.filter(id__in=ids[start : start + size]))
            start += size
        return
    while True:
        size = sizes.next
        rows = _rows(wanted.filter(id__lt=below), size)
        yield rows
        if len(rows) < size:
            return
        below = rows[-1][0]
