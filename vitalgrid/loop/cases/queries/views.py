"""The named views of a list: what waits for a desk, a unit's inbox, what is overdue; each with its own order."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.access import AREA_COLUMN
from vitalgrid.loop.cases.models import Assignment, Case, LaidAside, Report
from vitalgrid.loop.cases.workflow import Desk, State


def _laid_aside(by: Actor) -> Q:
    """What `by` does not want before them now: back when its moment comes, it falls due, or anything happens to it."""
    now = clock.now()
    mine = LaidAside.objects.filter(case=OuterRef("pk"), user=by.user_id, until__gt=now, revision=OuterRef("revision"))
    return Q(Exists(mine)) & (Q(next_due_at=None) | Q(next_due_at__gt=now)) & Q(is_open=True)


def _mine(by: Actor) -> Q:
    return Q(Exists(Report.objects.filter(case=OuterRef("pk"), filed_by=by.user_id)))


def _led_by(units: Sequence[UUID]) -> "QuerySet[Case, UUID]":
    """The ids of the open cases that the units lead."""
    return Case.objects.filter(lead_unit__in=units, is_open=True).values_list("pk", flat=True)


def _inbox(by: Actor) -> Q:
    units = [unit for grant in by.grants_with("case.handle") for unit in grant.unit_ids]
    # One list of ids and not "leads or helps": the database reads it from two indexes, and never all that is open.
    share = Assignment.objects.filter(unit__in=units, ended_at=None).values_list("case", flat=True)
    # What the unit has handled waits for somebody else. That all of this is open is left unsaid: see `OF_UNITS`.
    with_us = Q(state__in=[State.ASSIGNED, State.IN_PROGRESS, State.PAUSED])
    return with_us & Q(pk__in=_led_by(units).union(share)) & ~_laid_aside(by)


def _sent_back(by: Actor) -> Q:
    """With a unit of `by` a second time: not in order when it was looked at, given back to it by a ruling, reopened."""
    units = [unit for grant in by.grants_with("case.handle") for unit in grant.unit_ids]
    again = Q(rework_count__gt=0) | Q(reopen_count__gt=0)
    led = Case.objects.filter(again, lead_unit__in=units, is_open=True).values_list("pk", flat=True)
    # Two short lists out of indexes of their own, and not every case that the unit leads with its shares.
    gave_back = Assignment.objects.filter(unit__in=units, end_reason="returned", case__in=_led_by(units))
    came_back = led.union(gave_back.values_list("case", flat=True))
    return Q(pk__in=came_back, state__in=[State.ASSIGNED, State.IN_PROGRESS])


def _desk(by: Actor) -> Q:
    """What waits for this person's desk."""
    waiting = Q()
    states = set()
    if by.can("case.triage"):
        states |= {State.RECEIVED}
    if by.can("case.assign"):
        states |= {State.TRIAGED}
    if by.can("case.rule"):
        states |= {State.RULING}
    if by.can("case.verify"):
        states |= {State.HANDLED}
    if by.can("case.close"):
        states |= {State.VERIFIED}
    if by.can("case.review"):
        states |= {State.IN_REVIEW}
    waiting = Q(state__in=sorted(states))
    if by.can("case.extend_decide"):
        waiting |= Q(is_extension_asked=True)
    is_citywide = any(grant.is_citywide for grant in by.grants)
    where = Q(desk=Desk.CENTRE) if is_citywide else Q(desk=Desk.TOWNSHIP) & _territory(by)
    if by.can("case.view_integrity"):
        where |= Q(is_integrity=True)  # complaints about staff lie on no other desk
    return Q(is_open=True) & waiting & where & ~_laid_aside(by)


def _territory(by: Actor) -> Q:
    """The areas of the posts of `by`: another township's desk is not theirs, whatever they may read of it."""
    where = Q(pk__in=[])
    for grant in by.grants:
        column = AREA_COLUMN.get(grant.area_level or 0)
        if grant.area_ids and column is None:
            return Q()
        if grant.area_ids:
            where |= Q(**{f"{column}__in": sorted(grant.area_ids)})
    return where


# name -> (narrowing, its own order)
VIEWS: dict[str, tuple[Any, str]] = {
    "open": (lambda by: Q(is_open=True), "due"),
    "desk": (_desk, "due"),
    "inbox": (_inbox, "due"),
    "sent_back": (_sent_back, "due"),
    "overdue": (lambda by: Q(is_open=True, next_due_at__lt=clock.now()) & ~Q(state=State.PAUSED), "due"),
    "soon": (lambda by: Q(is_open=True, next_due_at__lt=clock.now() + timedelta(days=2)), "due"),
    "paused": (lambda by: Q(is_open=True, state=State.PAUSED), "due"),
    "returned": (lambda by: Q(is_open=True, return_count__gt=0, state__in=[State.TRIAGED, State.RULING]), "due"),
    "ruling": (lambda by: Q(is_open=True, state=State.RULING), "due"),
    "verify": (lambda by: Q(is_open=True, state__in=[State.HANDLED, State.VERIFIED]), "due"),
    "extension": (lambda by: Q(is_open=True, is_extension_asked=True), "due"),
    "follow_up": (lambda by: Q(follow_up_due_at__lt=clock.now(), followed_up_at=None, state=State.CLOSED), "new"),
    "aside": (_laid_aside, "due"),
    "mine": (_mine, "new"),
    "closed": (lambda by: Q(state=State.CLOSED), "new"),
    "all": (lambda by: Q(), "new"),
}
# Views that an index of their own leads to, whatever else somebody may see.
NARROW = frozenset({"desk", "inbox", "sent_back", "mine", "aside"})
# Of these, what the units of the posts that handle have: nothing else can stand in them. They name open states and not
# "is open", or PostgreSQL, which multiplies the two, reads all that is open in the city by an index of open cases.
OF_UNITS = frozenset({"inbox", "sent_back"})
