"""Cases found by code, by telephone number or by words."""

import re
from collections.abc import Sequence
from uuid import UUID

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.crypto import blind_index, blind_indexes
from vitalgrid.foundation.search.queries import Hit, find
from vitalgrid.loop.cases.access import findable_by, visible_to
from vitalgrid.loop.cases.rules import may_be_phone, phone_digits

FOUND_AT_MOST = 500  # hits that a search looks at: ten pages; who needs more needs another word
TELEPHONE = "tel:"  # before the blind index of a number that is sought
_CODE = re.compile(r"\d{6}-\d{7}")


class FoundIds(list[UUID]):
    """The cases that words found. `is_cut`: only the newest hits were looked at."""

    is_cut = False


def veiled(words: str) -> str:
    """What is sought, for an address: of a telephone number the blind index alone. Addresses are kept everywhere."""
    if not may_be_phone(words) or _CODE.fullmatch(words):
        return words
    return TELEPHONE + blind_index(phone_digits(words), "phone")


def found_ids(by: Actor, words: str) -> FoundIds:
    """Cases found by code, telephone number (exact, by blind index) or words, among those that `by` may see."""
    seen = visible_to(by)
    text = words.strip()
    by_code = list(seen.filter(code=text).values_list("pk", flat=True))
    if by_code:
        return FoundIds(by_code)
    if text.startswith(TELEPHONE) or may_be_phone(text):
        if not by.can("contact.reveal"):
            return FoundIds()
        given = text.removeprefix(TELEPHONE)
        indexes = [given] if given != text else blind_indexes(phone_digits(text), "phone")
        seen = seen.filter(findable_by(by))
        by_phone = seen.filter(reports__contact__phone_index__in=indexes).values_list("pk", flat=True)
        return FoundIds(by_phone[:FOUND_AT_MOST])
    case_of: dict[UUID, UUID] = {}

    def keep(hits: Sequence[Hit]) -> dict[UUID, UUID]:
        told = [hit.object_id for hit in hits if hit.kind == "report"]
        parts = [hit.object_id for hit in hits if hit.kind == "case"]
        case_of.update(seen.filter(reports__in=told).values_list("reports", "pk") if told else ())
        case_of.update((key, key) for key in (seen.filter(pk__in=parts).values_list("pk", flat=True) if parts else ()))
        return case_of

    hits = find(text, ("report", "case"), keep=keep, limit=FOUND_AT_MOST)
    found = FoundIds(sorted({case_of[hit.object_id] for hit in hits}))
    found.is_cut = len(hits) >= FOUND_AT_MOST
    return found
