"""What the product tells a signed-in person: their notices, newest first."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.centre.console.queries.notices import ORDER, told
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.navigation import first_place
from vitalgrid.foundation.kit.paging import page_of
from vitalgrid.foundation.kit.problems import SIGN_IN, Problem
from vitalgrid.foundation.outbox.actions import read_notices
from vitalgrid.foundation.outbox.queries import notices_for, unread_count
from vitalgrid.loop.cases.access import visible_to

SIZE = 30


def reader(request: HttpRequest) -> Actor:
    """Whose notices. Raises `kit.sign_in`."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.kind != "user":
        raise Problem(SIGN_IN)
    return by


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """One's own notices; the unread ones are marked."""
    by = reader(request)
    cursor = request.GET.get("before") or request.GET.get("after", "")
    page = page_of(notices_for(by), order=ORDER, cursor=cursor, size=SIZE)
    context = {"rows": told(by, page.rows), "page": page, "unread": unread_count(by)}
    return render(request, "console/notices.html", context)


@require_GET
def open_notice(request: HttpRequest, number: UUID) -> HttpResponse:
    """Go to what a notice is about; it counts as read from now on."""
    by = reader(request)
    found = notices_for(by).filter(pk=number).first()
    if found is None:
        return redirect("console:notices")
    read_notices([number], by=by)
    if found.about_kind == "digest":
        return redirect(first_place(request))
    if found.about_kind == "export":
        return redirect("exports:list")
    if not (found.code and visible_to(by).filter(code=found.code).exists()):
        return redirect("console:notices")
    return redirect("console:case" if by.can("case.view") else "staff:case", found.code)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    by = reader(request)
    read_notices(by=by)
    return redirect("console:notices" if by.can("case.view") else first_place(request))
