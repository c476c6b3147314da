"""The named views of a list: what waits for a desk, a unit's inbox, what is overdue; each with its own order."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Assignment, LaidAside, Report
from vitalgrid.loop.cases.workflow import Desk, State


def _laid_aside(by: Actor) -> Q:
    """What `by` does not want before them now: back when its moment comes, it falls due, or anything happens to it."""
    now = clock.now()
    mine = LaidAside.objects.filter(case=OuterRef("pk"), user=by.user_id, until__gt=now, revision=OuterRef("revision"))
    return Q(Exists(mine)) & (Q(next_due_at=None) | Q(next_due_at__gt=now)) & Q(is_open=True)


def _mine(by: Actor) -> Q:
    return Q(Exists(Report.objects.filter(case=OuterRef("pk"), filed_by=by.user_id)))


def _inbox(by: Actor) -> Q:
    units = [unit for grant in by.grants_with("case.handle") for unit in grant.unit_ids]
    share = Assignment.objects.filter(case=OuterRef("pk"), unit__in=units, ended_at=None)
    # What the unit has handled waits for somebody else.
    with_us = Q(is_open=True, state__in=[State.ASSIGNED, State.IN_PROGRESS, State.PAUSED])
    return with_us & (Q(lead_unit__in=units) | Q(Exists(share))) & ~_laid_aside(by)


def _sent_back(by: Actor) -> Q:
    """With a unit of `by` a second time: not in order when it was looked at, given back to it by a ruling, reopened."""
    units = [unit for grant in by.grants_with("case.handle") for unit in grant.unit_ids]
    gave_back = Assignment.objects.filter(case=OuterRef("pk"), unit__in=units, end_reason="returned")
    again = Q(rework_count__gt=0) | Q(reopen_count__gt=0) | Q(Exists(gave_back))
    return Q(is_open=True, lead_unit__in=units, state__in=[State.ASSIGNED, State.IN_PROGRESS]) & again


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
    where = Q(desk=Desk.CENTRE if is_citywide else Desk.TOWNSHIP)
    if by.can("case.view_integrity"):
        where |= Q(is_integrity=True)  # complaints about staff lie on no other desk
    return Q(is_open=True) & waiting & where & ~_laid_aside(by)


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
