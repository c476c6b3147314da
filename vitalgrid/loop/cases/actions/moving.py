"""How every verb of the table moves a case: access, rule, lock, change, step, one event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import BUSY, CONFLICT, NOT_FOUND, Problem
from vitalgrid.loop.cases.access import access_case, access_own_report, access_report
from vitalgrid.loop.cases.actions import pictures
from vitalgrid.loop.cases.actions.cleaning import clean
from vitalgrid.loop.cases.actions.clocking import leave_stage
from vitalgrid.loop.cases.actions.findable import GATHERING, keep_findable
from vitalgrid.loop.cases.models import Attachment, Case, Report, Step
from vitalgrid.loop.cases.problems import WRONG_STATE
from vitalgrid.loop.cases.queries.reach import case_marks
from vitalgrid.loop.cases.rules import secret_digest
from vitalgrid.loop.cases.workflow import CLOSED_STATES, Reach, State, Transition, transition

# Staff add to what they reported themselves without a link: the record of an emergency that was told by voice follows.
OWN = "add"
REPORTER = gettext_lazy("Reporter")


@dataclass
class Move:
    """One verb on one locked case, while it happens. Effects change it; `finish` writes it."""

    by: Actor
    case: Case
    row: Transition
    at: datetime
    given: dict[str, Any]
    report: Report | None = None  # the reporter's, when the reporter moves it
    to_state: State = State.RECEIVED
    changed: set[str] = field(default_factory=set)
    text: str = ""
    answer: str = ""
    unit_id: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)
    photos: Sequence[str] = ()
    photo_kind: str = Attachment.Kind.AFTER
    stage_from: str = ""
    is_clock_kept: bool = False  # the effect set the clocks itself
    marks_before: tuple[str, ...] | None = None  # who could find it by its words; None: not looked at
    hold_until: datetime | None = None  # what follows later waits until then: the step may be taken back

    def set(self, **values: Any) -> None:
        """Change columns of the case."""
        for name, value in values.items():
            setattr(self.case, name, value)
            self.changed.add(name)


Effect = Callable[[Move], None]
EFFECTS: dict[str, Effect] = {}


def effect(*verbs: str) -> Callable[[Effect], Effect]:
    """Name the function that carries out `verbs`."""

    def register(function: Effect) -> Effect:
        for verb in verbs:
            EFFECTS[verb] = function
        return function

    return register


@transaction.atomic
def move_case(
    *,
    by: Actor,
    code: str,
    verb: str,
    data: Mapping[str, Any] | None = None,
    expected_revision: int | None = None,
    secret: str = "",
) -> Case:
    """Do `verb` to the case called `code`. `data` answers the fields of the table's row.

    `expected_revision` is what the person saw: when the case has moved since, nothing happens and `kit.conflict` says
    who did what. `secret` is the reporter's word. Raises `kit.not_found`, `kit.forbidden`, `cases.not_yours`,
    `cases.executor`, `cases.wrong_state`, `kit.invalid` (one problem a field) and what the verb itself refuses.
    """
    row = transition(verb)
    report: Report | None = None
    if row.reach == Reach.REPORTER and verb == OWN and not secret:
        case, report = access_own_report(by, code)
    elif row.reach == Reach.REPORTER:
        # The link proves the reporter, and nothing else is told: not even the account that they are signed in with.
        by = Actor.resident(by.address, by.channel)
        case, report = access_report(code, secret_digest(secret), lock=True)
    else:
        case = access_case(by, code, to=row, lock=True)
    if report is not None and report.withdrawn_at is not None:
        raise Problem(WRONG_STATE, state=State.WITHDRAWN.label)
    if expected_revision is not None and case.revision != expected_revision:
        raise conflict(case, is_named=report is None)
    return carry_out(by=by, case=case, row=row, data=data or {}, report=report)


def carry_out(*, by: Actor, case: Case, row: Transition, data: Mapping[str, Any], report: Report | None = None) -> Case:
    """The rest of `move_case` for a case that is locked already; who may has been asked."""
    check_state(case, row)
    move = Move(by, case, row, clock.now(), clean(row, data, by), report)
    move.to_state = row.to_state or State(case.state)
    move.stage_from = case.state
    move.text = move.given.get("text") or ""
    move.answer = move.given.get("answer") or ""
    move.photos = move.given.get("photos") or ()
    if report is not None:
        move.data["report"] = str(report.pk)
    move.unit_id = next((u for g in by.grants for u in g.unit_ids if u == case.lead_unit_id), None)
    move.marks_before = case_marks(case)
    was = pictures.before(move)
    EFFECTS[row.verb](move)
    pictures.hold(move, was)
    finish(move)
    return case


def check_state(case: Case, row: Transition) -> None:
    """Raise `cases.wrong_state` unless the row leaves the state that the case is in, under its procedure."""
    if case.state not in row.from_states or (row.procedures and case.procedure not in row.procedures):
        raise Problem(WRONG_STATE, state=State(case.state).label)


def conflict(case: Case, *, is_named: bool = True) -> Problem:
    """Who moved the case meanwhile, and what they did. Reporters are told no names, nor what is not meant for them."""
    last = Step.objects.filter(case=case).order_by("-number").first()
    if last is None:
        return Problem(CONFLICT, who=str(REPORTER), what=str(State(case.state).label))
    if not is_named:
        return Problem(CONFLICT, who=_("Somebody"), what=State(case.state).label)
    try:
        what = str(transition(last.verb).past)
    except KeyError:
        what = last.verb
    return Problem(CONFLICT, who=last.by_name or str(REPORTER), what=what)


def finish(move: Move) -> Step:
    """Write the move: clocks, the pointer (compare and set), the step, its photos, the one event."""
    case, before = move.case, move.case.revision
    from_state = move.stage_from
    if move.to_state != from_state:
        move.set(state=move.to_state, is_open=move.to_state not in CLOSED_STATES)
        if from_state in CLOSED_STATES and case.is_open:
            _leave_what_ended(move)
        if not move.is_clock_kept:
            leave_stage(move)
    move.set(revision=before + 1)
    values = {name: getattr(case, name) for name in move.changed}
    if Case.objects.filter(pk=case.pk, revision=before).update(**values) != 1:
        raise conflict(case)
    if move.row.verb in GATHERING or move.marks_before != case_marks(case):
        keep_findable(case)
    step = Step(
        case=case,
        number=case.revision,
        verb=move.row.verb,
        from_state=from_state,
        to_state=case.state,
        at=move.at,
        by_kind=move.by.kind,
        by_user_id=move.by.user_id,
        by_name="" if move.by.kind == "resident" else move.by.name,
        by_post=move.by.post,
        unit_id=move.unit_id,
        text=move.text,
        answer=move.answer,
        is_public=move.row.is_public and not case.is_integrity or bool(move.answer),
        data=move.data,
    )
    Step.objects.bulk_create([step])
    attach(case, move.photos, step=step, kind=move.photo_kind, at=move.at)
    told = event_of(case, move.row.event, by=move.by, at=move.at, verb=move.row.verb, data=move.data)
    emit(replace(told, hold_until=move.hold_until))
    return step


def _leave_what_ended(move: Move) -> None:
    """A part that goes on after the case above it has ended stands on its own: nothing ends above what is open."""
    parent = lock_other(move.case.parent_id) if move.case.parent_id else None
    if parent is not None and not parent.is_open:
        move.set(parent_id=None)
        move.data["stood_below"] = parent.code


def lock_other(case_id: UUID) -> Case:
    """Lock a second case. Never waits while holding the first, so that two joinings cannot hold each other."""
    try:
        with transaction.atomic():
            found = Case.objects.select_for_update(of=("self",), nowait=True).filter(pk=case_id).first()
    except OperationalError:
        raise Problem(BUSY) from None
    if found is None:
        raise Problem(NOT_FOUND)
    return found


def attach(
    case: Case,
    photos: Sequence[str],
    *,
    at: datetime,
    kind: str,
    step: Step | None = None,
    report: Report | None = None,
) -> None:
    """Hang stored photos (digests) on a step or a report."""
    Attachment.objects.bulk_create(
        Attachment(case=case, report=report, step=step, blob_id=digest, kind=kind, at=at) for digest in photos
    )


def event_of(case: Case, name: str, *, by: Actor, at: datetime, verb: str = "", data: Any = None) -> Event:
    """The event of something that happened to a case. Of a complaint about staff it tells no place and no unit."""
    is_apart = case.is_integrity
    return Event(
        name=name,
        kind="case",
        object_id=str(case.pk),
        by=by,
        at=at,
        code=case.code,
        township=None if is_apart else case.township,
        area=None if is_apart else case.area_id,
        unit=None if is_apart else case.lead_unit_id,
        revision=case.revision,
        data={"verb": verb, "state": case.state, **(data or {})},
    )
