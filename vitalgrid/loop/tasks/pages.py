"""The list of tasks in the console."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.paging import page_of
from vitalgrid.loop.tasks.access import VIEW, visible_to

STATES = ("open", "done", "cancelled")


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """The tasks that this person may see, newest first, by state."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    by.require(VIEW)
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    cursor = request.GET.get("before") or request.GET.get("after") or ""
    rows = visible_to(by).filter(state=state).select_related("done_by")
    page = page_of(rows, order=("-given_at", "-id"), cursor=cursor)
    return render(request, "tasks/list.html", {"page": page, "state": state, "states": STATES})
