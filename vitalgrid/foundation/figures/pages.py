"""Every indicator with its figure and its formula (`figures.view`)."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vitalgrid.foundation.accounts.requests import ActorRequest
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.figures import queries
from vitalgrid.foundation.figures.forms import QuestionForm
from vitalgrid.foundation.figures.periods import Period
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.problems import Problem

VIEW, APART = "figures.view", "case.view_integrity"


@login_required
@require_GET
def figures(request: ActorRequest) -> HttpResponse:
    """The figures of a period, an area, a unit; of this month when nothing is asked."""
    request.actor.require(VIEW)
    today = clock.now().astimezone(city_zone()).date()
    form = QuestionForm(request.GET or {"first": today.replace(day=1), "last": today})
    rows: list[tuple[Any, Any]] = []
    status = 200
    if form.is_valid():
        try:
            rows = figures_asked(**form.cleaned_data, is_apart_told=request.actor.can(APART))
        except Problem as problem:
            attach(form, problem)
    if form.errors:
        status = 422
    return render(request, "figures/list.html", {"form": form, "rows": rows, "now": clock.now()}, status=status)


def figures_asked(
    first: date | None, last: date | None, area: str, unit: str, *, is_apart_told: bool
) -> list[tuple[Any, Any]]:
    """Every indicator with its figure, as the page and the file show them."""
    now, period = clock.now(), Period(first, last)
    place, whose = queries.scope_named("area", area), queries.scope_named("unit", unit)
    return [
        (
            indicator,
            queries.measure(key, period=period, area=place, unit=whose, now=now, is_apart_told=is_apart_told),
        )
        for key, indicator in queries.indicators().items()
    ]
