"""Reports come in: kept as told, each opening a case or joining one. One door for every source, one report or many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import get_language

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit_many
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock, ids
from vitalgrid.foundation.kit.crypto import blind_index
from vitalgrid.foundation.kit.geometry.frames import FRAMES, convert
from vitalgrid.foundation.kit.problems import INVALID, Problem
from vitalgrid.foundation.search.actions import Entry, index_documents
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.actions.cleaning import check_photos, clean_moment, clean_text, local_day
from vitalgrid.loop.cases.actions.moving import carry_out, event_of
from vitalgrid.loop.cases.actions.opening import OPENED, Opening, open_case, write_openings
from vitalgrid.loop.cases.models import Attachment, Case, Category, Contact, Report
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import MAX_DESCRIPTION, is_phone, phone_digits, secret_digest
from vitalgrid.loop.cases.workflow import Procedure, Source, transition

TRIES = 5


@dataclass(frozen=True)
class NewReport:
    """What somebody told us. `lon`, `lat`: degrees in `frame`; `area`, `category`: codes; `photos`: SHA-256 digests."""

    description: str
    source: str
    category: str = ""
    lon: float | None = None
    lat: float | None = None
    frame: str = "wgs84"
    accuracy: float | None = None  # metres
    address: str = ""
    area: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    is_anonymous: bool = False
    occurred_at: datetime | None = None
    photos: tuple[str, ...] = ()
    external_source: str = ""
    external_id: str = ""
    source_name: str = ""
    is_on_behalf: bool = False
    is_record_to_follow: bool = False
    joins: str = ""  # the code of an open case: "it is the same matter"


@dataclass(frozen=True)
class Receipt:
    """What the reporter is given. `secret` is shown once and never stored."""

    code: str
    secret: str
    report_id: UUID
    case_id: UUID
    expected_at: datetime | None
    is_new: bool = True


@dataclass
class Checked:
    """A report whose answers are in order."""

    told: NewReport
    description: str
    address: str
    category: Category | None
    lon: float | None
    lat: float | None
    area: Any = None
    photos: list[str] = field(default_factory=list)
    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def has_contact(self) -> bool:
        """Whether the reporter can be reached."""
        return bool(self.phone or self.email)


def receive_report(*, by: Actor, report: NewReport) -> Receipt:
    """Take one report in. Raises `kit.invalid` with one problem a field. Same external id: the receipt of the first."""
    result = receive_reports(by=by, reports=[report])[0]
    if isinstance(result, Problem):
        raise result
    return result


def receive_reports(*, by: Actor, reports: Sequence[NewReport]) -> list[Receipt | Problem]:
    """Take many reports in, in one transaction with one statement a table. A bad one is answered by its problem."""
    by.require("report.file")
    results: list[Receipt | Problem | None] = [None] * len(reports)
    checked: dict[int, Checked] = {}
    for index, report in enumerate(reports):
        try:
            checked[index] = check_report(report)
        except Problem as problem:
            results[index] = problem
    for index in _place(checked):
        del checked[index]
        results[index] = Problem(INVALID, errors=[Problem(p.OUTSIDE, field="lat")])
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                _store(by, checked, results)
            break
        except IntegrityError:
            # A code was taken, or the same external id came in meanwhile: look again.
            if attempt == TRIES - 1:
                raise
    return [result for result in results if result is not None]


def check_report(report: NewReport) -> Checked:
    """Every answer of one report. Raises `kit.invalid` carrying one problem a field."""
    errors: list[Problem] = []

    def keep(name: str, make: Any) -> Any:
        try:
            return make()
        except Problem as problem:
            problem.field = name
            errors.append(problem)
            return None

    category = keep("category", lambda: _category(report))
    made = Checked(
        told=report,
        description=keep("description", lambda: _description(report)) or "",
        address=keep("address", lambda: clean_text(report.address, 300)) or "",
        category=category,
        lon=None,
        lat=None,
        photos=keep("photos", lambda: check_photos(list(report.photos))) or [],
        name="" if report.is_anonymous else keep("name", lambda: clean_text(report.name, 60)) or "",
        phone="" if report.is_anonymous else keep("phone", lambda: _phone(report.phone)) or "",
        email="" if report.is_anonymous else keep("email", lambda: _email(report.email)) or "",
    )
    point = keep("lat", lambda: _point(report))
    if point:
        made.lon, made.lat = point
    if report.area:
        made.area = keep("area", lambda: _area(report.area))
    keep("occurred_at", lambda: _occurred(report))
    if category and not category.is_anonymous_allowed and not (made.name and made.phone):
        errors.append(Problem(p.NAME_NEEDED, field="phone"))
    if errors:
        raise Problem(INVALID, errors=errors)
    return made


def _description(report: NewReport) -> str:
    text = clean_text(report.description, MAX_DESCRIPTION)
    if not text:
        raise Problem(p.NO_DESCRIPTION)
    return text


def _category(report: NewReport) -> Category | None:
    if not report.category:
        return None
    category = catalogue().category(report.category)
    if category is None:
        raise Problem(p.UNKNOWN_CATEGORY)
    return category


def _phone(text: str) -> str:
    text = text.strip()
    if text and not is_phone(text):
        raise Problem(p.BAD_PHONE)
    return text


def _email(text: str) -> str:
    text = text.strip()
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise Problem(p.BAD_EMAIL) from None
    return text


def _point(report: NewReport) -> tuple[float, float] | None:
    if report.frame not in FRAMES:
        raise Problem(p.BAD_FRAME)
    if report.lon is None and report.lat is None:
        return None
    if report.lon is None or report.lat is None:
        raise Problem(p.BAD_PLACE)
    if not (-180 <= report.lon <= 180 and -90 <= report.lat <= 90):
        raise Problem(p.BAD_PLACE)
    return convert(report.lon, report.lat, report.frame)


def _occurred(report: NewReport) -> None:
    if report.occurred_at is not None and clean_moment(report.occurred_at) > clock.now():
        raise Problem(p.FUTURE)


def _area(code: str) -> Any:
    area = net().area_by_code(code, local_day(clock.now()))
    if area is None:
        raise Problem(p.UNKNOWN_AREA)
    return area


def _place(checked: dict[int, Checked]) -> list[int]:
    """Points into leaves, all at once. A point outside every leaf leaves the area that was chosen, or none.

    Returns the numbers of those that lie far from the city: a swapped pair of numbers, another frame, a mistake.
    """
    pinned = {index: c for index, c in checked.items() if c.lon is not None}
    if not pinned:
        return []
    lons, lats = [c.lon or 0.0 for c in pinned.values()], [c.lat or 0.0 for c in pinned.values()]
    today, far = local_day(clock.now()), []
    for (index, one), area in zip(pinned.items(), net().place(lons, lats, today), strict=True):
        one.area = area or one.area
        if area is None and net().places.is_far(one.lon or 0.0, one.lat or 0.0, today):
            far.append(index)
    return far


def _store(by: Actor, checked: dict[int, Checked], results: list[Receipt | Problem | None]) -> None:
    at = clock.now()
    known = _known(checked)
    openings: list[Opening] = []
    rows: list[tuple[Checked, Report, str]] = []
    joined: list[tuple[Checked, Report]] = []
    for index, one in checked.items():
        first = known.get((one.told.external_source, one.told.external_id))
        if first is not None:
            results[index] = Receipt(first.case.code, "", first.pk, first.case_id, first.case.due_at, is_new=False)
            continue
        target = _join_target(by, one)
        if isinstance(target, Problem):
            results[index] = target
            continue
        case = target or _open(by, one, at, openings)
        secret = ids.secret()
        report = _report(by, one, case, secret, at)
        rows.append((one, report, secret))
        if target:
            joined.append((one, report))
        results[index] = Receipt(case.code, secret, report.pk, case.pk, case.due_at)
    if not rows:
        return
    code_of = {report.case_id: report.case.code for _one, report, _secret in rows}
    write_openings(openings)
    Report.objects.bulk_create([report for _one, report, _secret in rows])
    Contact.objects.bulk_create([_contact(one, report) for one, report, _ in rows if one.has_contact or one.name])
    photos = [(report, digest) for one, report, _ in rows for digest in one.photos]
    if photos:
        Attachment.objects.bulk_create(
            Attachment(case_id=r.case_id, report=r, blob_id=d, kind=Attachment.Kind.BEFORE, at=at) for r, d in photos
        )
    index_documents([_entry(report, code_of[report.case_id]) for _one, report, _ in rows], are_new=True)
    tellers = {report.case_id: _teller(by, one.told) for one, report, _secret in rows}
    emit_many([_opened(tellers[opening.case.pk], opening, at) for opening in openings])
    for one, report in joined:
        _follow(_teller(by, one.told), one, report, at)


def _known(checked: dict[int, Checked]) -> dict[tuple[str, str], Report]:
    named = [(c.told.external_source, c.told.external_id) for c in checked.values() if c.told.external_id]
    if not named:
        return {}
    found = Report.objects.filter(external_id__in=[n[1] for n in named]).select_related("case")
    return {(r.external_source, r.external_id): r for r in found}


def _join_target(by: Actor, one: Checked) -> Case | Problem | None:
    """The open case that the reporter means: one that they see, or one of the ordinary matters shown to residents.

    Whoever joins reads what its reporters read, so nobody gets into a petition by guessing its code.
    """
    if not one.told.joins:
        return None
    if "\0" in one.told.joins:  # PostgreSQL refuses even to look for it
        return Problem(INVALID, errors=[Problem(p.UNKNOWN_CASE, field="joins")])
    known = Q(procedure=Procedure.ORDINARY) | Q(pk__in=visible_to(by).values("pk"))
    target = Case.objects.filter(known, code=one.told.joins, is_open=True, is_integrity=False).first()
    return target or Problem(INVALID, errors=[Problem(p.UNKNOWN_CASE, field="joins")])


def _open(by: Actor, one: Checked, at: datetime, openings: list[Opening]) -> Case:
    made = open_case(
        by=_teller(by, one.told),
        at=at,
        description=one.description,
        source=one.told.source,
        category=one.category,
        area=one.area,
        is_reachable=one.has_contact,
        values={"lon": one.lon, "lat": one.lat, "address": one.address},
    )
    openings.append(made)
    return made.case


def _teller(by: Actor, told: NewReport) -> Actor:
    """Whose hand the record shows. A resident's name stands in their contact alone, and nowhere when they gave none.

    Somebody signed in who reports without a name, perhaps about the people they work for, is nobody we know.
    """
    if by.kind != "user" or told.source != Source.RESIDENT:
        return by
    return Actor.resident(by.address, by.channel)


def _report(by: Actor, one: Checked, case: Case, secret: str, at: datetime) -> Report:
    told = one.told
    return Report(
        case=case,
        township=case.township,
        source=told.source,
        source_name=told.source_name[:80],
        description=one.description,
        category=one.category,
        lon=one.lon,
        lat=one.lat,
        accuracy=told.accuracy,
        frame=told.frame if one.lon is not None else "",
        address=one.address,
        area_id=one.area.id if one.area else None,
        is_anonymous=told.is_anonymous or not (one.name or one.has_contact),
        occurred_at=clean_moment(told.occurred_at) if told.occurred_at else None,
        received_at=at,
        filed_by_id=None if told.is_anonymous and told.source == Source.RESIDENT else by.user_id,
        is_on_behalf=told.is_on_behalf,
        is_record_to_follow=told.is_record_to_follow,
        external_source=told.external_source,
        external_id=told.external_id,
        secret_digest=secret_digest(secret),
        language=get_language() or "",
    )


def _contact(one: Checked, report: Report) -> Contact:
    return Contact(
        report=report,
        name=one.name,
        phone=one.phone,
        email=one.email,
        phone_index=blind_index(phone_digits(one.phone), "phone") if one.phone else "",
        email_index=blind_index(one.email.lower(), "email") if one.email else "",
    )


def _entry(report: Report, code: str) -> Entry:
    text = f"{report.description}\n{report.address}"
    return Entry("report", report.pk, report.received_at, text, code, report.township)


def _opened(by: Actor, opening: Opening, at: datetime) -> Event:
    case = opening.case
    data = {"source": opening.steps[0].data["source"], "class": case.class_code, "procedure": case.procedure}
    return event_of(case, OPENED, by=by, at=at, verb="receive", data=data)


def _follow(by: Actor, one: Checked, report: Report, at: datetime) -> None:
    """A report that joined: the case counts it and shows it. Nothing else about the case moves."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=report.case_id)
    carry_out(by=by, case=case, row=transition("follow"), data={})
