"""Finding objects by their words."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from vitalgrid.foundation.search import index
from vitalgrid.foundation.search.models import Document
from vitalgrid.foundation.search.rules import mark_token, tokens_for_word, words_of

FEW = 2000  # matches that are sorted rather than walked through (measured on a million texts)
SPANS = (2, 14)  # periods that PostgreSQL is asked for, one after the other, before all others at once
_CHUNK, _MOST = 250, 8000
_FIRST, _LAST = -1, (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Hit:
    """An object that was found. `cursor` of the last hit, given as `before`, goes on after it."""

    cursor: int
    kind: str
    object_id: UUID
    code: str
    at: datetime


@dataclass
class Found:
    """What was found. `goes_on_at`: the cursor behind which more may stand; None when all was looked at."""

    hits: list[Hit] = field(default_factory=list)
    goes_on_at: int | None = None


Keep = Callable[[Sequence[Hit]], Collection[UUID]]  # of some hits the object ids that the reader may see


def find(
    query: str,
    kinds: Collection[str],
    *,
    reach: Sequence[Collection[str]] = (),
    restrict: Q | None = None,
    keep: Keep | None = None,
    limit: int = 50,
    before: int | None = None,
    after: int | None = None,
    most: int = _LAST,
) -> Found:
    """Objects of `kinds` whose text holds every word of `query` literally, newest first, at most `limit`.

    Text and words are compared folded (`rules.fold`). Whatever stands in `query` is data: no wildcard, quote or
    operator means anything. A query without words finds nothing. `reach`: groups of marks, inside the index; an object
    must bear one of each group. `restrict` narrows by the columns of `Document`. `keep` is asked portion by portion
    which of the objects the reader may see: never hand in the set of all that they may see, for that set grows with
    the city and the portions do not. `before` goes on with older ones; `after` goes the other way, oldest first. About
    `most` matches are looked at and no more: `goes_on_at` says where to go on.
    """
    words = words_of(query)
    if not words or not kinds or not all(reach):
        return Found()
    found, limits = Found(), _Sizes(limit, most, is_choosy=keep is not None)
    wanted = holding(words).filter(restrict or Q(), kind__in=list(kinds))
    portions = (_of_postgres if connection.vendor == "postgresql" else _of_sqlite)(
        _match(words, reach), wanted, _Way(before, after), limits
    )
    for portion in portions:
        hits = [Hit(*row) for row in portion]
        kept = keep(hits) if keep and hits else None
        found.hits += hits if kept is None else [hit for hit in hits if hit.object_id in kept]
        if len(found.hits) >= limit:
            found.hits = found.hits[:limit]
            found.goes_on_at = found.hits[-1].cursor
            break
        limits.note(len(hits), len(found.hits))
        if hits and limits.taken >= most:
            found.goes_on_at = hits[-1].cursor
            break
    return found


def holding(words: Sequence[str]) -> "QuerySet[Document]":
    """Documents that hold the words: pairs can stand together in a text without standing in a row."""
    found = Document.objects.all()
    for position, word in enumerate(words):
        found = found.alias(**{f"place_{position}": StrIndex(F("text"), Value(word))})
        found = found.filter(**{f"place_{position}__gt": 0})
    return found


def _match(words: Sequence[str], reach: Sequence[Collection[str]]) -> str:
    needed: set[str] = set()
    beginnings: list[str] = []
    for word in words:
        tokens, beginning = tokens_for_word(word)
        needed |= tokens
        beginnings += [beginning] if beginning else []
    return index.match_of(needed, beginnings, [[mark_token(mark) for mark in marks] for marks in reach])


class _Sizes:
    """How much to take at a time: little at first, then what the share that was kept so far says is still needed."""

    def __init__(self, limit: int, most: int, *, is_choosy: bool) -> None:
        self._limit, self._most = limit, most
        self.next = limit + limit // 4 if is_choosy else limit
        self.taken = 0

    def note(self, taken: int, found: int) -> None:
        """`taken` more were looked at; `found` were kept in all."""
        self.taken += taken
        wanted = (self._limit - found) * self.taken * 5 // (max(found, 1) * 4)
        self.next = min(max(wanted, _CHUNK), self.next * 16, _MOST, max(self._most - self.taken, 1))


@dataclass(frozen=True)
class _Way:
    """Where an answer begins and which way it goes."""

    before: int | None = None
    after: int | None = None

    @property
    def is_up(self) -> bool:
        return self.after is not None

    @property
    def edge(self) -> int:
        """The id beyond which everything lies."""
        if self.after is not None:
            return self.after
        return _LAST if self.before is None else self.before

    def ordered(self, wanted: "QuerySet[Document]") -> "QuerySet[Document]":
        """In the way's order."""
        return wanted.order_by("id" if self.is_up else "-id")

    def beyond(self, wanted: "QuerySet[Document]", edge: int) -> "QuerySet[Document]":
        """What lies beyond `edge`, in the way's order."""
        return self.ordered(wanted.filter(id__gt=edge) if self.is_up else wanted.filter(id__lt=edge))


Rows = Sequence[tuple[int, str, UUID, str, datetime]]


def _rows(wanted: "QuerySet[Document]", limit: int | None = None) -> Rows:
    return list(wanted.values_list("id", "kind", "object_id", "code", "at")[:limit])


def _of_sqlite(match: str, wanted: "QuerySet[Document]", way: _Way, sizes: _Sizes) -> Iterator[Rows]:
    """Matches from the index in order."""
    edge = way.edge
    while True:
        size = sizes.next
        ids = index.in_order(match, edge, size, is_up=way.is_up)
        yield _rows(way.ordered(wanted.filter(id__in=ids))) if ids else []
        if len(ids) < size:
            return
        edge = ids[-1]


def _of_postgres(match: str, wanted: "QuerySet[Document]", way: _Way, sizes: _Sizes) -> Iterator[Rows]:
    """Span by span. Few matches in it: sort them. Many: walk the texts in order, for then the next is never far."""
    ready: list[int] = []  # matches in order, of one span or several, that were not looked at yet
    for low, high, periods in _spans(way):
        ids = sorted(index.some(match, low, high, FEW + 1, periods), reverse=not way.is_up)
        is_many = len(ids) > FEW
        ready += [] if is_many else ids
        while ready and (is_many or len(ready) >= sizes.next):
            size = sizes.next
            yield _rows(way.ordered(wanted.filter(id__in=ready[:size])))
            ready = ready[size:]
        if is_many:
            yield from _walk(way, wanted.filter(id__gt=low, id__lt=high), low if way.is_up else high, sizes)
    while ready:
        size = sizes.next
        yield _rows(way.ordered(wanted.filter(id__in=ready[:size])))
        ready = ready[size:]


def _walk(way: _Way, span: "QuerySet[Document]", edge: int, sizes: _Sizes) -> Iterator[Rows]:
    """The texts of a span that hold the words, in order."""
    while True:
        size = sizes.next
        rows = _rows(way.beyond(span, edge), size)
        yield rows
        if len(rows) < size:
            return
        edge = rows[-1][0]


def _spans(way: _Way) -> Iterator[tuple[int, int, range | None]]:
    """Stretches of ids (both ends outside) with their periods: the nearest of a few, then more, then all the rest."""
    edge = way.edge if way != _Way() else index.newest() + 1
    for count in SPANS:
        period = edge >> index.PERIOD_BITS
        if way.is_up:
            end = (period + count) << index.PERIOD_BITS
            yield edge, end, range(period, period + count)
            edge = end - 1
        else:
            first = max(period - count + 1, 0)
            start = (first << index.PERIOD_BITS) - 1
            yield start, edge, range(first, period + 1)
            edge = start + 1
    yield (edge, _LAST, None) if way.is_up else (_FIRST, edge, None)
