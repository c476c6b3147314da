"""The staff's list: queue, what is new in it, drafts. A view parses, acts, renders. The case beside it: `case.py`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.centre.console.desks import Tab, desk_of, is_counted, nothing_in, own_tabs, shown_tabs, tabs_for
from vitalgrid.centre.console.filters import LABELS, FilterForm, chips
from vitalgrid.centre.console.groups import Group, by_due
from vitalgrid.centre.console.home import home_for, may_only_look, panes_for
from vitalgrid.centre.console.many import acts_on_many
from vitalgrid.centre.console.models import OwnView
from vitalgrid.centre.console.moments import UNTIL
from vitalgrid.centre.console.queries.own import own_keys, own_of
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.changes.queries import cursor_from, mark_scalars
from vitalgrid.foundation.kit import clock, limits
from vitalgrid.foundation.kit.context import KEYS
from vitalgrid.foundation.kit.navigation import first_place
from vitalgrid.foundation.kit.problems import FORBIDDEN, SIGN_IN, Problem
from vitalgrid.foundation.kit.scalars import answers
from vitalgrid.loop.cases.actions import save_draft
from vitalgrid.loop.cases.queries.counting import count_scalars, shown_count
from vitalgrid.loop.cases.queries.excerpts import excerpts
from vitalgrid.loop.cases.queries.listing import Ask, CaseFilter, CaseRow, Page, list_together

NARROWING = (*CaseFilter.__dataclass_fields__, "sift")


def staff(request: HttpRequest) -> Actor:
    """Who acts; the console is for people with a post. Raises `kit.sign_in`, `kit.forbidden`."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.kind != "user":
        raise Problem(SIGN_IN)
    if not by.permissions:
        raise Problem(FORBIDDEN)
    return by


def wanted_by(request: HttpRequest, tabs: list[Tab], own: list[OwnView]) -> CaseFilter:
    """The filter of the address; an address without any opens one's own default, else the first tab."""
    default = next((one.query for one in own if one.is_default), "")
    asked = any(name in request.GET for name in NARROWING)
    given = request.GET.copy() if asked or not default else QueryDict(default, mutable=True)
    given.setdefault("view", tabs[0].view)
    return CaseFilter.from_query(given)


def list_beside(request: HttpRequest, by: Actor, also: Sequence[Ask] = ()) -> dict[str, Any]:
    """The list beside every page of the console: its filter stands in the address.

    `also`: more lists that the page needs, which are read with this one; their pages stand under "also".
    """
    own, reported = own_of(by)
    if KEYS not in request.session:
        request.session[KEYS] = own_keys(by)  # once a sign-in: every page of the console reads them there
    tabs = [*tabs_for(by), *own_tabs(own)]
    wanted = wanted_by(request, tabs, own)
    if wanted.q and request.method == "GET":
        limits.spend(request, limits.SEARCH)
    is_inbox = wanted == CaseFilter(view="inbox")
    asks = [Ask(wanted, request.GET.get("before", ""), request.GET.get("after", ""))]
    asks += [Ask(CaseFilter(view="sent_back"))] if is_inbox else []
    page, *pages = list_together(by, [*asks, *also], own=reported)
    back = pages.pop(0).rows if is_inbox else []
    tabs, mark = _counted(by, tabs, reported)
    line, more = shown_tabs(tabs, _here(tabs, wanted))
    query = QueryDict(mutable=True)  # always with its view, so that what is opened from here knows its list
    query.update(wanted.to_query() | {k: request.GET[k] for k in ("before", "after") if request.GET.get(k)})
    return {
        "line": line,
        "more": more,
        "here": _here(tabs, wanted),
        "own_here": next((one for one in own if f"own-{one.pk}" == _here(tabs, wanted)), None),
        "wanted": wanted,
        "page": page,
        "also": pages,
        "groups": _groups(page, back, is_first=not (asks[0].before or asks[0].after)),
        "query": query.urlencode(),
        "title": desk_of(by),
        "mark": mark,
        "chips": chips(wanted),
        "kept_filters": [pair for pair in wanted.to_query().items() if pair[0] in LABELS],
        "list_state": list(query.items()),
        "filters": FilterForm(wanted),
        "is_sifting": "sift" in request.GET and "done" not in request.GET,  # "done" comes with the button alone
        "other_order": urlencode(wanted.to_query() | {"order": "new" if page.order == "due" else "due"}),
        "found": excerpts(by, [row.id for row in page.rows], wanted.q) if wanted.q else {},
        "acts": acts_on_many(by),
        "nothing": nothing_in(wanted.view),
        "until": UNTIL,
    }


def _counted(by: Actor, tabs: list[Tab], reported: list[UUID] | None) -> tuple[list[Tab], str]:
    """The tabs with their counts, and the mark of the feed that the page stands at: one statement for all of it."""
    counted = [tab for tab in tabs if is_counted(tab)]
    lists = [CaseFilter.from_query(QueryDict(tab.query)) for tab in counted]
    found = answers([*mark_scalars(), *count_scalars(by, lists, reported)])
    shown = {tab.view: shown_count(count) for tab, count in zip(counted, found[2:], strict=True)}
    return [replace(tab, count=shown.get(tab.view, "")) for tab in tabs], cursor_from(*found[:2])


def _here(tabs: list[Tab], wanted: CaseFilter) -> str:
    """The tab that is open: a saved list whose filter is just this one, else that of the view."""
    now = wanted.to_query()
    same = (tab.view for tab in tabs if tab.is_own and CaseFilter.from_query(QueryDict(tab.query)).to_query() == now)
    return next(same, "" if wanted.q else wanted.view)


def _groups(page: Page, back: list[CaseRow], *, is_first: bool) -> list[Group]:
    """Due first; on top of a unit's inbox what came `back` to it, on every page left out of the rest."""
    if page.order != "due":
        return [Group("", page.rows)] if page.rows else []
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
    is_script = request.headers.get("X-Requested-With") == "fetch"  # it takes the rows alone
    has_home = not is_script and not (set(request.GET) & {"q", "before", "after"})
    panes = panes_for(by) if has_home else {}
    context = list_beside(request, by, [pane.ask for pane in panes.values()]) | {"now": clock.now()}
    if has_home:
        context |= home_for(by, panes, context["also"])
    return render(request, "console/queue.html", context)


@require_POST
def seek(request: HttpRequest) -> HttpResponse:
    """From the search box to the list. By POST: what is typed may be a telephone number, which no address keeps."""
    staff(request)
    wanted = CaseFilter.from_query(request.POST)
    return redirect(f"{reverse('console:queue')}?{urlencode(wanted.to_query())}")


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what was typed."""
    save_draft(by=staff(request), key=request.POST.get("key", ""), content=request.POST.get("content", ""))
    return HttpResponse(status=204)
