"""The catalogue of admitted matters as people read it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.queries.admitted import admitted_matters


@login_required
@require_GET
def admitted(request: HttpRequest) -> HttpResponse:
    """Every line that holds today or on a day, by class and duty area, with its versions; found by words."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    by.require("case.view")
    return render(request, "cases/catalogue.html", {"seen": admitted_matters(request.GET)})
