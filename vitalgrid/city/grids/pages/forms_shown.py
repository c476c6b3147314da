"""One way to show a form, send it, and say what went wrong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from vitalgrid.foundation.accounts.requests import ActorRequest
from vitalgrid.foundation.kit.forms import PlainForm, attach
from vitalgrid.foundation.kit.problems import Problem


def form_page(
    request: ActorRequest,
    form: PlainForm,
    act: Callable[[], Any],
    *,
    heading: str,
    submit: str,
    done: str,
    back: str,
    note: str = "",
    after: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show `form`; when it is sent and sound, `act()`, say `done` and go `back`, or where
    `after` says for what `act` made. A refusal stands at its field."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = act()
            except Problem as problem:
                attach(form, problem)
                status = problem.kind.status
            else:
                messages.success(request, done)
                return redirect(after(made) if after else back)
    context = {"form": form, "heading": heading, "submit": submit, "back": back, "note": note}
    return render(request, "grids/form.html", context, status=status)
