"""Reports as rows: made complete first, so that their receipts are known, and then written together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model, Q
from django.utils.translation import get_language

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.changes.actions import emit_many
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock, ids
from vitalgrid.foundation.kit.crypto import blind_index
from vitalgrid.foundation.kit.fresh import fresh
from vitalgrid.foundation.kit.problems import INVALID, Problem
from vitalgrid.foundation.kit.rows import rows_of
from vitalgrid.foundation.search.actions import Entry, new_documents
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.actions.cleaning import clean_moment
from vitalgrid.loop.cases.actions.codes import free_codes
from vitalgrid.loop.cases.actions.findable import keep_findable
from vitalgrid.loop.cases.actions.moving import carry_out, event_of
from vitalgrid.loop.cases.actions.opening import OPENED, Opening, open_case, rows_of_openings
from vitalgrid.loop.cases.actions.told import Checked, NewReport, Receipt
from vitalgrid.loop.cases.models import Attachment, Case, Contact, Report
from vitalgrid.loop.cases.queries.reach import case_marks, report_marks
from vitalgrid.loop.cases.rules import happened_at, phone_digits, secret_digest
from vitalgrid.loop.cases.workflow import Procedure, Source, transition

Results = dict[int, Receipt | Problem]


@dataclass
class Ready:
    """Reports as rows that are made and not written. `results` are in the order in which the reports were given."""

    by: Actor
    at: datetime
    results: list[Receipt | Problem] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    rows: list[tuple[Checked, Report]] = field(default_factory=list)
    joined: list[tuple[Checked, Report]] = field(default_factory=list)

    @classmethod
    def of(cls, by: Actor, checked: dict[int, Checked], answered: Results) -> "Ready":
        """Every id, code and secret is made here, so that the receipts are known before the first write."""
        made, told = cls(by, clock.now()), dict(answered)
        known = _known(checked)
        codes = free_codes([made.at.astimezone(city_zone())] * len(checked))
        for (index, one), code in zip(checked.items(), codes, strict=True):
            first = known.get((one.told.external_source, one.told.external_id))
            told[index] = _known_receipt(first) if first is not None else made.take(one, code)
        made.results = [told[index] for index in sorted(told)]
        return made

    def take(self, one: Checked, code: str) -> Receipt | Problem:
        """Open a case of that code for it, or let it join one."""
        target = _join_target(self.by, one)
        if isinstance(target, Problem):
            return target
        case = target or _open(self.by, one, code, self.at, self.openings)
        secret = ids.secret()
        report = _report(self.by, one, case, secret, self.at)
        self.rows.append((one, report))
        if target:
            self.joined.append((one, report))
        return Receipt(case.code, secret, report.pk, case.pk, case.due_at)

    @property
    def receipt(self) -> Receipt:
        """Of the only report. Raises its problem when it has one."""
        only = self.results[0]
        if isinstance(only, Problem):
            raise only
        return only

    def write(self) -> None:
        """Everything that the reports bring and the events that tell of it, together, and what follows at once."""
        if not self.rows:
            return
        contacts = [_contact(one, report) for one, report in self.rows if one.has_contact or one.name]
        photos = [_photo(report, digest, self.at) for one, report in self.rows for digest in one.photos]
        found = new_documents([_entry(report, report.case) for _one, report in self.rows])
        reports = [report for _one, report in self.rows]
        groups: list[Sequence[Model]] = [*rows_of_openings(self.openings), reports, contacts, photos]
        rows = [*(part for group in groups if (part := rows_of(group)) is not None), *found]
        tellers = {report.case_id: _teller(self.by, one.told) for one, report in self.rows}
        emit_many([_opened(tellers[opening.case.pk], opening, self.at) for opening in self.openings], rows=rows)
        for one, report in self.joined:
            _follow(_teller(self.by, one.told), one, report, self.at)


def _known_receipt(first: Report) -> Receipt:
    return Receipt(first.case.code, "", first.pk, first.case_id, first.case.due_at, is_new=False)


def _photo(report: Report, digest: str, at: datetime) -> Attachment:
    return Attachment(case_id=report.case_id, report=report, blob_id=digest, kind=Attachment.Kind.BEFORE, at=at)


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


def _open(by: Actor, one: Checked, code: str, at: datetime, openings: list[Opening]) -> Case:
    made = open_case(
        by=_teller(by, one.told),
        at=at,
        code=code,
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
    occurred_at, flags = happened_at(clean_moment(told.occurred_at), at) if told.occurred_at else (None, [])
    return fresh(
        Report,
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
        occurred_at=occurred_at,
        flags=flags,
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
    return fresh(
        Contact,
        report=report,
        name=one.name,
        phone=one.phone,
        email=one.email,
        phone_index=blind_index(phone_digits(one.phone), "phone") if one.phone else "",
        email_index=blind_index(one.email.lower(), "email") if one.email else "",
    )


def _entry(report: Report, case: Case) -> Entry:
    text = f"{report.description}\n{report.address}"
    marks = report_marks(case_marks(case), report.filed_by_id)
    return Entry("report", report.pk, report.received_at, text, case.code, marks)


def _opened(by: Actor, opening: Opening, at: datetime) -> Event:
    case = opening.case
    data = {"source": opening.steps[0].data["source"], "class": case.class_code, "procedure": case.procedure}
    return event_of(case, OPENED, by=by, at=at, verb="receive", data=data)


def _follow(by: Actor, one: Checked, report: Report, at: datetime) -> None:
    """A report that joined: the case counts it and shows it. Nothing else about the case moves."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=report.case_id)
    carry_out(by=by, case=case, row=transition("follow"), data={})
    keep_findable(case, [report.pk])  # the units that had a share in it find the new report too
