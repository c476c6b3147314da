"""Cases found by code, by telephone number or by words."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.crypto import blind_index, blind_indexes
from vitalgrid.foundation.search.queries import Found, Hit, find, holding
from vitalgrid.foundation.search.rules import words_of
from vitalgrid.loop.cases.access import findable_by, readable_by, visible_by_post, visible_to
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.rules import may_be_phone, phone_digits

LOOKED_AT_MOST = 20_000  # places where the words stand, for one page: a filter that few of them pass ends it early
KINDS = ("report", "case")
TELEPHONE = "tel:"  # before the blind index of a number that is sought
_CODE = re.compile(r"\d{6}-\d{7}")
_CURSOR = "w"


def veiled(words: str) -> str:
    """What is sought, for an address: of a telephone number the blind index alone. Addresses are kept everywhere."""
    if not may_be_phone(words) or _CODE.fullmatch(words):
        return words
    return TELEPHONE + blind_index(phone_digits(words), "phone")


def named_cases(by: Actor, sought: str) -> list[UUID] | None:
    """The cases that a code or a telephone number (exact, by blind index) names, among those that `by` may see; None
    when `sought` is words."""
    text = sought.strip()
    by_code = list(visible_to(by).filter(code=text).values_list("pk", flat=True))
    if by_code:
        return by_code
    if not (text.startswith(TELEPHONE) or may_be_phone(text)):
        return None
    if not by.can("contact.reveal"):
        return []
    given = text.removeprefix(TELEPHONE)
    indexes = [given] if given != text else blind_indexes(phone_digits(text), "phone")
    seen = visible_to(by).filter(findable_by(by), reports__contact__phone_index__in=indexes)
    return sorted(set(seen.values_list("pk", flat=True)))


@dataclass
class FoundPage:
    """A page of what words found: the wanted columns of each case, newest place of the words first."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    older: str = ""
    newer: str = ""
    is_cut: bool = False  # so many places were looked at that the page ends before it is full; `older` goes on


def page_of_found(
    by: Actor,
    words: str,
    cases: QuerySet[Case],
    columns: Sequence[str],
    *,
    groups: Sequence[set[str]] = (),
    before: str = "",
    after: str = "",
    limit: int,
) -> FoundPage:
    """One page of those of `cases` in which all `words` stand in one report that `by` may read.

    `groups`: marks that the cases bear (`reach.groups_of`). A case stands where its newest such report does, and once.
    """
    sought = _Sought(by, words, cases, columns)
    back, on = _unpack(after), _unpack(before)
    found = find(
        words,
        KINDS,
        reach=groups,
        keep=sought.kept,
        limit=limit + 1,
        before=None if back is not None else on,
        after=back,
        most=LOOKED_AT_MOST,
    )
    return _page(sought, found, limit, on=on, back=back)


def _page(sought: "_Sought", found: Found, limit: int, *, on: int | None, back: int | None) -> FoundPage:
    hits = found.hits[:limit]
    has_more = len(found.hits) > limit
    is_cut = not has_more and found.goes_on_at is not None
    if back is not None:
        hits.reverse()
    page = FoundPage([sought.rows[hit.object_id] for hit in hits], is_cut=is_cut)
    first = hits[0].cursor if hits else None
    last = hits[-1].cursor if hits else None
    if back is not None:
        page.older = _pack(back + 1 if last is None else last)
        page.newer = _pack(first if has_more else found.goes_on_at)
    else:
        page.older = _pack(last if has_more else found.goes_on_at)
        page.newer = "" if on is None else _pack(on - 1 if first is None else first)
    return page


def found_ids(by: Actor, sought: str, cases: QuerySet[Case], groups: Sequence[set[str]], most: int) -> list[UUID]:
    """The cases of all pages, no more than `most`: for what shows no pages (maps, counts)."""
    return [row[0] for row in page_of_found(by, sought, cases, ("pk",), groups=groups, limit=most).rows]


class _Sought:
    """What the hits lead to: the reports that may be read, of the cases that are wanted, each case at one place."""

    def __init__(self, by: Actor, words: str, cases: QuerySet[Case], columns: Sequence[str]) -> None:
        self._by, self._words, self._cases, self._columns = by, words_of(words), cases, columns
        self.rows: dict[UUID, tuple[Any, ...]] = {}  # by the object of the hit

    def kept(self, hits: Sequence[Hit]) -> set[UUID]:
        """The objects whose cases stand here. Some statements for any number of hits."""
        told = [hit.object_id for hit in hits if hit.kind == "report"]
        parts = [hit.object_id for hit in hits if hit.kind == "case"]
        found: dict[UUID, tuple[Any, ...]] = {}
        case_of: dict[UUID, UUID] = {}
        for is_wanted, queried, name in (
            (told, self._cases.filter(readable_by(self._by), reports__in=told), "reports"),
            (parts, self._cases.filter(visible_by_post(self._by), pk__in=parts), "pk"),
        ):
            for key, case, *row in queried.order_by().values_list(name, "pk", *self._columns) if is_wanted else ():
                case_of[key], found[key] = case, tuple(row)
        self.rows |= found
        return found.keys() - self._elsewhere(hits, case_of)

    def _elsewhere(self, hits: Sequence[Hit], case_of: dict[UUID, UUID]) -> set[UUID]:
        """Of the hits those whose case has a newer one, on this page or another: it stands there."""
        if not case_of:
            return set()
        place = {hit.object_id: hit.cursor for hit in hits if hit.object_id in case_of}
        newest: dict[UUID, int] = {}
        for key, cursor in [*place.items(), *self._siblings(case_of, newest_of=place)]:
            case = case_of[key]
            newest[case] = max(cursor, newest.get(case, 0))
        return {key for key, cursor in place.items() if cursor < newest[case_of[key]]}

    def _siblings(self, case_of: dict[UUID, UUID], newest_of: dict[UUID, int]) -> list[tuple[UUID, int]]:
        """Where else the words stand in what may be read of the same cases; adds it to `case_of`."""
        cases = Case.objects.filter(readable_by(self._by), pk__in=set(case_of.values()))
        told = dict(cases.order_by().values_list("reports", "pk")) | {key: key for key in set(case_of.values())}
        others = [key for key in told if key is not None and key not in newest_of]
        documents = holding(self._words).filter(object_id__in=others, kind__in=KINDS)
        found = list(documents.values_list("object_id", "id", "kind"))
        parts = [key for key, _cursor, kind in found if kind == "case"]
        if parts:
            seen = set(Case.objects.filter(visible_by_post(self._by), pk__in=parts).values_list("pk", flat=True))
            found = [one for one in found if one[2] != "case" or one[0] in seen]
        case_of |= {key: told[key] for key, _cursor, _kind in found}
        return [(key, cursor) for key, cursor, _kind in found]


def _pack(cursor: int | None) -> str:
    return "" if cursor is None else base64.urlsafe_b64encode(f"{_CURSOR}{cursor}".encode()).decode().rstrip("=")


def _unpack(cursor: str) -> int | None:
    """What `_pack` made; None for anything else, also for the cursor of another list."""
    try:
        plain = base64.urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode()).decode()
        return int(plain[1:]) if plain[:1] == _CURSOR and len(plain) < 24 else None
    except (ValueError, UnicodeError):
        return None
