"""What the reporter sees by the secret link: plain words, the promised day and why it moved. Nothing about staff."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.loop.cases.access import access_own_report, access_report
from vitalgrid.loop.cases.models import Answer, Attachment, Case, Extension, Pause, Report, Step
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.desk import step_label, undone_numbers
from vitalgrid.loop.cases.queries.listing import place_of
from vitalgrid.loop.cases.ring import is_overdue, ring_of
from vitalgrid.loop.cases.rules import REOPEN_WINDOW_DAYS, REVIEWS, may_reopen, secret_digest, title_of
from vitalgrid.loop.cases.workflow import Outcome, State

PUBLIC_VERBS = frozenset(
    {
        "receive", "import", "accept", "answer_at_once", "refuse", "join", "assign", "reassign", "rule", "take",
        "progress", "pause", "resume", "decide_extension", "handle", "handle_on_spot", "pass", "fail", "close",
        "reopen", "contest", "add", "follow_calendar", "withdraw", "rate", "request_review", "decide_review", "split",
        "follow",
    }
)  # fmt: skip


@dataclass
class PublicStep:
    """One line of the reporter's story."""

    label: str
    at: datetime
    unit: str
    answer: str
    photos: list[Attachment] = field(default_factory=list)
    said: str = ""  # the reporter's own words at this step; nobody else's


@dataclass(frozen=True)
class ComingStep:
    """One line of what is still to come; `is_now` is the one that somebody is at."""

    label: str
    hint: str = ""
    unit: str = ""
    due_at: datetime | None = None
    is_now: bool = False
    is_late: bool = False


@dataclass
class MovedPromise:
    """An earlier promised moment that no longer holds, and why."""

    was: datetime
    reason: str


@dataclass
class Followed:
    """The follow page."""

    case: Case
    report: Report
    ring: Ring
    state: str
    category: str
    place: str
    unit: str
    promised_at: datetime | None
    is_late: bool
    moved: list[MovedPromise] = field(default_factory=list)
    steps: list[PublicStep] = field(default_factory=list)
    coming: list[ComingStep] = field(default_factory=list)
    photos: list[Attachment] = field(default_factory=list)  # of this report, as it came in
    title: str = ""
    outcome: str = ""
    answer: str = ""
    rated: Answer | None = None
    may_add: bool = False
    may_withdraw: bool = False
    may_rate: bool = False
    may_contest: bool = False
    reopen_until: datetime | None = None
    may_request_review: bool = False


def follow(code: str, secret: str) -> Followed:
    """The reporter's own view. Raises `kit.not_found` for a wrong code or word, without telling which."""
    return _followed(*access_report(code, secret_digest(secret)))


@transaction.atomic
def follow_own(by: Actor, code: str) -> Followed:
    """What `by` reported while signed in. They may add to it; the rest needs the secret link, which proves them.

    Raises `kit.not_found` for what somebody else reported.
    """
    seen = _followed(*access_own_report(by, code))
    seen.may_withdraw = seen.may_rate = seen.may_contest = seen.may_request_review = False
    return seen


def _followed(case: Case, report: Report) -> Followed:
    known, now = catalogue(), clock.now()
    category = known.category_by_id(case.category_id)
    unit = net().unit(case.lead_unit_id)
    steps = _steps(case, report)
    is_closed = case.state == State.CLOSED
    is_gone = report.withdrawn_at is not None
    answered = Answer.objects.filter(case=case, report=report, channel="link").order_by("-at").first()
    rated = answered if answered and case.closed_at and answered.at >= case.closed_at else None
    is_all_said = rated is not None and rated.is_solved is not None and bool(rated.satisfied)
    may_contest = is_closed and not is_gone and case.closed_at is not None and may_reopen(case.closed_at, now)
    unit_label = unit.label if unit and not case.is_integrity else ""
    return Followed(
        case=case,
        report=report,
        ring=ring_of(case.state, due_at=case.due_at, now=now, outcome=case.outcome),
        state=str(State(case.state).label),
        category=name_of(category) if category else "",
        place=place_of(report.area_id, report.address),
        unit=unit_label,
        title=title_of(report.description),
        photos=list(Attachment.objects.filter(report=report, step=None).select_related("blob").order_by("at", "id")),
        coming=[] if is_gone else coming_steps(case, unit_label, is_late=is_overdue(case.state, case.due_at, now)),
        promised_at=case.due_at,
        is_late=is_overdue(case.state, case.due_at, now),
        moved=_moved(case),
        steps=steps,
        outcome=str(Outcome(case.outcome).label) if is_closed and case.outcome else "",
        answer=next((step.answer for step in reversed(steps) if step.answer), "") if is_closed else "",
        rated=rated,
        may_add=case.is_open and not is_gone,
        may_withdraw=case.is_open and case.state != State.IN_REVIEW and not is_gone,
        may_rate=is_closed and not is_gone and not is_all_said,
        may_contest=may_contest and (rated is None or rated.is_solved is None),
        reopen_until=case.closed_at + timedelta(days=REOPEN_WINDOW_DAYS) if may_contest and case.closed_at else None,
        may_request_review=is_closed and case.procedure == "petition" and case.review_level < REVIEWS,
    )


# The stages that a reporter is told of, and the states in which each is the one that somebody is at.
STAGES = (
    (frozenset({State.RECEIVED}), _("It is read and accepted"), ""),
    (
        frozenset({State.TRIAGED, State.RULING, State.ASSIGNED}),
        _("The unit that can deal with it gets it"),
        "",
    ),
    (frozenset({State.IN_PROGRESS, State.PAUSED}), _("The unit deals with it"), ""),
    (
        frozenset({State.HANDLED, State.IN_REVIEW}),
        _("It is checked"),
        _("By somebody who had no part in the work"),
    ),
    (frozenset({State.VERIFIED}), _("We answer you"), ""),
    (frozenset({State.CLOSED}), _("You say whether it is solved"), _("If you say no, it is handled again")),
)
AT_WORK = 2  # the stage to which the promised day belongs


def coming_steps(case: Case, unit: str, *, is_late: bool) -> list[ComingStep]:
    """What is still to come, the stage of now first; nothing for what ended otherwise than by closing."""
    now = next((n for n, stage in enumerate(STAGES) if case.state in stage[0]), None)
    if now is None or case.state == State.CLOSED:
        return []
    return [
        ComingStep(
            label=str(label),
            hint=str(hint),
            unit=unit if AT_WORK - 1 <= number <= AT_WORK else "",
            due_at=case.due_at if number == max(now, AT_WORK) else None,
            is_now=number == now,
            is_late=is_late and number == now,
        )
        for number, (_states, label, hint) in enumerate(STAGES)
        if number >= now
    ]


def _steps(case: Case, report: Report) -> list[PublicStep]:
    """The public steps. What another reporter of the same matter added in pictures stays between them and the staff."""
    photos: dict[object, list[Attachment]] = {}
    for photo in Attachment.objects.filter(case=case, step__isnull=False).select_related("blob").order_by("at", "id"):
        photos.setdefault(photo.step_id, []).append(photo)
    told = []
    steps = list(Step.objects.filter(case=case).order_by("number"))
    undone = undone_numbers(steps)
    for step in steps:
        if step.verb not in PUBLIC_VERBS or step.number in undone or not (step.is_public or step.answer):
            continue
        unit = net().unit(step.unit_id)
        name = unit.label if unit and not case.is_integrity else ""
        is_others = step.data.get("report") not in (None, str(report.pk))
        shown = [] if is_others else photos.get(step.pk, [])
        said = step.text if step.data.get("report") == str(report.pk) else ""
        told.append(PublicStep(step_label(step), step.at, name, step.answer, shown, said))
    return told


def _moved(case: Case) -> list[MovedPromise]:
    """Every earlier promise, oldest first: by a pause with its cause, by an extension with its reason."""
    known = catalogue()
    found = []
    for pause in Pause.objects.filter(case=case, due_before__isnull=False).order_by("from_at"):
        if pause.due_before and pause.due_after and pause.due_after != pause.due_before:
            reason = known.reason("pause_cause", pause.cause)
            told = pause.answer or (name_of(reason) if reason else gettext("Paused"))
            found.append((pause.from_at, MovedPromise(pause.due_before, told)))
    for more in Extension.objects.filter(case=case, is_granted=True, due_before__isnull=False):
        if more.due_before and more.decided_at:
            found.append((more.decided_at, MovedPromise(more.due_before, more.answer)))
    for step in Step.objects.filter(case=case, verb="follow_calendar"):
        if step.data.get("was") and step.data["was"] != step.data.get("due"):
            found.append((step.at, MovedPromise(datetime.fromisoformat(step.data["was"]), step_label(step))))
    return [moved for _at, moved in sorted(found, key=lambda pair: pair[0])]


def public_results(limit: int = 50) -> list[Case]:
    """Published results, newest first, in the words released for the public."""
    return list(Case.objects.filter(published_at__isnull=False).order_by("-published_at")[:limit])
