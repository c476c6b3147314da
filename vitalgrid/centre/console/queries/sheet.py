"""A case on paper: the facts that the print page and the PDF share, so that they cannot differ."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.files.queries import open_blob
from vitalgrid.foundation.kit import city, clock, moments
from vitalgrid.foundation.kit.paper import pdf, ring_file
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.loop.cases.models import Attachment
from vitalgrid.loop.cases.queries.desk import DeskCase, ToldReport, ToldStep, desk_case

TEMPLATE = Path(__file__).parents[1] / "papers" / "case.typ"
MOST_PHOTOS = 30


@dataclass
class Photo:
    """A picture: the blob's digest, the file's name on paper, and what it is."""

    digest: str
    name: str
    words: str


@dataclass
class Line:
    """Something that was told or done, and when."""

    when: str
    head: str
    more: str = ""
    texts: list[str] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)


@dataclass
class Section:
    """Lines under a heading."""

    heading: str
    lines: list[Line]


@dataclass
class Sheet:
    """Everything on the paper, in words."""

    code: str
    title: str
    state: str
    ring: Ring
    issuer: str
    at: str
    watermark: str
    facts: list[dict[str, str]]
    sections: list[Section]

    @property
    def photos(self) -> list[Photo]:
        """Every picture, in order."""
        return [photo for section in self.sections for line in section.lines for photo in line.photos]


def _full(moment: Any, *, is_end: bool = False) -> str:
    language = get_language() or ""
    return moments.full(moment, city_zone(), language, is_end=is_end) if moment else "—"


def case_sheet(by: Actor, code: str) -> Sheet:
    """The sheet of a case that `by` may see; contacts are masked. Raises `kit.not_found`."""
    seen, now = desk_case(by, code), clock.now()
    known = city.current()
    at = _full(now)
    return Sheet(
        code=seen.case.code,
        title=seen.case.title,
        state=seen.state_label,
        ring=seen.ring,
        issuer=known.centre or known.shown_name,
        at=at,
        watermark=f"{' '.join(part for part in (by.post, by.name) if part)} · {at}",
        facts=_facts(seen),
        sections=[one for one in (_told(seen), _clocks(seen), _done(seen)) if one.lines],
    )


def _facts(seen: DeskCase) -> list[dict[str, str]]:
    case = seen.case
    kind = " ".join(part for part in (seen.category, seen.matter) if part)
    rows = [
        (_("Place"), seen.place),
        (_("Category"), kind),
        (_("Lead unit"), seen.lead_unit),
        (_("Received"), _full(case.opened_at)),
        (_("Promised"), _full(case.due_at, is_end=True)),
    ]
    if case.closed_at:
        rows.append((_("Closed"), _full(case.closed_at)))
    return [{"label": label, "value": value or "—"} for label, value in rows]


def _photos(found: list[Attachment], words: str) -> list[Photo]:
    return [Photo(one.blob_id, f"{one.pk}.jpg", words) for one in found]


def _told(seen: DeskCase) -> Section:
    return Section(_("Reported"), [_report(one) for one in seen.reports])


def _report(one: ToldReport) -> Line:
    report = one.report
    contact = " ".join(part for part in (one.masked_name, one.masked_phone) if part)
    more = [_("anonymous") if one.is_anonymous else contact, one.place]
    photos = _photos(one.photos, _("Photo with the report"))
    return Line(_full(report.received_at), one.source, " · ".join(filter(None, more)), [report.description], photos)


def _clocks(seen: DeskCase) -> Section:
    lines = []
    for one in seen.clocks:
        ends = _("stopped %(at)s") % {"at": _full(one.clock.stopped_at)} if one.clock.stopped_at else _("running")
        late = [_("late")] if one.is_late else []
        due = _("due %(at)s") % {"at": _full(one.clock.due_at, is_end=True)}
        lines.append(Line(_full(one.clock.started_at), one.label, " · ".join([one.limit, due, ends, *late])))
    return Section(_("Clocks"), lines)


def _done(seen: DeskCase) -> Section:
    return Section(_("What happened"), [_step(one) for one in seen.steps])


def _step(one: ToldStep) -> Line:
    more = " · ".join(part for part in (one.who, one.unit, one.more) if part)
    texts = [text for text in (one.step.text, one.step.answer) if text]
    return Line(
        _full(one.step.at), one.label, more, texts, _photos(one.photos, _("Photo of “%(step)s”") % {"step": one.label})
    )


def case_pdf(by: Actor, code: str) -> bytes:
    """The sheet as PDF, with at most 30 photos. Raises `kit.not_found`."""
    sheet = case_sheet(by, code)
    files = {"ring.svg": ring_file(sheet.ring)}
    for section in sheet.sections:
        for line in section.lines:
            line.photos = [photo for photo in line.photos if _put(files, photo)]
    data = asdict(sheet) | {
        "ring": "ring.svg",
        "language": "zh" if (get_language() or "").startswith("zh") else "en",
        "page": _("Page {n} of {all}"),
    }
    return pdf(TEMPLATE, data, files)


def _put(files: dict[str, bytes], photo: Photo) -> bool:
    """Whether the picture goes onto the paper: not one that is gone, and not a hundred of them."""
    if len(files) > MOST_PHOTOS:
        return False
    try:
        with open_blob(photo.digest) as file:
            files[photo.name] = file.read()
    except Problem:
        return False
    return True
