"""The staffing of a part of the city: what is missing, who is where (`staffing.view`)."""

import csv
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.staffing import Staffing, staffing_for
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.requests import ActorRequest
from vitalgrid.foundation.exports.actions import note_taken
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

MANAGE = "staffing.manage"
UNSAFE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def _area_id(code: str) -> UUID | None:
    if not code:
        return None
    area = net().area_by_code(code)
    if area is None:
        raise Problem(NOT_FOUND)
    return area.id


def _asked(request: ActorRequest) -> Staffing:
    actor: Actor = request.actor
    return staffing_for(actor, _area_id(request.GET.get("area", "")))


@login_required
@require_GET
def staffing(request: ActorRequest) -> HttpResponse:
    """The check, the chart, and one grid opened beside them (`?area=`, `?grid=`); `?chart=1` is for a phone."""
    shown = _asked(request)
    grid = shown.grid(request.GET.get("grid", ""))
    if grid is None and len(shown.top.grids) == 1:
        grid = shown.top.grids[0]
    context = {
        "staffing": shown,
        "grid": grid,
        "is_chart": "chart" in request.GET,
        "story": shown.story(grid) if grid else [],
        "may_manage": request.actor.can(MANAGE),
        "is_city": shown.area.level == 0,
    }
    return render(request, "grids/staffing.html", context)


@login_required
@require_GET
def vacancies_file(request: ActorRequest) -> HttpResponse:
    """Everything that the check finds, as a CSV file that a spreadsheet opens; taking it stands in the journal."""
    shown = _asked(request)
    note_taken(by=request.actor, what="vacancies", form="csv", about=shown.area.id, code=shown.area.code)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="staffing-{shown.area.code}-{shown.on}.csv"'
    writer = csv.writer(answer)
    rule, code, days = pgettext("staffing", "Rule"), pgettext("net", "Code"), pgettext("staffing", "Days")
    writer.writerow([rule, _("Area"), code, _("What is missing"), _("Since"), days, _("What to do")])
    for group in shown.groups:
        for row in group.rows:
            told = row.finding
            cells = [group.rule.title, row.place, told.code, told.sentence, told.since or "", told.days, told.proposal]
            writer.writerow([_safe(cell) for cell in cells])
    return answer


def _safe(cell: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers and days stay."""
    if cell is None or isinstance(cell, int):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(UNSAFE) else text
