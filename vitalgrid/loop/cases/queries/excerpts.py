"""Why a search found a case: the words of its reports around what was looked for."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.access import visible_by_post
from vitalgrid.loop.cases.models import Case, Report

BEFORE, AFTER = 5, 24  # characters on each side: what was found stands near the beginning


def excerpts(by: Actor, cases: Iterable[UUID], words: str) -> dict[UUID, str]:
    """For each case the first place of its reports that holds one of the words. One statement.

    Whoever sees a case only because they reported it reads their own report alone.
    """
    tokens = [one for one in words.split() if one]
    wanted = list(cases)
    if not tokens or not wanted:
        return {}
    by_post = Case.objects.filter(visible_by_post(by), pk__in=wanted)
    told = Report.objects.filter(Q(case__in=by_post) | Q(filed_by=by.user_id), case__in=wanted, withdrawn_at=None)
    found: dict[UUID, str] = {}
    for case, text in told.order_by("received_at").values_list("case", "description"):
        cut = around(text, tokens)
        if cut and case not in found:
            found[case] = cut
    return found


def around(text: str, tokens: Iterable[str]) -> str:
    """A piece of `text` around the first of the tokens that it holds; "" when it holds none."""
    plain = " ".join(text.split())
    low = plain.casefold()
    places = sorted((at, len(token)) for token in tokens if (at := low.find(token.casefold())) >= 0)
    if not places:
        return ""
    at, length = places[0]
    start, end = max(0, at - BEFORE), min(len(plain), at + length + AFTER)
    return ("…" if start else "") + plain[start:end] + ("…" if end < len(plain) else "")
