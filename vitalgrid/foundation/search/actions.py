"""Keeping the index true. Other rooms' actions call it inside their transaction; what happened is their event."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vitalgrid.foundation.kit.fresh import fresh
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.rows import Part, insert_together, rows_of
from vitalgrid.foundation.search import index
from vitalgrid.foundation.search.models import Document
from vitalgrid.foundation.search.rules import fold

_RANDOM_BITS = 31
_LAST_SECOND = (1 << 32) - 1  # in the year 2106


@dataclass(frozen=True, slots=True)
class Entry:
    """One object to be found by `text` and `code`. `text` holds no phone, no name of a reporter, no document number.

    `reach`: marks (small letters and digits) of whoever may find it; what they stand for is the room's own matter.
    """

    kind: str
    object_id: UUID
    at: datetime
    text: str
    code: str = ""
    reach: tuple[str, ...] = ()


def index_documents(entries: Sequence[Entry], *, are_new: bool = False) -> None:
    """Make the entries findable, replacing what was known of the same objects. In one go for any number.

    `are_new` promises that none of the objects was indexed before and spares a statement. An entry of a later moment
    stands before an earlier one in every answer, also when it is indexed first.
    """
    with transaction.atomic():
        if not are_new:
            _remove(_known(entries))
        insert_together(new_documents(entries))


def new_documents(entries: Sequence[Entry]) -> list[Part]:
    """The rows that make objects findable of which none was indexed before; the caller puts them in."""
    documents = _documents(entries)
    rows = rows_of(documents)
    return [rows, index.insertion([(each.id, _tokens(each)) for each in documents])] if rows else []


def remove(kind: str, object_ids: Iterable[UUID]) -> int:
    """Forget these objects. Returns how many were known."""
    with transaction.atomic():
        known = list(Document.objects.filter(kind=kind, object_id__in=list(object_ids)))
        _remove(known)
    return len(known)


def set_reach(reaches: Mapping[UUID, Iterable[str]]) -> int:
    """Let these objects be found by those who bear the marks, and by nobody else. Returns how many changed.

    Objects that are not indexed are passed over.
    """
    wanted = {key: _told(marks) for key, marks in reaches.items()}
    with transaction.atomic():
        known = Document.objects.filter(object_id__in=list(wanted)).only("id", "object_id", "reach", "text")
        changed = [document for document in known if document.reach != wanted[document.object_id]]
        if not changed:
            return 0
        index.swap([(one.id, one.reach.split(), wanted[one.object_id].split(), one) for one in changed])
        same: dict[str, list[int]] = defaultdict(list)
        for one in changed:
            same[wanted[one.object_id]].append(one.id)
        for reach, keys in same.items():
            Document.objects.filter(pk__in=keys).update(reach=reach)
    return len(changed)


def _told(marks: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(marks))


def _known(entries: Sequence[Entry]) -> list[Document]:
    kinds = {entry.kind for entry in entries}
    return [
        document
        for kind in kinds
        for document in Document.objects.filter(
            kind=kind, object_id__in=[e.object_id for e in entries if e.kind == kind]
        )
    ]


def _remove(documents: list[Document]) -> None:
    if documents:
        index.drop([(document.id, _tokens(document)) for document in documents])
        Document.objects.filter(pk__in=[document.id for document in documents]).delete()


def _tokens(document: Document) -> list[str]:
    return index.tokens(document.text, document.reach.split())


def _documents(entries: Sequence[Entry]) -> list[Document]:
    """With keys of 32 bits of seconds and 31 random ones, so that the key's order is that of time.

    Imports bring thousands of one second: within a batch, and against what is stored, keys are drawn until they are
    free. A single live object does without: two of the same second meet once in two thousand million.
    """
    latest = {(entry.kind, entry.object_id): entry for entry in entries}
    drawn = [_draw(entry.at) for entry in latest.values()]
    taken: set[int] = set()
    if len(drawn) > 1:
        taken = set(Document.objects.filter(pk__in=drawn).values_list("pk", flat=True))
    documents = []
    for entry, key in zip(latest.values(), drawn, strict=True):
        while key in taken:
            key = _draw(entry.at)
        taken.add(key)
        text = fold(f"{entry.code} {entry.text}")
        documents.append(
            fresh(
                Document,
                id=key,
                kind=entry.kind,
                object_id=entry.object_id,
                code=entry.code,
                at=entry.at,
                reach=_told(entry.reach),
                text=text,
            )
        )
    return documents


def _draw(at: datetime) -> int:
    second = min(max(int(at.timestamp()), 0), _LAST_SECOND)
    return second << _RANDOM_BITS | new_id().int & (1 << _RANDOM_BITS) - 1
