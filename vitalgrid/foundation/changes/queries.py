"""Reading the feed in the order of commits, and what reactions are waiting or given up."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Replace
from django.utils.translation import gettext as _

from vitalgrid.foundation.changes.models import Change, Epoch, PendingReaction
from vitalgrid.foundation.changes.problems import RESYNC
from vitalgrid.foundation.journal.actions import READING
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.metrics import Sample
from vitalgrid.foundation.kit.problems import MALFORMED, Problem
from vitalgrid.foundation.kit.scalars import Scalar, answers
from vitalgrid.foundation.kit.wholeness import Break

MOST_ROWS = 1000
_LAST_ID = (1 << 63) - 1
END = (_LAST_ID, _LAST_ID)  # a place behind which nothing can ever stand


@dataclass(frozen=True, slots=True)
class _Place:
    xid: int
    id: int


def changes_since(
    cursor: str, *, townships: Collection[UUID] | None = None, limit: int = 500
) -> tuple[list[Change], str, bool]:
    """The changes after `cursor` ("" = from the start), the next cursor, and whether there are more.

    `townships` narrows (None: all; rows without a township are for everybody who asks for all). A change is never seen
    before one that comes before it: on PostgreSQL reading stops below the oldest running transaction.
    Problems: `kit.malformed`, `changes.resync` (the instance was restored since).
    """
    epoch = current_epoch()
    place = _place_of(cursor, epoch)
    limit = max(1, min(limit, MOST_ROWS))
    found = Change.objects.filter(Q(xid=place.xid, id__gt=place.id) | Q(xid__gt=place.xid), xid__gte=place.xid)
    if townships is not None:
        found = found.filter(township__in=townships)
    end = _end()
    if end is not None:
        found = found.filter(xid__lt=end)
    rows = list(found.order_by("xid", "id")[: limit + 1])
    kept = rows[:limit]
    after = _cursor(epoch, kept[-1].xid, kept[-1].id) if kept else cursor or _cursor(epoch, 0, 0)
    return kept, after, len(rows) > limit


def current_cursor() -> str:
    """The end of the feed: for somebody who has just read everything another way. Stays the same while nothing changes.

    On PostgreSQL that is the last change below the oldest running transaction: nothing can appear before it any more.
    """
    return cursor_from(*answers(mark_scalars()))


def mark_scalars() -> tuple[Scalar, Scalar]:
    """What `cursor_from` needs, to be asked together with other things."""
    below = (
        "" if connection.vendor != "postgresql" else "WHERE xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    )
    last = f"(SELECT xid || '.' || id FROM {Change._meta.db_table} {below} ORDER BY xid DESC, id DESC LIMIT 1)"
    return Scalar(last), Scalar(f"(SELECT name FROM {Epoch._meta.db_table} ORDER BY id DESC LIMIT 1)")


def cursor_from(last: str | None, epoch: str | None) -> str:
    """The cursor that the answers to `mark_scalars` mean."""
    xid, _dot, number = (last or "0.0").partition(".")
    return _cursor(epoch or "0", int(xid), int(number))


def place_in(cursor: str) -> tuple[int, int] | None:
    """The transaction and the row that a cursor means, for `changed_ids`; None for one that cannot be read.

    That the instance was restored since is for the caller to see at the epoch.
    """
    try:
        place = _place_of(cursor, cursor.partition(".")[0])
    except Problem:
        return None
    return place.xid, place.id


def changed_ids(kind: str, xid: int, number: int, *, most: int) -> "QuerySet[Change, str]":
    """The ids of the objects of `kind` that changed after this place, newest first, as a subquery for `pk__in`."""
    found = Change.objects.filter(Q(xid=xid, id__gt=number) | Q(xid__gt=xid), xid__gte=xid, kind=kind)
    as_id: Cast | Replace
    if connection.vendor == "postgresql":
        as_id = Cast("object_id", UUIDField())
    else:  # where a UUID is stored as 32 digits
        as_id = Replace("object_id", Value("-"), Value(""))
    return found.order_by("-xid", "-id").annotate(as_id=as_id).values_list("as_id", flat=True)[:most]


def current_epoch() -> str:
    """The name of this life of the feed."""
    return Epoch.objects.order_by("-id").values_list("name", flat=True).first() or "0"


def given_up_reactions() -> QuerySet[PendingReaction]:
    """Reactions that failed for good, newest first: somebody has to look at them."""
    return PendingReaction.objects.filter(state=PendingReaction.State.GIVEN_UP).order_by("-id")


@dataclass(frozen=True, slots=True)
class ReactionFigures:
    """How many reactions wait, how many were given up, and since when the oldest waits (None: none does)."""

    waiting: int
    given_up: int
    oldest: datetime | None


def reaction_figures() -> ReactionFigures:
    """The figures now."""
    waiting = Q(state=PendingReaction.State.WAITING)
    found = PendingReaction.objects.aggregate(
        waiting=Count("id", filter=waiting),
        given_up=Count("id", filter=~waiting),
        oldest=Min("created_at", filter=waiting),
    )
    return ReactionFigures(**found)


def _end() -> int | None:
    """The number of the oldest transaction that still runs (PostgreSQL): below it nothing new can appear."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _cursor(epoch: str, xid: int, number: int) -> str:
    return f"{epoch}.{xid:x}.{number:x}"


def _place_of(cursor: str, epoch: str) -> _Place:
    if not cursor:
        return _Place(0, 0)
    try:
        name, xid, number = cursor.split(".")
        place = _Place(int(xid, 16), int(number, 16))
    except ValueError as error:
        raise Problem(MALFORMED, field="cursor") from error
    if name != epoch:
        raise Problem(RESYNC, field="cursor")
    if not (0 <= place.xid <= _LAST_ID and 0 <= place.id <= _LAST_ID):
        raise Problem(MALFORMED, field="cursor")
    return place


def samples() -> Iterable[Sample]:
    """For /metrics."""
    figures = reaction_figures()
    waits = (clock.now() - figures.oldest).total_seconds() if figures.oldest else 0.0
    yield Sample("vitalgrid_reactions_waiting", "Later reactions that wait.", figures.waiting)
    yield Sample("vitalgrid_reactions_given_up", "Later reactions that failed for good.", figures.given_up)
    yield Sample("vitalgrid_reactions_oldest_seconds", "How long the oldest of them waits.", max(0.0, waits))


def breaks() -> Iterator[Break]:
    """For `vitalgrid check`: every journal entry of a change has its row in the feed, and every row an entry."""
    entries, rows = _entries_and_rows()
    if entries != rows:
        sentence = _("The journal tells of %(entries)s changes, the feed of %(rows)s.")
        yield Break("changes.count", "", sentence % {"entries": entries, "rows": rows})


def _entries_and_rows() -> tuple[int, int]:
    """Counted by one statement: between two of them somebody may have written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM journal_entry WHERE event <> %s), (SELECT count(*) FROM changes_change)",
            [READING],
        )
        entries, rows = cursor.fetchone()
    return int(entries), int(rows)
