"""Lists of cases, and the catalogue, as files. No contact stands in them; cases kept apart are in nobody else's."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.tables import Column, Export, Kind, Rows, from_list
from vitalgrid.loop.cases.queries.admitted import Line, admitted_matters
from vitalgrid.loop.cases.queries.listing import CaseFilter, CaseRow, narrowed
from vitalgrid.loop.cases.queries.taken import whole_list
from vitalgrid.loop.cases.workflow import Outcome, Urgency


def _cases(by: Actor, asked: Mapping[str, str]) -> Rows:
    """In the order that the page shows."""
    by.require("case.view")
    wanted = CaseFilter.from_query(asked)
    found = narrowed(by, wanted).order_by()
    return Rows(found.count, lambda limit: found[limit : limit + 1].exists(), lambda: whole_list(by, wanted))


def _outcome(row: CaseRow) -> str:
    return str(Outcome(row.outcome).label) if row.outcome in Outcome.values else row.outcome


def _urgency(row: CaseRow) -> str:
    return str(Urgency(row.urgency).label) if row.urgency in Urgency.values else row.urgency


CASES = Export(
    "cases",
    _("Cases"),
    (
        Column("code", pgettext_lazy("case", "Code"), lambda row: row.code, Kind.CODE),
        Column("title", _("What it is about"), lambda row: row.title),
        Column("state", pgettext_lazy("case", "State"), lambda row: row.state_label),
        Column("is_overdue", _("Overdue"), lambda row: row.is_overdue, Kind.FLAG),
        Column("category", _("Category"), lambda row: row.category),
        Column("place", _("Place"), lambda row: row.place),
        Column("unit", _("Lead unit"), lambda row: row.unit),
        Column("urgency", _("Urgency"), _urgency),
        Column("received", _("Received"), lambda row: row.opened_at, Kind.MOMENT),
        Column("next_due", _("Next due"), lambda row: row.next_due_at, Kind.MOMENT),
        Column("promised", _("Promised"), lambda row: row.due_at, Kind.MOMENT),
        Column("closed", _("Closed"), lambda row: row.closed_at, Kind.MOMENT),
        Column("outcome", _("Outcome"), _outcome),
        Column("pause_cause", _("Paused because of"), lambda row: row.pause_cause),
        Column("reports", _("Reports"), lambda row: row.report_count, Kind.NUMBER),
        Column("returns", _("Returns"), lambda row: row.return_count, Kind.NUMBER),
        Column("reopenings", _("Reopenings"), lambda row: row.reopen_count, Kind.NUMBER),
        Column("presses", _("Pressed"), lambda row: row.press_count, Kind.NUMBER),
        Column("lon", _("Longitude (WGS-84)"), lambda row: row.lon, Kind.NUMBER),
        Column("lat", _("Latitude (WGS-84)"), lambda row: row.lat, Kind.NUMBER),
    ),
    _cases,
)


def _matters(by: Actor, asked: Mapping[str, str]) -> Rows:
    by.require("case.view")
    return from_list([(head, line) for head, lines in admitted_matters(asked).groups for line in lines])


def _line(row: tuple[str, Line]) -> Line:
    return row[1]


CATALOGUE = Export(
    "catalogue",
    _("Admitted matters"),
    (
        Column("code", pgettext_lazy("case", "Code"), lambda row: _line(row).matter.code, Kind.CODE),
        Column("class", _("Class"), lambda row: row[0]),
        Column("category", _("Category"), lambda row: _line(row).category),
        Column("matter", _("Matter"), lambda row: _line(row).name),
        Column("duty", _("Duty area"), lambda row: _line(row).duty),
        Column("unit", _("Lead unit"), lambda row: _line(row).unit),
        Column("contact", _("First contact"), lambda row: _line(row).contact),
        Column("resolve", _("Whole case"), lambda row: _line(row).resolve),
        Column("valid_from", _("Valid from"), lambda row: _line(row).matter.effective_on, Kind.DAY),
        Column("valid_until", _("Ended on"), lambda row: _line(row).matter.ended_on, Kind.DAY),
    ),
    _matters,
)
