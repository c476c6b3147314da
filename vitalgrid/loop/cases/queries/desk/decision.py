"""What somebody needs to see before they decide: rule whose it is, grant more time, pass or fail what was handled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownUnit
from vitalgrid.foundation.calendar.queries import work_calendar
from vitalgrid.foundation.calendar.rules import parse_limit
from vitalgrid.loop.cases.models import Assignment, Case, Clock, Extension
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.desk.clocks import StageClock, ToldPause
from vitalgrid.loop.cases.queries.desk.story import ToldStep
from vitalgrid.loop.cases.rules import RESOLVE, Running, limit_words, max_extensions
from vitalgrid.loop.cases.workflow import State, Transition
from vitalgrid.loop.tasks.models import Task

DISPUTED = ("return", "assign", "reassign", "rule")
HANDLING = ("handle", "handle_on_spot", "handle_part", "fail")


@dataclass
class Side:
    """What one unit said when it gave the case back."""

    unit: str
    ground: str
    proposed: str
    proposed_code: str
    told: ToldStep


@dataclass
class Had:
    """Who had the case, from when to when."""

    unit: str
    assignment: Assignment


@dataclass
class Dispute:
    """Whose is it? Both sides' words, who had it, and what the catalogue says."""

    sides: list[Side] = field(default_factory=list)
    orders: list[ToldStep] = field(default_factory=list)  # what the desk said when it gave it out
    had: list[Had] = field(default_factory=list)
    usual: KnownUnit | None = None
    legal_basis: str = ""

    @property
    def choices(self) -> list[str]:
        """The codes of the units to choose from first: those proposed, then the usual one."""
        codes = [side.proposed_code for side in reversed(self.sides) if side.proposed_code]
        return list(dict.fromkeys([*codes, *([self.usual.code] if self.usual else [])]))


@dataclass
class MoreTime:
    """Should the promise move? Who asks for how much and why, how often before, and which day it would become."""

    asked: Extension
    limit: str
    reason: str
    before: int
    at_most: int
    due_now: datetime | None
    due_then: datetime | None


@dataclass
class Look:
    """Is it in order? What was promised, what the unit says it did, and what was seen on the spot."""

    handled: ToldStep | None
    promised_at: datetime | None
    is_late: bool
    failed: list[ToldStep] = field(default_factory=list)
    checks: list[Task] = field(default_factory=list)
    evidence: str = ""
    closing: str = ""


@dataclass
class Decision:
    """At most one of the three."""

    dispute: Dispute | None = None
    more_time: MoreTime | None = None
    look: Look | None = None

    @property
    def verb(self) -> str:
        """The verb whose form stands open by itself, "" where there are two ways."""
        return "rule" if self.dispute else "decide_extension" if self.more_time else ""


def wanted_steps(case: Case) -> tuple[str, ...]:
    """The verbs of the steps that a decision needs, wherever in a long story they stand."""
    if case.state == State.RULING:
        return DISPUTED
    return HANDLING if case.state in (State.HANDLED, State.VERIFIED) else ()


def decision_of(
    case: Case,
    next_verbs: Sequence[Transition],
    steps: Sequence[ToldStep],
    extensions: Sequence[Extension],
    clocks: Sequence[StageClock],
    pauses: Sequence[ToldPause],
    tasks: Sequence[Task],
) -> Decision:
    """What the person with these verbs has to decide here. No statement of its own."""
    verbs = {row.verb for row in next_verbs}
    if "rule" in verbs:
        return Decision(dispute=_dispute(case, steps))
    asked = next((one for one in extensions if one.decided_at is None), None)
    if "decide_extension" in verbs and asked is not None:
        return Decision(more_time=_more_time(case, asked, extensions, clocks, pauses))
    if verbs & {"pass", "close"}:
        return Decision(look=_look(case, steps, tasks))
    return Decision()


def _dispute(case: Case, steps: Sequence[ToldStep]) -> Dispute:
    known, made = catalogue(), Dispute()
    for told in steps:
        if told.step.verb == "return":
            made.sides.append(_side(told))
        elif told.step.verb in DISPUTED and told.step.text:
            made.orders.append(told)
    for one in sorted(case.assignments.all(), key=lambda each: each.assigned_at):
        unit = net().unit(one.unit_id)
        if one.is_lead:
            made.had.append(Had(unit.label if unit else "", one))
    category, matter = known.category_by_id(case.category_id), known.matter_by_id(case.matter_id)
    usual = matter.lead_unit_id if matter and matter.lead_unit_id else category.lead_unit_id if category else None
    made.usual = net().unit(usual)
    made.legal_basis = matter.legal_basis if matter else ""
    return made


def _side(told: ToldStep) -> Side:
    data = told.step.data
    proposed, unit = net().unit_by_code(str(data.get("proposed", ""))), net().unit(told.step.unit_id)
    reason = catalogue().reason("return_ground", str(data.get("ground", "")))
    return Side(
        unit=unit.label if unit else told.step.by_post,
        ground=name_of(reason) if reason else str(data.get("ground", "")),
        proposed=proposed.label if proposed else "",
        proposed_code=proposed.code if proposed else "",
        told=told,
    )


def _more_time(
    case: Case,
    asked: Extension,
    extensions: Sequence[Extension],
    clocks: Sequence[StageClock],
    pauses: Sequence[ToldPause],
) -> MoreTime:
    reason = catalogue().reason("extension_reason", asked.reason)
    granted = [one for one in extensions if one.is_granted]
    running = next((one.clock for one in clocks if one.clock.stage == RESOLVE and one.clock.stopped_at is None), None)
    return MoreTime(
        asked=asked,
        limit=limit_words(asked.limit),
        reason=name_of(reason) if reason else asked.reason,
        before=len(granted),
        at_most=max_extensions(case.procedure),
        due_now=case.due_at,
        due_then=_due_with(running, [*granted, asked], pauses) if running else None,
    )


def _due_with(running: Clock, extensions: Sequence[Extension], pauses: Sequence[ToldPause]) -> datetime:
    """When it would be due with these extensions granted."""
    stood = [(one.pause.from_at, one.pause.ended_at or one.pause.until_at) for one in pauses]
    limits = [parse_limit(one.limit) for one in extensions if one.asked_at >= running.started_at]
    return Running(running.started_at, parse_limit(running.limit), stood, limits).due(work_calendar())


def _look(case: Case, steps: Sequence[ToldStep], tasks: Sequence[Task]) -> Look:
    handled = next((told for told in reversed(steps) if told.step.verb in ("handle", "handle_on_spot")), None)
    matter = catalogue().matter_by_id(case.matter_id)
    return Look(
        handled=handled,
        promised_at=case.due_at,
        is_late=bool(handled and case.due_at and handled.step.at > case.due_at),
        failed=[told for told in steps if told.step.verb == "fail"],
        checks=[task for task in tasks if task.kind == "check"],
        evidence=matter.evidence if matter else "",
        closing=matter.closing_condition if matter else "",
    )
