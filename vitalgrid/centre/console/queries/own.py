"""Reading what the console keeps of people."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from vitalgrid.centre.console.models import OwnKeys, OwnView, Presence
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.models import Change
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.scalars import Scalar, count_up_to, rows_in, rows_scalar, scalar_of
from vitalgrid.foundation.kit.together import read_together
from vitalgrid.foundation.outbox.queries import notices_for
from vitalgrid.loop.cases.access import few_enough, own_reports, visible_to
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.listing import CaseFilter, narrowed

# The page tells every fifteen seconds; two missed tellings and the person counts as gone.
PRESENT_FOR = timedelta(seconds=40)
UNREAD_SHOWN = 100
MOST_MOVED = 200


def own_of(by: Actor) -> tuple[list[OwnView], list[UUID] | None]:
    """The lists that somebody saved, oldest first, and the cases that they reported, as `own_cases` gives them. One
    statement for both."""
    views = OwnView.objects.filter(user=by.user_id, removed_at=None).order_by("made_at", "id")
    found, reported = read_together(views, own_reports(by))
    return found, few_enough(reported)


def own_keys(by: Actor) -> dict[str, str]:
    """The keys that somebody changed: usual → own."""
    found = OwnKeys.objects.filter(user=by.user_id).values_list("keys", flat=True).first()
    return {str(usual): str(own) for usual, own in (found or {}).items()}


def _present() -> "QuerySet[Presence]":
    return Presence.objects.filter(seen_at__gt=clock.now() - PRESENT_FOR)


def stamp_scalars(by: Actor) -> list[Scalar]:
    """What tells whether anything is new for `by` beside the feed: unread notices, and who came or went."""
    others = _present().exclude(user=by.user_id)
    return [
        count_up_to(notices_for(by).filter(read_at=None), UNREAD_SHOWN),
        count_up_to(others, 1000),
        scalar_of(others.order_by("-since"), "since"),
    ]


@dataclass
class News:
    """What an open list is told: the codes that moved, those of them that stand in the list, and who looks at what."""

    moved: list[str]
    listed: list[str]
    present: dict[str, list[str]]
    is_all: bool = True  # False: more has moved than is told; look anew


def news_scalar(by: Actor, wanted: CaseFilter, moved: "QuerySet[Change, str]") -> Scalar:
    """All that `news_in` needs, to be asked together with other things; `moved` gives the ids of what changed, as a
    subquery.

    Nobody hears of a case that they do not see, not even that it is open.
    """
    seen = visible_to(by)
    parts: list[QuerySet[Any]] = [_told("moved", seen.filter(pk__in=moved))]
    if not wanted.q:
        parts.append(_told("listed", narrowed(by, wanted).filter(pk__in=moved)))
    here = _present().exclude(user=by.user_id).filter(case__in=seen)
    name = Coalesce(NullIf(F("user__display_name"), Value("")), F("user__username"), output_field=CharField())
    named = here.order_by().annotate(what=Value("present"), whose=F("case__code"), who=name)
    parts.append(named.values_list("what", "whose", "who"))
    return rows_scalar(parts[0].union(*parts[1:], all=True), ("what", "whose", "who"))


def news_in(text: str | None, wanted: CaseFilter, *, is_old: bool = False) -> News:
    """The news that a `news_scalar` gave. `is_old`: asked with a mark of another life of the instance, so that what
    moved since cannot be told."""
    rows = rows_in(text)
    present: dict[str, list[str]] = {}
    for what, code, who in rows:
        if what == "present":
            present.setdefault(code, []).append(who)
    told = {kind: [code for what, code, _who in rows if what == kind and not is_old] for kind in ("moved", "listed")}
    listed = told["moved"] if wanted.q else told["listed"]
    return News(told["moved"], listed, present, not is_old and len(told["moved"]) < MOST_MOVED)


def _told(what: str, cases: "QuerySet[Case]") -> "QuerySet[Any]":
    found = cases.order_by().annotate(what=Value(what), whose=F("code"), who=Value(""))
    return found.values_list("what", "whose", "who")


def present_at(by: Actor, code: str) -> list[str]:
    """Who else has this case open now, the one who came first before the others."""
    here = _present().exclude(user=by.user_id).filter(case__code=code).order_by("since")
    return [user.display_name or user.username for user in (row.user for row in here.select_related("user"))]
