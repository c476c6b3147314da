"""A case with everything that its page needs."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from vitalgrid.city.grids.models import Platform
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.holders import Holder, holders_in
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.loop.cases.access import access_case, sees_story, visible_to
from vitalgrid.loop.cases.models import Answer, Assignment, Attachment, Case, Extension, Joining, Meeting, Pause, Step
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.desk import story
from vitalgrid.loop.cases.queries.desk.clocks import StageClock, ToldPause, stage_clocks, told_pauses
from vitalgrid.loop.cases.queries.desk.decision import Decision, decision_of, wanted_steps
from vitalgrid.loop.cases.queries.desk.hanging import hanging_on
from vitalgrid.loop.cases.queries.desk.story import Line, ToldReport, ToldStep
from vitalgrid.loop.cases.queries.desk.turn import Coming, Turn, coming_of, turn_of
from vitalgrid.loop.cases.queries.desk.verbs import MAIN, next_verbs
from vitalgrid.loop.cases.queries.listing import place_of
from vitalgrid.loop.cases.queries.shown import public_photos
from vitalgrid.loop.cases.ring import is_overdue, ring_of
from vitalgrid.loop.cases.rules import title_of
from vitalgrid.loop.cases.workflow import State, Transition
from vitalgrid.loop.tasks.models import Task

SHOWN_SIDE_BY_SIDE = 3  # photos before and after, each
RESPONSIBLE = ("full_time", "head")


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
    platform: "str | Promise" = ""
    reports: list[ToldReport] = field(default_factory=list)
    steps: list[ToldStep] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    clocks: list[StageClock] = field(default_factory=list)
    told_pauses: list[ToldPause] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    joinings: list[Joining] = field(default_factory=list)
    children: list[Case] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    responsible: list[Holder] = field(default_factory=list)
    public_photos: list[Attachment] = field(default_factory=list)  # what everybody sees of it
    next_verbs: list[Transition] = field(default_factory=list)
    coming: list[Coming] = field(default_factory=list)
    turn: Turn | None = None
    decision: Decision = field(default_factory=Decision)
    main_verb: str = ""
    parent_code: str = ""
    joined_into: str = ""
    is_own_story: bool = False  # read by who reported it, without a post over the case

    @property
    def state_label(self) -> str:
        """The state's word."""
        return str(State(self.case.state).label)

    @property
    def pauses(self) -> list[Pause]:
        """The pauses as they are stored."""
        return [one.pause for one in self.told_pauses]

    @property
    def running(self) -> list[StageClock]:
        """The clocks that are still counting, the nearest due first."""
        return sorted((one for one in self.clocks if not one.clock.stopped_at), key=lambda one: one.clock.due_at)

    @property
    def stopped(self) -> list[StageClock]:
        """The clocks that have ended, in their order."""
        return [one for one in self.clocks if one.clock.stopped_at]

    @property
    def hidden_reports(self) -> int:
        """How many reports are not shown."""
        is_cut = len(self.reports) == story.MANY_REPORTS
        return max(0, self.case.report_count - len(self.reports)) if is_cut else 0

    @property
    def before(self) -> list[Attachment]:
        """The photos of how it was: what the reports brought."""
        return [photo for told in self.reports for photo in told.photos][:SHOWN_SIDE_BY_SIDE]

    @property
    def after(self) -> list[Attachment]:
        """The newest photos of what was done."""
        found = [photo for told in reversed(self.steps) for photo in told.photos if photo.kind == Attachment.Kind.AFTER]
        return found[:SHOWN_SIDE_BY_SIDE]

    @property
    def open_extension(self) -> Extension | None:
        """The time that is asked for now."""
        return next((one for one in self.extensions if one.decided_at is None), None)


def desk_case(by: Actor, code: str, *, is_whole: bool = True, after: int = 0) -> DeskCase:
    """The story of a case that `by` may see. Raises `kit.not_found`.

    Without `is_whole` the middle of a very long story stays folded, but for what follows the step `after`.
    """
    case = access_case(by, code)
    shown = story.steps_shown(case, is_whole=is_whole, after=after, always=wanted_steps(case))
    hanging = hanging_on(case, shown, is_all=is_whole)
    if not sees_story(by, case):
        return _own_story(by, case)
    made, now = _facts(by, case), clock.now()
    photos = story.by_what_they_hang_on(hanging.photos)
    relatives = _relatives(by, case, hanging.steps)
    made.told_pauses = told_pauses(hanging.pauses, now)
    made.reports = story.told_reports(by, case, photos, is_whole=is_whole)
    made.steps = story.told_steps(hanging.steps, photos, {one.code for one in relatives}, made.told_pauses)
    made.meetings, made.extensions, made.answers = hanging.meetings, hanging.extensions, hanging.answers
    made.lines = story.in_order(made.reports, made.steps, made.meetings)
    made.clocks = stage_clocks(hanging.clocks, made.told_pauses, now)
    made.shares = _shares(case)
    made.joinings, made.tasks = hanging.joinings, hanging.tasks
    made.responsible = _responsible(case)
    made.children = [one for one in relatives if one.parent_id == case.pk]
    codes = {one.pk: one.code for one in relatives}
    made.parent_code = codes.get(case.parent_id, "") if case.parent_id else ""
    made.joined_into = codes.get(case.joined_into_id, "") if case.joined_into_id else ""
    told: list[ToldReport | ToldStep] = [*made.reports, *made.steps]
    own = [photo for one in told for photo in one.photos]
    made.public_photos = public_photos([case.pk]).get(case.pk, []) if any(one.is_public for one in own) else []
    made.next_verbs = [row for row in next_verbs(by, case) if own or row.verb != "show_photos"]
    made.main_verb = next((row.verb for row in made.next_verbs if row.verb in MAIN), "")
    made.decision = decision_of(
        case, made.next_verbs, made.steps, made.extensions, made.clocks, made.told_pauses, made.tasks
    )
    made.turn, made.coming = turn_of(case, hanging.steps, made.next_verbs), coming_of(case)
    return made


def _facts(by: Actor, case: Case) -> DeskCase:
    """The case with its names; the rest is filled in by who asks."""
    known, now = catalogue(), clock.now()
    unit = net().unit(case.lead_unit_id)
    category, matter = known.category_by_id(case.category_id), known.matter_by_id(case.matter_id)
    return DeskCase(
        case=case,
        ring=ring_of(case.state, due_at=case.next_due_at, now=now, outcome=case.outcome),
        place=place_of(case.area_id, case.address),
        category=name_of(category) if category else case.category_text,
        matter=name_of(matter) if matter else "",
        lead_unit=unit.label if unit else case.unit_text,
        is_overdue=is_overdue(case.state, case.next_due_at, now),
        platform=Platform(case.platform).label if case.platform in Platform.values else "",
    )


def _relatives(by: Actor, case: Case, steps: list[Step]) -> list[Case]:
    """The cases that this one's page may name, as far as `by` sees them: above, below, joined, told of in a step."""
    above: list[Any] = [key for key in (case.parent_id, case.joined_into_id) if key]
    told = {code for step in steps for code in story.codes_in(step)}
    wanted = Q(parent=case) | Q(pk__in=above) | Q(code__in=told)
    return list(visible_to(by).filter(wanted).order_by("opened_at", "id"))


def _own_story(by: Actor, case: Case) -> DeskCase:
    """What somebody without a post over the case reads of one that they reported: their own words, the public steps."""
    made, now = _facts(by, case), clock.now()
    made.is_own_story, made.matter, made.platform, made.place = True, "", "", place_of(case.area_id)
    made.ring = ring_of(case.state, due_at=case.due_at, now=now, outcome=case.outcome)
    made.is_overdue = is_overdue(case.state, case.due_at, now)
    hanging = hanging_on(case, story.steps_shown(case, is_whole=True), is_all=True)
    steps, photos = hanging.steps, story.by_what_they_hang_on(hanging.photos)
    told = story.told_reports(by, case, photos)
    made.reports = [one for one in told if one.report.filed_by_id == by.user_id]
    if made.reports and made.reports[0] is not told[0]:
        case.title = title_of(made.reports[0].report.description)  # the title quotes who reported first
    undone = story.undone_numbers(steps)
    for step in steps:
        if (step.is_public or step.answer) and step.number not in undone:
            who, step.text = story.who_of(step) if step.by_user_id == by.user_id else "", ""
            made.steps.append(ToldStep(step, story.step_label(step), who, ""))
    made.lines = story.in_order(made.reports, made.steps, [])
    return made


def _shares(case: Case) -> list[Share]:
    told = sorted(case.assignments.all(), key=lambda one: (one.assigned_at, not one.is_lead))
    return [Share(one, unit.label if (unit := net().unit(one.unit_id)) else "") for one in told]


def _responsible(case: Case) -> list[Holder]:
    """The area's own worker and the heads above it, the nearest first. Of a complaint about staff nobody is named."""
    known = net()
    area = known.area(case.area_id)
    if area is None or case.is_integrity:
        return []
    today = known.today()
    chain = [one for one in (known.areas.present(each.id, today) for each in known.areas.above(area.id)[1:]) if one]
    level = {one.id: one.level for one in chain}
    held = [one for one in holders_in(chain, today) if one.part in RESPONSIBLE and one.area in level]
    return sorted(held, key=lambda one: (-level[one.area] if one.area else 0, one.part != "full_time"))[:2]
