"""The staff's list: queue, what is new in it, drafts. A view parses, acts, renders. The case beside it: `case.py`."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.centre.console.desks import desk_of, shown_tabs, tabs_for
from vitalgrid.centre.console.groups import Group, by_due
from vitalgrid.centre.console.home import home_for, may_only_look
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.changes.queries import current_cursor
from vitalgrid.foundation.kit import clock, limits
from vitalgrid.foundation.kit.navigation import first_place
from vitalgrid.foundation.kit.problems import FORBIDDEN, SIGN_IN, Problem
from vitalgrid.foundation.outbox.queries import unread_count
from vitalgrid.loop.cases.actions import save_draft
from vitalgrid.loop.cases.queries.listing import CaseFilter, CaseRow, Page, list_cases
from vitalgrid.loop.cases.queries.live import moved_since


def staff(request: HttpRequest) -> Actor:
    """Who acts; the console is for people with a post. Raises `kit.sign_in`, `kit.forbidden`."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.kind != "user":
        raise Problem(SIGN_IN)
    if not by.permissions:
        raise Problem(FORBIDDEN)
    return by


def list_beside(request: HttpRequest, by: Actor) -> dict[str, Any]:
    """The list beside every page of the console: its filter stands in the address."""
    tabs = tabs_for(by)
    given = request.GET.copy()
    given.setdefault("view", tabs[0].view)
    wanted = CaseFilter.from_query(given)
    if wanted.q:
        limits.spend(request, limits.SEARCH)
    page = list_cases(by, wanted, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    line, more = shown_tabs(tabs, wanted.view)
    query = QueryDict(mutable=True)  # always with its view, so that what is opened from here knows its list
    query.update(wanted.to_query() | {k: request.GET[k] for k in ("before", "after") if request.GET.get(k)})
    return {
        "line": line,
        "more": more,
        "wanted": wanted,
        "page": page,
        "groups": _groups(by, wanted, page, is_first=not (request.GET.get("before") or request.GET.get("after"))),
        "query": query.urlencode(),
        "title": desk_of(by),
        "mark": current_cursor(),
    }


def _groups(by: Actor, wanted: CaseFilter, page: Page, *, is_first: bool) -> list[Group]:
    """Due first; on top of a unit's inbox what came back to it, on every page left out of the rest."""
    if page.order != "due":
        return [Group("", page.rows)] if page.rows else []
    back: list[CaseRow] = []
    if wanted == CaseFilter(view="inbox"):
        back = list_cases(by, CaseFilter(view="sent_back")).rows
    again = {row.id for row in back}
    rows = [row for row in page.rows if row.id not in again]
    top = [Group(_("Came back to you"), back)] if back and is_first else []
    cut = {"goes_on": bool(page.older), "began_before": bool(page.newer)}
    return [*top, *by_due(rows, clock.now(), city_zone(), **cut)]


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The list alone: what waits for this person, due first."""
    by = staff(request)
    if not by.can("case.view"):
        return redirect(first_place(request))  # the console's door: who has no cases has another first page
    if not request.GET and may_only_look(by):
        return redirect("console:overview")
    context = list_beside(request, by) | {"now": clock.now()}
    if not (set(request.GET) & {"q", "before", "after"}):
        context |= home_for(by)
    return render(request, "console/queue.html", context)


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """What an open queue asks every two seconds: how many cases that I see moved since. 304 while nothing did."""
    by, since = staff(request), request.GET.get("since", "")
    end, unread = current_cursor(), unread_count(by)
    etag = quote_etag(f"{end}.{unread}")
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    news = moved_since(by, since) if end != since else 0
    answer = {"news": news, "counts": {"notices": unread}}
    return JsonResponse(answer, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what was typed."""
    save_draft(by=staff(request), key=request.POST.get("key", ""), content=request.POST.get("content", ""))
    return HttpResponse(status=204)
