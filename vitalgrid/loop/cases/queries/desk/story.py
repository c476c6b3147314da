"""What was told and what was done, in one order of time; of a very long story the middle stays folded."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.crypto import mask_name, mask_phone
from vitalgrid.loop.cases.access import may_reveal
from vitalgrid.loop.cases.models import Attachment, Case, Contact, Meeting, Report, Step
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.desk.clocks import ToldPause
from vitalgrid.loop.cases.queries.listing import place_of
from vitalgrid.loop.cases.rules import limit_words
from vitalgrid.loop.cases.workflow import Source, transition

GIVES_UNIT = ("assign", "reassign", "rule")
# Of a long story the first steps, the last ones, and as many from the middle as somebody asks for at a time.
FIRST, LAST, AT_A_TIME = 15, 45, 100
FEW = 20  # numbers without a step that nobody misses: a case may rise by one without a step
MANY_REPORTS = 40

# What somebody sees of a step before reading it; {verb: (icon, tone)}. The rest is a plain tick.
SIGNS: dict[str, tuple[str, str]] = {
    "accept": ("check", "vital"), "assign": ("send", "vital"), "reassign": ("arrow-left-right", "vital"),
    "assist": ("users", "vital"), "take": ("check", "vital"), "contact": ("phone", ""), "progress": ("wrench", "vital"),
    "handle": ("wrench", "vital"), "handle_on_spot": ("wrench", "vital"), "handle_part": ("wrench", ""),
    "return": ("undo-2", "call"), "rule": ("scale", "vital"), "pause": ("pause", "info"), "resume": ("clock", "info"),
    "ask_extension": ("clock", "call"), "decide_extension": ("clock", "vital"), "fail": ("x", "call"),
    "pass": ("eye", "vital"), "ask_check": ("map-pin", ""), "close": ("check-circle-2", "vital"),
    "refuse": ("minus", ""), "note": ("pencil", ""), "press": ("alert-triangle", "danger"), "join": ("merge", ""),
    "take_in": ("merge", ""), "split": ("split", ""), "meet": ("users", ""), "reopen": ("rotate-ccw", "call"),
    "contest": ("rotate-ccw", "call"), "add": ("plus", "vital"), "rate": ("check", ""), "follow_up": ("phone", ""),
    "send_up": ("send", ""), "send_down": ("send", ""), "withdraw": ("x", ""),
    "publish": ("eye", "vital"), "unpublish": ("eye-off", ""), "show_photos": ("eye", ""),
    "undo": ("rotate-ccw", "info"),
}  # fmt: skip


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

    @property
    def sign(self) -> str:
        """The icon of its channel."""
        return {Source.HOTLINE: "phone", Source.WORKER: "user", Source.API: "link", Source.TIP_OFF: "link"}.get(
            Source(self.report.source), "pencil" if self.report.is_on_behalf else "smartphone"
        )


@dataclass
class ToldStep:
    """A step as the story tells it."""

    step: Step
    label: str
    who: str
    unit: str
    photos: list[Attachment] = field(default_factory=list)
    more: str = ""
    pause: ToldPause | None = None  # the clocks stood still from here

    @property
    def sign(self) -> str:
        """Its icon."""
        return SIGNS.get(self.step.verb, ("check", ""))[0]

    @property
    def tone(self) -> str:
        """Its colour."""
        return SIGNS.get(self.step.verb, ("check", ""))[1]

    @property
    def is_from_reporter(self) -> bool:
        """Whether its text are the reporter's own words."""
        return self.step.by_kind == "resident"


@dataclass
class Fold:
    """Steps that stay folded: `count` of them after the step `after`."""

    after: int
    count: int


@dataclass
class Line:
    """One line of the story: exactly one of the four is set."""

    at: datetime
    report: ToldReport | None = None
    step: ToldStep | None = None
    meeting: Meeting | None = None
    units: list[str] = field(default_factory=list)  # who took part in the meeting
    fold: Fold | None = None


Photos = dict[UUID | None, list[Attachment]]


def steps_shown(case: Case, *, is_whole: bool, after: int = 0, always: Sequence[str] = ()) -> "QuerySet[Step]":
    """The steps in their order: all of them, or of a long story the ends, up to `AT_A_TIME` after `after`, and those of
    the verbs `always`, which somebody needs for what is to be decided now."""
    steps = Step.objects.filter(case=case).order_by("number")
    if not is_whole and case.revision > FIRST + LAST + AT_A_TIME:
        shown = Q(number__lte=FIRST) | Q(number__gt=case.revision - LAST)
        if after:
            shown |= Q(number__gt=after, number__lte=after + AT_A_TIME)
        if always:
            shown |= Q(verb__in=always)
        steps = steps.filter(shown)
    return steps


def photos_shown(case: Case, steps: "QuerySet[Step]", *, is_all: bool) -> "QuerySet[Attachment]":
    """The photos of the reports and of the steps."""
    wanted = Attachment.objects.filter(case=case)
    if not is_all:
        wanted = wanted.filter(Q(report__isnull=False) | Q(step__in=steps.order_by().values("pk")))
    return wanted.order_by("at", "id")


def by_what_they_hang_on(photos: Iterable[Attachment]) -> Photos:
    """Photos by the report or the step that brought them."""
    found: Photos = {}
    for photo in photos:
        found.setdefault(photo.report_id or photo.step_id, []).append(photo)
    return found


def told_reports(by: Actor, case: Case, photos: Photos, *, is_whole: bool = True) -> list[ToldReport]:
    """The reports as told, oldest first; of very many the first ones and the last."""
    is_revealable = may_reveal(by, case)
    reports = Report.objects.filter(case=case).select_related("contact").order_by("received_at", "id")
    shown = list(reports) if is_whole else list(reports[:MANY_REPORTS])
    told = []
    for report in shown:
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


def told_steps(
    steps: Sequence[Step], photos: Photos, codes: Container[str], pauses: Iterable[ToldPause]
) -> list[ToldStep]:
    """The steps in words. No other case than `codes` is named."""
    held = {one.pause.from_at: one for one in pauses}
    told = []
    for step in steps:
        unit, more = net().unit(step.unit_id), more_of(step, codes)
        is_said = unit is None or unit.label in step.by_post or unit.label in more.split(" · ")
        name = "" if unit is None or is_said else unit.label
        pause = held.pop(step.at, None)
        told.append(ToldStep(step, step_label(step), who_of(step), name, photos.get(step.pk, []), more, pause))
    return told


def in_order(reports: Sequence[ToldReport], steps: Sequence[ToldStep], meetings: Iterable[Meeting]) -> list[Line]:
    """Everything in one order of time, with a fold wherever steps are missing."""
    lines = [Line(one.report.received_at, report=one) for one in reports]
    lines += [Line(one.held_at, meeting=one, units=_units_of(one)) for one in meetings]
    before = 0
    for told in steps:
        number = told.step.number
        if before and number - before > FEW:
            lines.append(Line(told.step.at, fold=Fold(before, number - before - 1)))
        before = number
        if told.step.verb != "receive":  # the report itself stands there
            lines.append(Line(told.step.at, step=told))
    return sorted(lines, key=lambda line: line.at)


def _units_of(meeting: Meeting) -> list[str]:
    """The units that took part, by their names on the day of the meeting."""
    day = meeting.held_at.astimezone(net().zone).date()
    return [unit.label if (unit := net().unit_by_code(code, day)) else code for code in meeting.units]


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


def codes_in(step: Step) -> list[str]:
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
    parts += [code for code in codes_in(step) if code in codes]
    parts += [limit_words(str(data["limit"]))] if data.get("limit") else []
    return " · ".join(parts)
