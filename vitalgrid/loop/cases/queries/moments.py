"""What was open at a moment: durations, not instants.

A case is open from its opening until it is closed, joined or withdrawn, and again while it stands reopened. Cases that
were never closed, or closed once, say so in their own columns; for the few others their steps are asked.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from vitalgrid.loop.cases.models import Case, Step
from vitalgrid.loop.cases.workflow import CLOSED_STATES, OPEN_STATES, State

OPEN, ENDED = sorted(OPEN_STATES), sorted(CLOSED_STATES)
IN_HAND = (State.ASSIGNED, State.IN_PROGRESS, State.PAUSED)  # a unit has it; the other open states wait for a desk


def state_at(at: datetime) -> Subquery:
    """The state of a case (as an annotation) after its last step until `at`."""
    told = Step.objects.filter(case=OuterRef("pk"), at__lte=at).order_by("-number")
    return Subquery(told.values("to_state")[:1])


def open_at(cases: QuerySet[Case], at: datetime) -> QuerySet[Case]:
    """Those of `cases` that were open at the moment `at`."""
    never_closed = Q(is_open=True, first_closed_at=None)
    closed_once = Q(state=State.CLOSED, closed_at=F("first_closed_at"))
    reopened = Q(is_open=True, first_closed_at__isnull=False) | (
        Q(state=State.CLOSED) & ~Q(closed_at=F("first_closed_at"))
    )
    by_steps = reopened | Q(state__in=[State.JOINED, State.WITHDRAWN])
    stood = never_closed | (closed_once & Q(closed_at__gt=at)) | (by_steps & Q(state_then__in=OPEN))
    return cases.filter(opened_at__lte=at).alias(state_then=state_at(at)).filter(stood)


def overdue_at(at: datetime | None, now: datetime) -> Q:
    """Past their time: now by the stage that runs, at a past moment by the final due moment as it stands today."""
    if at is None:
        return Q(next_due_at__lt=now) & ~Q(state=State.PAUSED)
    return Q(due_at__lt=at)


def in_hand_at(at: datetime | None) -> Q:
    """With a unit, rather than waiting for somebody to look at it."""
    if at is None:
        return Q(state__in=IN_HAND)
    return Q(assigned_at__lte=at) & (Q(handled_at=None) | Q(handled_at__gt=at))


def states_at(cases: Iterable[UUID], at: datetime) -> dict[UUID, str]:
    """The state of each case after its last step until `at`; one statement."""
    steps = Step.objects.filter(case__in=list(cases), at__lte=at).order_by("number")
    return dict(steps.values_list("case", "to_state"))


def turns_between(cases: QuerySet[Case], start: datetime, end: datetime) -> tuple[list[datetime], list[datetime]]:
    """When cases became open and when they ceased to be, in (`start`, `end`]. Two statements."""
    began = list(cases.filter(opened_at__gt=start, opened_at__lte=end).values_list("opened_at", flat=True))
    alive = cases.filter(Q(is_open=True) | Q(closed_at__gte=start) | Q(closed_at=None)).values("pk")
    steps = Step.objects.filter(case__in=alive, at__gt=start, at__lte=end)
    crossing = (Q(to_state__in=ENDED) & ~Q(from_state__in=ENDED)) | (Q(from_state__in=ENDED) & ~Q(to_state__in=ENDED))
    ended: list[datetime] = []
    for at, to_state in steps.filter(crossing).order_by().values_list("at", "to_state"):
        (ended if to_state in CLOSED_STATES else began).append(at)
    return began, ended
