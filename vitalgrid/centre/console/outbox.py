"""The administrator's page: what could not be delivered, and sending it again. Addresses and texts stay closed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.centre.console.apart import hidden_codes
from vitalgrid.centre.console.pages import staff
from vitalgrid.foundation.changes.actions import retry_reaction
from vitalgrid.foundation.changes.queries import given_up_reactions
from vitalgrid.foundation.kit.paging import page_of
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.outbox.actions import retry_message
from vitalgrid.foundation.outbox.models import Message
from vitalgrid.foundation.outbox.queries import messages_for_desk

SIZE = 50
STATES = (
    (Message.State.FAILED, gettext_lazy("Failed")),
    (Message.State.QUEUED, gettext_lazy("Waiting")),
    (Message.State.SENT, gettext_lazy("Sent")),
)


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Messages in one state, newest first (`outbox.manage`)."""
    by = staff(request)
    by.require("outbox.manage")
    wanted = request.GET.get("state", Message.State.FAILED)
    state = wanted if wanted in dict(STATES) else Message.State.FAILED
    rows = messages_for_desk(by, state)
    page = page_of(
        rows, order=("-created_at", "-id"), cursor=request.GET.get("before") or request.GET.get("after", ""), size=SIZE
    )
    hidden = hidden_codes(by, (row.code for row in page.rows))
    context = {
        "page": page,
        "hidden": hidden,
        "state": state,
        "states": STATES,
        "is_failed": state == Message.State.FAILED,
        "given_up": list(given_up_reactions()[:SIZE]) if state == Message.State.FAILED else [],
    }
    return render(request, "console/outbox.html", context)


@require_POST
def repeat(request: HttpRequest, number: int) -> HttpResponse:
    """Let a consequence that was given up be tried again."""
    retry_reaction(number, by=staff(request))
    messages.success(request, _("It is tried again now."))
    return redirect("console:outbox")


@require_POST
def retry(request: HttpRequest, number: UUID) -> HttpResponse:
    """Send one failed message again."""
    try:
        retry_message(by=staff(request), number=number)
    except Problem as problem:
        if problem.kind.status in (401, 403, 404):
            raise
        messages.warning(request, problem.sentence)
    else:
        messages.success(request, _("It is sent again now."))
    return redirect("console:outbox")
