"""The page on which the city keeps its working days (`calendar.manage`)."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vitalgrid.foundation.accounts.requests import ActorRequest
from vitalgrid.foundation.calendar import actions, queries
from vitalgrid.foundation.calendar.forms import KINDS, DayForm
from vitalgrid.foundation.calendar.models import CalendarDay
from vitalgrid.foundation.calendar.rules.effects import Effect
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.problems import Problem


def _address(year: int) -> str:
    return f"{reverse('calendar:year')}?year={year}"


def _shown(
    request: ActorRequest, year: int, form: DayForm, status: int = 200, effect: Effect | None = None
) -> HttpResponse:
    kinds = dict(KINDS)
    kept = queries.city_clock()
    context = {
        "effect": effect,
        "week_names": list(WEEKDAYS_ABBR.values()),
        "months": queries.year_for_page(year) if kept else [],
        "year": year,
        "form": form,
        "warnings": queries.calendar_warnings(clock.now()),
        "is_known": kept is not None and year in kept.known_years,
        "week": queries.week_in_words(kept) if kept else [],
        "clock": kept,
        "days": [{"day": one, "kind": kinds[CalendarDay.Kind(one.kind)]} for one in queries.days_for_list(year)],
    }
    return render(request, "calendar/year.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def year(request: ActorRequest) -> HttpResponse:
    """The days of one year that are unlike their weekday; sending the form sets one."""
    request.actor.require(actions.MANAGE)
    this_year = clock.now().astimezone(queries.city_zone()).year
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and 1970 <= int(asked) <= 2200 else this_year
    form = DayForm(request.POST or None)
    if request.method == "GET":
        return _shown(request, number, DayForm(initial=_asked_day(request.GET.get("day", ""))))
    if form.is_valid():
        try:
            if request.POST.get("step") == "look":
                made = actions.checked_day(**form.change())
                return _shown(request, made.day.year, form, 200, queries.effect_of(request.actor, made.day, made))
            made = actions.set_day(by=request.actor, **form.change())
        except Problem as problem:
            attach(form, problem)
            return _shown(request, number, form, problem.kind.status)
        messages.success(request, _("The day is set."))
        return redirect(_address(made.day.year))
    return _shown(request, number, form, 422)


def _asked_day(text: str) -> dict[str, object]:
    """What a press on a day of the picture fills in: the day, and what stands there already."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return {}
    kept = queries.day_named(day)
    told: dict[str, object] = {"day": day}
    if kept is not None:
        told |= {"kind": kept.kind, "hours": kept.hours, "name": kept.name, "source": kept.source}
    return told


@login_required
@require_POST
def clear(request: ActorRequest, day: date) -> HttpResponse:
    """Let a day be like its weekday again."""
    actions.clear_day(by=request.actor, day=day)
    messages.success(request, _("The day is like its weekday again."))
    return redirect(_address(day.year))


@login_required
@require_POST
def confirm(request: ActorRequest, number: int) -> HttpResponse:
    """Say that a year's holidays are known."""
    try:
        added = actions.confirm_year(by=request.actor, year=number)
    except Problem as problem:
        if problem.kind.status != 409:
            raise
        messages.error(request, problem.sentence)
    else:
        said = _("%(year)s is known now; %(count)d days were added.")
        messages.success(request, said % {"year": number, "count": added})
    return redirect(_address(number))
