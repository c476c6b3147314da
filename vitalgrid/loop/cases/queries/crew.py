"""What a crew takes along: several cases on paper, each with its place, what was told, and what has to be done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.loop.cases.access import sees_story, visible_to
from vitalgrid.loop.cases.models import Assignment, Attachment, Case, Report
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.listing import place_of
from vitalgrid.loop.cases.queries.sketch import Sketch, sketch_of
from vitalgrid.loop.cases.ring import ring_of
from vitalgrid.loop.cases.workflow import State

AT_MOST = 20
METRES = 1000.0  # wide enough for names to find one's way by


@dataclass
class Errand:
    """One case as the crew needs it. No contact is on it: paper gets lost."""

    case: Case
    ring: Ring
    place: str
    category: str
    words: str
    received_at: datetime
    instruction: str = ""
    evidence: str = ""
    closing: str = ""
    sketch: Sketch | None = None
    photos: list[Attachment] = field(default_factory=list)

    @property
    def state_label(self) -> str:
        """The state's word."""
        return str(State(self.case.state).label)


def errands_for(by: Actor, codes: Sequence[str], now: datetime) -> list[Errand]:
    """The cases of these codes whose story `by` may read, in the order given, `AT_MOST` of them. Four statements."""
    wanted = list(dict.fromkeys(code for code in codes if code))[:AT_MOST]
    found = {case.code: case for case in visible_to(by).filter(code__in=wanted).prefetch_related("assignments")}
    cases = [found[code] for code in wanted if code in found and sees_story(by, found[code])]
    told = _first_reports(cases)
    photos = _photos(cases)
    return [_errand(case, told[case.pk], photos.get(case.pk, []), now) for case in cases if case.pk in told]


def _errand(case: Case, report: Report, photos: list[Attachment], now: datetime) -> Errand:
    known = catalogue()
    category, matter = known.category_by_id(case.category_id), known.matter_by_id(case.matter_id)
    given: list[Assignment] = [one for one in case.assignments.all() if one.ended_at is None and one.instruction]
    return Errand(
        case=case,
        ring=ring_of(case.state, due_at=case.next_due_at, now=now, outcome=case.outcome),
        place=place_of(case.area_id, case.address),
        category=name_of(category) if category else case.category_text,
        words=report.description,
        received_at=report.received_at,
        instruction=" ".join(one.instruction for one in sorted(given, key=lambda each: not each.is_lead)),
        evidence=matter.evidence if matter else "",
        closing=matter.closing_condition if matter else "",
        sketch=sketch_of(case, [], METRES),
        photos=photos[:2],
    )


def _first_reports(cases: Sequence[Case]) -> dict[UUID, Report]:
    found: dict[UUID, Report] = {}
    for report in Report.objects.filter(case__in=[case.pk for case in cases]).order_by("received_at", "id"):
        found.setdefault(report.case_id, report)
    return found


def _photos(cases: Sequence[Case]) -> dict[UUID, list[Attachment]]:
    found: dict[UUID, list[Attachment]] = {}
    taken = Attachment.objects.filter(case__in=[case.pk for case in cases], kind=Attachment.Kind.BEFORE)
    for photo in taken.select_related("blob").order_by("at", "id"):
        found.setdefault(photo.case_id, []).append(photo)
    return found
