"""Records of another system come in with their own moments: bulk, one statement a table, safe to repeat."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vitalgrid.city.grids.queries import KnownArea, Net, net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit_many
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.crypto import blind_index
from vitalgrid.foundation.kit.geometry.frames import convert
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.search.actions import Entry, index_documents
from vitalgrid.loop.cases.actions.clocking import next_due, stage_clock
from vitalgrid.loop.cases.actions.codes import free_codes
from vitalgrid.loop.cases.actions.moving import event_of
from vitalgrid.loop.cases.actions.opening import Opening, open_case, write_openings
from vitalgrid.loop.cases.importing_rows import Imported, ImportedReport
from vitalgrid.loop.cases.models import Assignment, Case, Contact, Report, Step
from vitalgrid.loop.cases.problems import UNKNOWN_AREA, UNKNOWN_CATEGORY, UNKNOWN_UNIT
from vitalgrid.loop.cases.queries.catalogue import Catalogue, catalogue
from vitalgrid.loop.cases.queries.reach import case_marks, report_marks
from vitalgrid.loop.cases.rules import phone_digits, title_of
from vitalgrid.loop.cases.workflow import State

IMPORTED = "case.imported"
CLOSED_BEFORE_RECEIVED = "closed_before_received"
TRIES = 5


def import_reports(*, by: Actor, rows: Sequence[ImportedReport]) -> list[Imported]:
    """Make one report and one case of each row, in one transaction. A row whose external id is known changes nothing.

    A case that was closed before it was received keeps both moments and carries the flag `closed_before_received`.
    One event a case. Raises `kit.forbidden`, and `cases.unknown_…` for a code that is none (the importer finds codes).
    """
    if not by.can("system.act"):
        by.require("report.import")
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _import(by, rows)
        except IntegrityError:  # a case code was taken, or somebody imports the same file at this moment: look again
            if attempt == TRIES - 1:
                raise
    return []


def _import(by: Actor, rows: Sequence[ImportedReport]) -> list[Imported]:
    now, here, known = clock.now(), net(), catalogue()
    before = _imported_before(rows)
    areas = _areas(here, rows)
    results: list[Imported] = []
    openings: list[Opening] = []
    reports: list[Report] = []
    contacts: list[Contact] = []
    shares: list[Assignment] = []
    codes = free_codes([row.received_at.astimezone(here.zone) for row in rows])
    for row, code, (area, is_placed) in zip(rows, codes, areas, strict=True):
        key = (row.external_source, row.external_id)
        if row.external_id and key in before:
            results.append(Imported(before[key], is_new=False))
            continue
        opening = _opening(by, row, code, area, known, here, now)
        report = _report(by, row, opening.case)
        openings.append(opening)
        reports.append(report)
        contacts += _contact(row, report)
        shares += _share(opening.case, now)
        before[key] = opening.case.code
        results.append(Imported(opening.case.code, is_new=True, is_placed=is_placed))
    write_openings(openings)
    Report.objects.bulk_create(reports)
    Contact.objects.bulk_create(contacts)
    Assignment.objects.bulk_create(shares)
    index_documents([_entry(r, o.case) for r, o in zip(reports, openings, strict=True)], are_new=True)
    told = [event_of(o.case, IMPORTED, by=by, at=now, verb="receive", data={"source": "import"}) for o in openings]
    emit_many(told)
    return results


def _imported_before(rows: Sequence[ImportedReport]) -> dict[tuple[str, str], str]:
    found = Report.objects.filter(
        external_source__in={row.external_source for row in rows},
        external_id__in=[row.external_id for row in rows if row.external_id],
    ).values_list("external_source", "external_id", "case__code")
    return {(source, key): code for source, key, code in found}


# --- where


def _areas(here: Net, rows: Sequence[ImportedReport]) -> list[tuple[KnownArea | None, bool]]:
    """The area of each row on the day it was received: by its point if it lies in a boundary, else by its code."""
    days = [row.received_at.astimezone(here.zone).date() for row in rows]
    found: list[tuple[KnownArea | None, bool]] = [
        (_area(here, row.area, day) if row.area else None, False) for row, day in zip(rows, days, strict=True)
    ]
    by_day: dict[date, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if row.lon is not None and row.lat is not None:
            by_day[days[index]].append(index)
    for day, indexes in by_day.items():
        points = [_point(rows[index]) for index in indexes]
        placed = here.place([p[0] for p in points], [p[1] for p in points], day)
        for index, area in zip(indexes, placed, strict=True):
            if area is not None:
                found[index] = (area, True)
    return found


def _area(here: Net, code: str, day: date) -> KnownArea:
    """The area of that code on the day; a record older than the area gets the first that had the code."""
    area = here.area_by_code(code, day) or next(iter(here.areas.with_code(code)), None)
    if area is None:
        raise Problem(UNKNOWN_AREA, field="area")
    return area


def _point(row: ImportedReport) -> tuple[float, float]:
    assert row.lon is not None and row.lat is not None
    return convert(row.lon, row.lat, row.frame)


def _unit_id(here: Net, code: str, day: date) -> UUID | None:
    if not code:
        return None
    unit = here.unit_by_code(code, day) or next(iter(here.units.with_code(code)), None)
    if unit is None:
        raise Problem(UNKNOWN_UNIT, field="unit")
    return unit.id


# --- rows of our tables


def _opening(
    by: Actor, row: ImportedReport, code: str, area: KnownArea | None, known: Catalogue, here: Net, now: datetime
) -> Opening:
    """The case in the state that the record says, with its own moments."""
    category = known.category(row.category) if row.category else None
    if row.category and category is None:
        raise Problem(UNKNOWN_CATEGORY, field="category")
    point = _point(row) if row.lon is not None and row.lat is not None else (None, None)
    has_our_clocks = row.closed_at is None and not row.has_own_due
    opening = open_case(
        by=by,
        at=now if has_our_clocks else row.received_at,
        code=code,
        is_timed=has_our_clocks,
        description=row.description,
        source=row.source,
        category=category,
        area=area,
        is_reachable=bool(row.phone or row.email),
        values={
            "lon": point[0],
            "lat": point[1],
            "address": row.address[:300],
            "category_text": row.category_text[:200],
            "unit_text": row.unit_text[:200],
        },
    )
    case, step = opening.case, opening.steps[0]
    case.opened_at = row.received_at
    case.title = row.title.strip()[:120] or title_of(row.description)
    case.lead_unit_id = _unit_id(here, row.unit, row.received_at.astimezone(here.zone).date())
    case.flags = _flags(row)
    step.at = row.received_at
    step.data = {"source": row.source, "from": row.external_source}
    if not has_our_clocks:
        case.due_at = case.next_due_at = row.due_at
    if row.closed_at is not None:
        _close(opening, row, row.closed_at)
    else:
        _leave_open(opening, row, now)
    return opening


def _close(opening: Opening, row: ImportedReport, closed_at: datetime) -> None:
    case, first = opening.case, opening.steps[0]
    case.state, case.is_open, case.outcome = State.CLOSED, False, row.outcome
    case.closed_at = case.first_closed_at = closed_at
    case.next_due_at, case.stage = None, ""
    opening.steps.append(
        Step(
            case=case,
            number=2,
            verb="close",
            from_state=first.to_state,
            to_state=State.CLOSED,
            at=closed_at,
            by_kind=first.by_kind,
            by_user_id=first.by_user_id,
            by_name=first.by_name,
            by_post=first.by_post,
            answer=row.answer,
            is_public=True,
            data={"status": row.status} if row.status else {},
        )
    )
    case.revision = 2


def _leave_open(opening: Opening, row: ImportedReport, now: datetime) -> None:
    """Where it stands among the open ones. With a unit that we know it waits for that unit to accept it."""
    case = opening.case
    state = row.state or (State.ASSIGNED if case.lead_unit_id else State.RECEIVED)
    if state == State.RECEIVED:
        return
    case.state = opening.steps[0].to_state = state
    if opening.clocks:
        stage = stage_clock(case, state, now)
        opening.clocks = [c for c in opening.clocks if c.stage != case.stage] + ([stage] if stage else [])
        case.stage, case.next_due_at = (stage.stage if stage else ""), next_due(case, stage)
    if case.lead_unit_id:
        case.first_assigned_at = case.assigned_at = now
        case.taken_at = now if state == State.IN_PROGRESS else None


def _flags(row: ImportedReport) -> list[str]:
    flags = ["imported", *row.flags]
    if row.closed_at is not None and row.closed_at < row.received_at:
        flags.append(CLOSED_BEFORE_RECEIVED)
    return flags


def _report(by: Actor, row: ImportedReport, case: Case) -> Report:
    return Report(
        case=case,
        township=case.township,
        source=row.source,
        source_name=row.external_source[:80],
        description=row.description,
        category_id=case.category_id,
        category_text=row.category_text[:200],
        lon=case.lon,
        lat=case.lat,
        frame=row.frame if row.lon is not None else "",
        address=row.address[:300],
        area_id=case.area_id,
        area_text=row.area_text[:200],
        is_anonymous=row.is_anonymous or not (row.name or row.phone or row.email),
        occurred_at=row.occurred_at,
        received_at=row.received_at,
        filed_by_id=by.user_id,
        external_source=row.external_source[:60],
        external_id=row.external_id[:120],
        flags=case.flags,
    )


def _entry(report: Report, case: Case) -> Entry:
    text = f"{case.title}\n{report.description}\n{report.address}"
    marks = report_marks(case_marks(case), report.filed_by_id)
    return Entry("report", report.pk, report.received_at, text, case.code, marks)


def _contact(row: ImportedReport, report: Report) -> Iterable[Contact]:
    if row.is_anonymous or not (row.name or row.phone or row.email):
        return
    yield Contact(
        report=report,
        name=row.name,
        phone=row.phone,
        email=row.email,
        phone_index=blind_index(phone_digits(row.phone), "phone") if row.phone else "",
        email_index=blind_index(row.email.lower(), "email") if row.email else "",
    )


def _share(case: Case, now: datetime) -> Iterable[Assignment]:
    """The unit's share of an open case, so that it stands in the unit's inbox."""
    if case.is_open and case.lead_unit_id:
        yield Assignment(
            case=case,
            unit_id=case.lead_unit_id,
            is_lead=True,
            assigned_at=now,
            taken_at=case.taken_at,
            due_at=case.due_at,
        )
