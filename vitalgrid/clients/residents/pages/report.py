"""Telling something: from the first words to the receipt. Works without an account and without scripts."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalgrid.clients.residents.forms import ReporterForm
from vitalgrid.clients.residents.pages.held import hold
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import ids, limits
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.pages import say_when
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.filing import KEY, file_report, photos_had, photos_new, store_photos
from vitalgrid.loop.cases.queries.kinds import kinds_for, tiles, usual_promise
from vitalgrid.loop.cases.queries.nearby import around
from vitalgrid.loop.cases.workflow import Source


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One question: what would you like to tell us?"""
    context = {"form": ReporterForm(), "tiles": tiles(), "promise": usual_promise()}
    return render(request, "residents/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """The report's form; everything is kept when something needs a change."""
    if request.method != "POST":
        given = {name: request.GET[name] for name in ("description", "category") if request.GET.get(name)}
        return _ask(request, ReporterForm(initial=given), "what")
    form = ReporterForm(request.POST, request.FILES)
    form.is_valid()
    try:
        if "more" in request.POST:
            return _go_on(request, form)
        code, secret = _file(request, form)
    except Problem as problem:
        attach(form, problem)
        return say_when(_ask(request, form, "", status=problem.kind.status), problem)
    hold(request, code, secret)
    return redirect("residents:sent", code)


def _ask(request: HttpRequest, form: ReporterForm, step: str, status: int = 200) -> HttpResponse:
    """The form, open at `step` (what, where, who; "" = where the first error is)."""
    context = {
        "form": form,
        "key": form.data.get(KEY) or form.initial.get(KEY) or ids.secret(),
        "kept": photos_had(form),
        "kinds": kinds_for(
            str(form["description"].value() or ""),
            str(form["category"].value() or ""),
            is_settled=form.is_bound or "category" in form.initial,
        ),
        "around": around(form.data or form.initial, by=None),
        "step": step,
    }
    return render(request, "residents/report.html", context, status=status)


def _go_on(request: HttpRequest, form: ReporterForm) -> HttpResponse:
    """Words and photos go along, the rest is asked now: from the home page's box, and for the next list of places."""
    limits.spend(request, limits.PHOTO, photos_new(form))
    store_photos(_teller(request, is_anonymous=True), form)
    asked = ReporterForm(initial=request.POST.dict())
    asked.stored = form.stored
    return _ask(request, asked, request.POST["more"] or "where")


@require_POST
def nearby(request: HttpRequest) -> HttpResponse:
    """Asked by the map when a pin is set: is it perhaps the same matter? By POST: a place stands in no address."""
    limits.spend(request, limits.NEAR)
    return render(request, "cases/_around.html", {"around": around(request.POST, by=None)})


@require_POST
def kinds(request: HttpRequest) -> HttpResponse:
    """Asked while somebody writes: what kind of matter is it, by the words? By POST: they stand in no address."""
    limits.spend(request, limits.SEARCH)
    found = kinds_for(request.POST.get("description", ""), request.POST.get("category", ""))
    return render(request, "cases/_kinds.html", {"kinds": found})


@require_POST
def places(request: HttpRequest) -> HttpResponse:
    """Asked when a township or a village was chosen: what lies below it?"""
    return render(request, "residents/_places.html", {"form": ReporterForm(initial=request.POST.dict())})


def _teller(request: HttpRequest, *, is_anonymous: bool) -> Actor:
    """Whoever reports here is a resident, whatever their post: the journal names nobody. Signed in and not anonymous,
    they find their report again."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return replace(Actor.resident(by.address), user_id=None if is_anonymous else by.user_id)


def _file(request: HttpRequest, form: ReporterForm) -> tuple[str, str]:
    """File the report once. Returns the code and the word."""
    by = _teller(request, is_anonymous=bool(form.cleaned_data.get("anonymous")))
    limits.spend(request, limits.REPORT)
    limits.spend(request, limits.PHOTO, photos_new(form))
    return file_report(by=by, form=form, scope="public-form", source=Source.RESIDENT, **_same(form))


def _same(form: ReporterForm) -> dict[str, Any]:
    """The matter nearby that the reporter says theirs is: only one that was offered. Words may then be left out."""
    code = form.data.get("joins", "")
    if not code or code not in [one.code for one in around(form.data, by=None).cases]:
        return {}
    return {"joins": code, "description": form.data.get("description", "").strip() or _("It is the same matter.")}
