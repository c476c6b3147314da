"""The whole story of one case, as its page and the API show it, in a fixed number of statements."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.crypto import mask_name, mask_phone
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.loop.cases.access import access_case, may_move, may_reveal, sees_story, visible_codes, visible_to
from vitalgrid.loop.cases.models import (
    Answer,
    Assignment,
    Attachment,
    Case,
    Clock,
    Contact,
    Extension,
    Joining,
    Meeting,
    Pause,
    Report,
    Step,
)
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.listing import place_of
from vitalgrid.loop.cases.ring import is_overdue, ring_of
from vitalgrid.loop.cases.rules import limit_words, title_of
from vitalgrid.loop.cases.workflow import Reach, Source, State, Transition, transition, verbs_from
from vitalgrid.loop.tasks.models import Task


@dataclass
class ToldReport:
    """A report as the desk shows it: the words as told, the contact masked."""

    report: Report
    source: str
    place: str
    masked_name: str = ""
    masked_phone: str = ""
    masked_email: str = ""
    may_reveal: bool = False
    photos: list[Attachment] = field(default_factory=list)

    @property
    def is_anonymous(self) -> bool:
        """Nobody is named where somebody could have been. A worker who tells what was seen hides nothing by it."""
        is_own_finding = self.report.source == Source.WORKER and not self.report.is_on_behalf
        return self.report.is_anonymous and not is_own_finding


@dataclass
class ToldStep:
    """A step as the story tells it."""

    step: Step
    label: str
    who: str
    unit: str
    photos: list[Attachment] = field(default_factory=list)
    more: str = ""


@dataclass
class StageClock:
    """One clock with its word and its limit in words."""

    clock: Clock
    label: str
    limit: str
    is_late: bool
    share: float = 0.0  # of the way from start to due that is gone, 0–1
    held: list[tuple[float, float]] = field(default_factory=list)  # paused stretches of that way

    @property
    def tone(self) -> str:
        """The colour of its bar: past its time, nearly there, or neither."""
        return "danger" if self.is_late else "call" if self.share > NEARLY else ""


@dataclass
class Share:
    """One unit's share."""

    assignment: Assignment
    unit: str


@dataclass
class DeskCase:
    """Everything that the case page needs."""

    case: Case
    ring: Ring
    place: str
    category: str
    matter: str
    lead_unit: str
    is_overdue: bool
    reports: list[ToldReport] = field(default_factory=list)
    steps: list[ToldStep] = field(default_factory=list)
    clocks: list[StageClock] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    joinings: list[Joining] = field(default_factory=list)
    children: list[Case] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    next_verbs: list[Transition] = field(default_factory=list)
    main_verb: str = ""
    parent_code: str = ""
    joined_into: str = ""

    @property
    def state_label(self) -> str:
        """The state's word."""
        return str(State(self.case.state).label)

    @property
    def running(self) -> list[StageClock]:
        """The clocks that are still counting, the nearest due first."""
        return sorted((one for one in self.clocks if not one.clock.stopped_at), key=lambda one: one.clock.due_at)

    @property
    def stopped(self) -> list[StageClock]:
        """The clocks that have ended, in their order."""
        return [one for one in self.clocks if one.clock.stopped_at]


NEARLY = 0.8
GIVES_UNIT = ("assign", "reassign", "rule")
# The next thing to do in each state stands first and stands out.
MAIN = ("accept", "rule", "assign", "take", "handle", "resume", "decide_extension", "pass", "close", "decide_review")


def desk_case(by: Actor, code: str) -> DeskCase:
    """The story of a case that `by` may see. Raises `kit.not_found`."""
    case = access_case(by, code)
    if not sees_story(by, case):
        return _own_story(by, case)
    known, now = catalogue(), clock.now()
    unit = net().unit(case.lead_unit_id)
    category, matter = known.category_by_id(case.category_id), known.matter_by_id(case.matter_id)
    photos = _photos(case)
    made = DeskCase(
        case=case,
        ring=ring_of(case.state, due_at=case.next_due_at, now=now, outcome=case.outcome),
        place=place_of(case.area_id, case.address),
        category=name_of(category) if category else case.category_text,
        matter=name_of(matter) if matter else "",
        lead_unit=unit.label if unit else case.unit_text,
        is_overdue=is_overdue(case.state, case.next_due_at, now),
        reports=_reports(by, case, photos),
        steps=_steps(by, case, photos),
        clocks=_clocks(case, now),
        pauses=list(Pause.objects.filter(case=case).order_by("from_at")),
        extensions=list(Extension.objects.filter(case=case).order_by("asked_at")),
        shares=_shares(case),
        answers=list(Answer.objects.filter(case=case).order_by("at")),
        meetings=list(Meeting.objects.filter(case=case).order_by("held_at")),
        joinings=list(Joining.objects.filter(case=case, undone_at=None).select_related("absorbed")),
        children=list(visible_to(by).filter(parent=case).order_by("opened_at", "id")),
        tasks=list(Task.objects.filter(object_id=str(case.pk)).order_by("given_at")),
        next_verbs=next_verbs(by, case),
    )
    made.main_verb = next((row.verb for row in made.next_verbs if row.verb in MAIN), "")
    others = dict(
        visible_to(by).filter(pk__in=[k for k in (case.parent_id, case.joined_into_id) if k]).values_list("pk", "code")
    )
    made.parent_code = others.get(case.parent_id, "") if case.parent_id else ""
    made.joined_into = others.get(case.joined_into_id, "") if case.joined_into_id else ""
    return made


def _own_story(by: Actor, case: Case) -> DeskCase:
    """What somebody without a post over the case reads of one that they reported: their own words, the public steps."""
    category, unit = catalogue().category_by_id(case.category_id), net().unit(case.lead_unit_id)
    photos, now = _photos(case), clock.now()
    made = DeskCase(
        case=case,
        ring=ring_of(case.state, due_at=case.due_at, now=now, outcome=case.outcome),
        place=place_of(case.area_id),
        category=name_of(category) if category else case.category_text,
        matter="",
        lead_unit=unit.label if unit else case.unit_text,
        is_overdue=is_overdue(case.state, case.due_at, now),
    )
    told = _reports(by, case, photos)
    made.reports = [one for one in told if one.report.filed_by_id == by.user_id]
    if made.reports and made.reports[0] is not told[0]:
        case.title = title_of(made.reports[0].report.description)  # the title quotes who reported first
    steps = list(Step.objects.filter(case=case).order_by("number"))
    undone = undone_numbers(steps)
    for step in steps:
        if (step.is_public or step.answer) and step.number not in undone:
            who, step.text = who_of(step) if step.by_user_id == by.user_id else "", ""
            made.steps.append(ToldStep(step, step_label(step), who, ""))
    return made


def next_verbs(by: Actor, case: Case) -> list[Transition]:
    """What `by` may do next, in the table's order."""
    hidden = (Reach.REPORTER, Reach.SYSTEM)
    rows = [row for row in verbs_from(case.state, case.procedure) if row.reach not in hidden]
    possible = [row for row in rows if may_move(by, case, row) and _makes_sense(by, case, row.verb)]
    return sorted(possible, key=lambda row: row.verb not in MAIN)


def _makes_sense(by: Actor, case: Case, verb: str) -> bool:
    """Spare people verbs that their state allows but these facts refuse."""
    if verb == "handle_part":  # a lead unit has no part: it handles
        units = {unit for grant in by.grants for unit in grant.unit_ids}
        return Assignment.objects.filter(case=case, is_lead=False, ended_at=None, unit__in=units).exists()
    if verb == "decide_extension":
        return case.is_extension_asked
    if verb == "ask_extension":
        return not case.is_extension_asked
    if verb in ("undo_split", "release"):
        return case.parent_id is not None
    if verb == "publish":
        return not case.is_integrity and case.published_at is None
    if verb == "unpublish":
        return case.published_at is not None
    if verb == "send_up":
        return case.desk == "township"
    if verb == "send_down":
        return case.desk == "centre" and case.township is not None and not case.is_integrity
    return True


def _photos(case: Case) -> dict[UUID | None, list[Attachment]]:
    found: dict[UUID | None, list[Attachment]] = {}
    for photo in Attachment.objects.filter(case=case).select_related("blob").order_by("at", "id"):
        found.setdefault(photo.report_id or photo.step_id, []).append(photo)
    return found


def _reports(by: Actor, case: Case, photos: dict[UUID | None, list[Attachment]]) -> list[ToldReport]:
    told = []
    is_revealable = may_reveal(by, case)
    for report in Report.objects.filter(case=case).select_related("contact").order_by("received_at", "id"):
        one = ToldReport(
            report,
            str(Source(report.source).label),
            place_of(report.area_id, report.address),
            photos=photos.get(report.pk, []),
        )
        contact: Contact | None = getattr(report, "contact", None)
        if contact is not None and contact.erased_at is None and is_revealable:
            one.masked_name, one.masked_phone = mask_name(contact.name), mask_phone(contact.phone)
            one.masked_email = "•••" if contact.email else ""
            one.may_reveal = True
        told.append(one)
    return told


def _steps(by: Actor, case: Case, photos: dict[UUID | None, list[Attachment]]) -> list[ToldStep]:
    told = []
    steps = list(Step.objects.filter(case=case).order_by("number"))
    codes = visible_codes(by, [code for step in steps for code in _codes_in(step)])
    for step in steps:
        unit, more = net().unit(step.unit_id), more_of(step, codes)
        is_said = unit is None or unit.label in step.by_post or unit.label in more.split(" · ")
        name = "" if unit is None or is_said else unit.label
        told.append(ToldStep(step, step_label(step), who_of(step), name, photos.get(step.pk, []), more))
    return told


def step_label(step: Step) -> str:
    """How the story tells what happened."""
    if step.verb == "undo" and step.data.get("undoes"):
        return _("Taken back: %(what)s") % {"what": transition(step.data["undoes"]).past}
    first = {"receive": _("Received"), "split_off": _("Split off"), "import": _("Imported")}
    if step.verb in first:
        return first[step.verb]
    try:
        return str(transition(step.verb).past)
    except KeyError:
        return step.verb


def undone_numbers(steps: Iterable[Step]) -> set[int]:
    """The steps that were taken back within seconds: for whoever reported they never were."""
    return {step.number - 1 for step in steps if step.verb == "undo"}


def who_of(step: Step) -> str:
    """Who did it: post and name, the reporter, or the product itself."""
    if step.by_kind == "resident":
        return _("Reporter")
    if step.by_kind == "system":
        return _("By rule")
    return " ".join(part for part in (step.by_post, step.by_name) if part)  # the post names its unit


def _codes_in(step: Step) -> list[str]:
    """The other cases that a step names."""
    return [str(step.data[key]) for key in ("into", "from") if step.data.get(key)] + list(step.data.get("parts", []))


def more_of(step: Step, codes: Container[str] = ()) -> str:
    """The facts of a step in words: to which unit, on what ground, until when. No other case than `codes` is named."""
    data, known = step.data, catalogue()
    parts = []
    for key in ("unit", "proposed") if step.verb in GIVES_UNIT else ("proposed",):
        unit = net().unit_by_code(data[key]) if data.get(key) else None
        if unit:
            parts.append(_("Proposed: %(unit)s") % {"unit": unit.label} if key == "proposed" else unit.label)
    for key, kind in (("ground", "return_ground"), ("cause", "pause_cause"), ("reason", None)):
        if data.get(key):
            kinds = [kind] if kind else ["not_accepted", "extension_reason"]
            reason = next((r for k in kinds if (r := known.reason(k, data[key]))), None)
            parts.append(name_of(reason) if reason else str(data[key]))
    assisting = [u.label for code in data.get("assisting", []) if (u := net().unit_by_code(code))]
    if assisting:
        parts.append(_("Assisting: %(units)s") % {"units": "、".join(assisting)})
    parts += [code for code in _codes_in(step) if code in codes]
    parts += [str(data["limit"])] if data.get("limit") else []
    return " · ".join(parts)


def _clocks(case: Case, now: datetime) -> list[StageClock]:
    labels: dict[str, Any] = {
        "triage": _("Triage"),
        "assign": _("Assign"),
        "accept": _("Acceptance by the unit"),
        "contact": _("First contact"),
        "resolve": _("Whole case"),
        "verify": _("Verify"),
        "close": _("Close"),
        "ruling": _("Ruling"),
        "review": _("Review"),
    }
    pauses = list(Pause.objects.filter(case=case))
    told = []
    for one in Clock.objects.filter(case=case).order_by("started_at", "id"):
        is_late = (one.stopped_at or now) > one.due_at
        label = labels.get(one.stage, one.stage)
        held = [_shares_of(one, pause.from_at, pause.ended_at or now) for pause in pauses if one.is_pausable]
        gone = _shares_of(one, one.started_at, one.stopped_at or now)[1]
        told.append(StageClock(one, label, limit_words(one.limit), is_late, gone, [h for h in held if h[0] < h[1]]))
    return told


def _shares_of(one: Clock, start: datetime, end: datetime) -> tuple[float, float]:
    """A stretch of time as shares of the way from the clock's start to its due moment, each 0–1."""
    whole = max((one.due_at - one.started_at).total_seconds(), 1.0)
    first, last = ((at - one.started_at).total_seconds() / whole for at in (start, end))
    return min(max(first, 0.0), 1.0), min(max(last, 0.0), 1.0)


def _shares(case: Case) -> list[Share]:
    found = []
    for one in Assignment.objects.filter(case=case).order_by("assigned_at", "-is_lead"):
        unit = net().unit(one.unit_id)
        found.append(Share(one, unit.label if unit else ""))
    return found
