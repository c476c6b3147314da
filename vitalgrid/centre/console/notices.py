"""What the product tells a signed-in person: their notices, newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.navigation import first_place
from vitalgrid.foundation.kit.paging import page_of
from vitalgrid.foundation.kit.problems import SIGN_IN, Problem
from vitalgrid.foundation.outbox.actions import read_notices
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.foundation.outbox.queries import notices_for, unread_count
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.actions.notices import SUBJECTS

ORDER = ("-at", "-id")
SIZE = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as its page shows it; `about` is the title of the case, where the reader may see it."""

    id: UUID
    label: str
    code: str
    at: datetime
    is_new: bool
    about: str


def reader(request: HttpRequest) -> Actor:
    """Whose notices. Raises `kit.sign_in`."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.kind != "user":
        raise Problem(SIGN_IN)
    return by


def _told(by: Actor, rows: list[Notice]) -> list[Told]:
    codes = [row.code for row in rows if row.code]
    titles = dict(visible_to(by).filter(code__in=codes).values_list("code", "title")) if codes else {}
    return [
        Told(
            row.id,
            str(SUBJECTS.get(row.kind) or row.title),
            row.code,
            row.at,
            row.read_at is None,
            titles.get(row.code, ""),
        )
        for row in rows
    ]


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """One's own notices; the unread ones are marked."""
    by = reader(request)
    cursor = request.GET.get("before") or request.GET.get("after", "")
    page = page_of(notices_for(by), order=ORDER, cursor=cursor, size=SIZE)
    context = {"rows": _told(by, page.rows), "page": page, "unread": unread_count(by)}
    return render(request, "console/notices.html", context)


@require_GET
def open_notice(request: HttpRequest, number: UUID) -> HttpResponse:
    """Go to what a notice is about; it counts as read from now on."""
    by = reader(request)
    found = notices_for(by).filter(pk=number).first()
    if found is None:
        return redirect("console:notices")
    read_notices([number], by=by)
    if not (found.code and visible_to(by).filter(code=found.code).exists()):
        return redirect("console:notices")
    return redirect("console:case" if by.can("case.view") else "staff:case", found.code)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    by = reader(request)
    read_notices(by=by)
    return redirect("console:notices" if by.can("case.view") else first_place(request))
