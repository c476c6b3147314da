"""Finding objects by their words."""

from collections.abc import Collection, Sequence
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
_CHUNK = 250
_END = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Hit:
    """An object that was found. `cursor` of the last hit, given as `before`, goes on after it."""

    cursor: int
    kind: str
    object_id: UUID
    code: str
    at: datetime


def find(
    query: str,
    kinds: Collection[str],
    *,
    restrict: Q | None = None,
    townships: Collection[UUID] | None = None,
    limit: int = 50,
    before: int | None = None,
) -> list[Hit]:
    """Objects of `kinds` whose text holds every word of `query` literally, newest first, at most `limit`.

    Text and words are compared folded (`rules.fold`). Whatever stands in `query` is data: no wildcard, quote or
    operator means anything. A query without words finds nothing. `restrict` narrows by the columns of `Document`
    (`Q(object_id__in=visible_ids)`); `townships` too, but inside the index, so give both where somebody sees few.
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
    step = _find_on_postgres if connection.vendor == "postgresql" else _find_on_sqlite
    return [Hit(*row) for row in step(match, wanted, limit, _END if before is None else before)]


Rows = Sequence[tuple[int, str, UUID, str, datetime]]


def _exact(words: list[str]) -> "QuerySet[Document]":
    """Documents that hold the words: pairs can stand together in a text without standing in a row."""
    found = Document.objects.order_by("-id")
    for position, word in enumerate(words):
        found = found.alias(**{f"place_{position}": StrIndex(F("text"), Value(word))})
        found = found.filter(**{f"place_{position}__gt": 0})
    return found


def _rows(wanted: "QuerySet[Document]", limit: int) -> Rows:
    return list(wanted.values_list("id", "kind", "object_id", "code", "at")[:limit])


def _find_on_sqlite(match: str, wanted: "QuerySet[Document]", limit: int, below: int) -> Rows:
    """Take matches from the index newest first, in growing portions, until enough of them are wanted."""
    found: list[tuple[int, str, UUID, str, datetime]] = []
    size = max(_CHUNK, limit)
    while len(found) < limit:
        ids = index.newest(match, below, size)
        if ids:
            found += _rows(wanted.filter(id__in=ids), limit - len(found))
        if len(ids) < size:
            break
        below, size = ids[-1], min(size * 4, 8000)
    return found


def _find_on_postgres(match: str, wanted: "QuerySet[Document]", limit: int, below: int) -> Rows:
    """Few matches: sort them. Many: walk the texts newest first, for then the next one is never far."""
    ids = index.some(match, below, FEW + 1)
    if len(ids) <= FEW:
        return _rows(wanted.filter(id__in=ids), limit) if ids else []
    return _rows(wanted.filter(id__lt=below), limit)
