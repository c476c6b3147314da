"""Whether every case is whole: its steps lead to its state, its clocks fit it, and its journal tells as much.

For `vitalgrid check`, after a crash, a restore or a doubt. Reads everything, block by block.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.wholeness import Break
from vitalgrid.foundation.search.models import Document
from vitalgrid.loop.cases.models import Assignment, Case, Clock, Extension, Joining, Pause, Report, Step
from vitalgrid.loop.cases.queries.reach import wanted_marks
from vitalgrid.loop.cases.rules import CONTACT, RESOLVE
from vitalgrid.loop.cases.workflow import State
from vitalgrid.loop.cases.workflow.paths import BEGINNINGS, is_over, may_lead

BLOCK = 1000  # cases looked at together
IMPORTED = "imported"
UNDO = "undo"  # leads where the step before it came from
BESIDE = ("case.overdue",)  # told of a case without a step of its own

SENTENCES: dict[str, "str | Promise"] = {
    "case.trail": _("The steps of case %(code)s do not lead to where it stands."),
    "case.step": _("Case %(code)s has a step that no rule allows."),
    "case.journal": _("The journal does not tell every step of case %(code)s."),
    "case.reports": _("Case %(code)s counts other reports than it has."),
    "case.clocks": _("The clocks of case %(code)s do not fit where it stands."),
    "case.shares": _("The units, pauses or requests of case %(code)s do not fit where it stands."),
    "case.search": _("A report of case %(code)s cannot be found by its words."),
    "case.reach": _("Case %(code)s is not found by its words by just those who may see it."),
}


@dataclass
class Looked:
    """Everything that is looked at of one case."""

    case: Case
    steps: list[Step] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    entries: int = 0
    live: int = 0
    unfound: int = 0
    misled: int = 0
    leads: int = 0
    pauses: int = 0
    asked: int = 0
    joined: int = 0

    @property
    def is_imported(self) -> bool:
        """An import brings its own moments and states."""
        return IMPORTED in self.case.flags

    @property
    def is_brought_closed(self) -> bool:
        """Its first two steps are one act: an import brought it with its end."""
        second = self.steps[1] if len(self.steps) > 1 else None
        return (
            self.is_imported and second is not None and second.verb == "close" and second.from_state != State.VERIFIED
        )


def breaks() -> Iterator[Break]:
    """Every break, in the order of the cases. What was being changed just then is looked at a second time."""
    last: UUID | None = None
    while block := list(_after(last)):
        last = block[-1]
        suspects = [one.case.pk for one in look_at(block) if next(kinds_of(one), "")]
        for one in look_at(suspects):
            for kind in kinds_of(one):
                yield Break(kind, one.case.code, str(SENTENCES[kind]) % {"code": one.case.code})


def _after(last: UUID | None) -> Iterable[UUID]:
    found = Case.objects.order_by("pk") if last is None else Case.objects.filter(pk__gt=last).order_by("pk")
    return found.values_list("pk", flat=True)[:BLOCK]


def look_at(keys: list[UUID]) -> list[Looked]:
    """The cases with what belongs to them, by a fixed number of statements."""
    if not keys:
        return []
    seen = {case.pk: Looked(case) for case in Case.objects.filter(pk__in=keys).order_by("pk")}
    for step in Step.objects.filter(case__in=keys).order_by("case", "number").defer("text", "answer"):
        seen[step.case_id].steps.append(step)
    for running in Clock.objects.filter(case__in=keys, stopped_at=None):
        seen[running.case_id].clocks.append(running)
    for name, found in _counts(keys).items():
        for key, count in found.items():
            setattr(seen[key], name, count)
    return list(seen.values())


def _counts(keys: list[UUID]) -> dict[str, dict[UUID, int]]:
    def by_case(rows: Any, name: str = "case") -> dict[UUID, int]:
        return dict(rows.order_by().values_list(name).annotate(n=Count("pk")))

    told = Entry.objects.filter(kind="case", object_id__in=[str(key) for key in keys]).exclude(event__in=BESIDE)
    entries = {UUID(key): count for key, count in told.order_by().values_list("object_id").annotate(n=Count("pk"))}
    return {
        "entries": entries,
        "live": by_case(Report.objects.filter(case__in=keys, withdrawn_at=None)),
        "unfound": _unfound(keys),
        "misled": _misled(keys),
        "leads": by_case(Assignment.objects.filter(case__in=keys, is_lead=True, ended_at=None)),
        "pauses": by_case(Pause.objects.filter(case__in=keys, ended_at=None)),
        "asked": by_case(Extension.objects.filter(case__in=keys, decided_at=None)),
        "joined": by_case(Joining.objects.filter(absorbed__in=keys, undone_at=None), "absorbed"),
    }


def _unfound(keys: list[UUID]) -> dict[UUID, int]:
    reports = dict(Report.objects.filter(case__in=keys).values_list("pk", "case"))
    known = Document.objects.filter(kind="report", object_id__in=list(reports)).values_list("object_id", flat=True)
    return Counter(reports[key] for key in reports.keys() - set(known))


def _misled(keys: list[UUID]) -> dict[UUID, int]:
    """Documents with other marks than the cases have now."""
    marks, case_of = wanted_marks(list(Case.objects.filter(pk__in=keys))), {key: key for key in keys}
    case_of |= dict(Report.objects.filter(case__in=keys).values_list("pk", "case"))
    told = Document.objects.filter(object_id__in=list(case_of)).values_list("object_id", "reach")
    return Counter(case_of[key] for key, reach in told if reach.split() != list(marks.get(key, ())))


def kinds_of(one: Looked) -> Iterator[str]:
    """What is broken about one case; nothing for a whole one."""
    for kind, is_whole in WHOLE.items():
        if not is_whole(one):
            yield kind


def _has_trail(one: Looked) -> bool:
    case, steps = one.case, one.steps
    if [step.number for step in steps] != list(range(1, case.revision + 1)):
        return False
    is_linked = all(after.from_state == before.to_state for before, after in zip(steps, steps[1:], strict=False))
    return is_linked and steps[0].from_state == "" and steps[-1].to_state == case.state


def _has_legal_steps(one: Looked) -> bool:
    for before, step in zip([None, *one.steps], one.steps, strict=False):
        if step.verb == UNDO and before is not None and step.to_state != before.from_state:
            return False
        if step.number == 1:
            if step.to_state not in BEGINNINGS.get(step.verb, frozenset()):
                return False
        elif not may_lead(step.verb, step.from_state, step.to_state) and not (
            step.number == 2 and one.is_brought_closed
        ):
            return False
    return one.case.is_open != is_over(one.case.state)


def _is_told(one: Looked) -> bool:
    return one.entries == len(one.steps) - one.is_brought_closed


def _counts_its_reports(one: Looked) -> bool:
    return one.case.report_count == one.live


def _has_its_clocks(one: Looked) -> bool:
    case = one.case
    running = defaultdict(list)
    for clock in one.clocks:
        running[clock.stage].append(clock.due_at)
    if is_over(case.state):
        return not running and case.next_due_at is None
    final = running.pop(RESOLVE, [])
    running.pop(CONTACT, None)
    stages = [due for dues in running.values() for due in dues]
    if one.is_imported and not final:
        return True
    if len(final) != (1 if case.due_at else 0) or (final and final[0] != case.due_at):
        return False
    if case.state == State.PAUSED:
        return case.next_due_at == case.paused_until is not None
    has_stage = list(running) == ([case.stage] if case.stage else []) and len(stages) <= 1
    return has_stage and case.next_due_at == min([*final, *stages], default=None)


def _has_its_shares(one: Looked) -> bool:
    case = one.case
    with_unit = case.state in (State.ASSIGNED, State.IN_PROGRESS, State.PAUSED)
    without = is_over(case.state) or case.state in (State.RECEIVED, State.RULING)
    if (with_unit and one.leads != 1) or (without and one.leads) or one.leads > 1:
        return False
    if one.pauses != int(case.state in (State.PAUSED, State.RULING)) or one.asked != int(case.is_extension_asked):
        return False
    return one.joined <= int(case.state == State.JOINED) and (case.joined_into_id is not None) == (
        case.state == State.JOINED
    )


WHOLE: dict[str, Callable[[Looked], bool]] = {
    "case.trail": _has_trail,
    "case.step": _has_legal_steps,
    "case.journal": _is_told,
    "case.reports": _counts_its_reports,
    "case.clocks": _has_its_clocks,
    "case.shares": _has_its_shares,
    "case.search": lambda one: not one.unfound,
    "case.reach": lambda one: not one.misled,
}
