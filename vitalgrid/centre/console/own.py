"""One's own lists and keys: saved, named anew, made the first, removed and had back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vitalgrid.centre.console.actions import (
    choose_default,
    choose_keys,
    remove_view,
    rename_view,
    restore_view,
    save_view,
)
from vitalgrid.centre.console.keys import KeysForm, keys_for
from vitalgrid.centre.console.pages import staff
from vitalgrid.centre.console.queries.own import own_keys
from vitalgrid.foundation.kit.context import KEYS
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.queries.listing import CaseFilter


def _back(request: HttpRequest, query: str = "") -> HttpResponse:
    return redirect(reverse("console:queue") + f"?{query or request.GET.urlencode()}")


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filter of this address under a name."""
    by, wanted = staff(request), CaseFilter.from_query(request.GET)
    try:
        saved = save_view(by=by, name=request.POST.get("name", ""), query=wanted.query)
    except Problem as problem:
        messages.error(request, problem.sentence)
        return _back(request)
    messages.success(request, _("Saved: %(name)s") % {"name": saved.name})
    return _back(request, saved.query)


@require_POST
def change(request: HttpRequest, number: UUID) -> HttpResponse:
    """A saved list: `do` is rename, default, usual or remove."""
    by, do = staff(request), request.POST.get("do", "")
    undo = ""
    try:
        if do == "rename":
            rename_view(by=by, number=number, name=request.POST.get("name", ""))
        elif do in ("default", "usual"):
            choose_default(by=by, number=number, is_default=do == "default")
        elif do == "remove":
            remove_view(by=by, number=number)
            undo = reverse("console:restore_view", args=[number])
        else:
            raise Http404
    except Problem as problem:
        if problem.kind.status == 404:
            raise
        messages.error(request, problem.sentence)
        return _back(request)
    messages.success(request, _("Removed.") if undo else _("Kept."), extra_tags=undo)
    return _back(request)


@require_POST
def restore(request: HttpRequest, number: UUID) -> HttpResponse:
    """A removed list comes back."""
    restore_view(by=staff(request), number=number)
    return JsonResponse({"to": reverse("console:queue")})


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Which key does what; one's own choice."""
    by = staff(request)
    usual = request.method == "POST" and request.POST.get("do") == "usual"
    form = KeysForm(
        request.POST if request.method == "POST" and not usual else None, chosen=own_keys(by), offered=keys_for(by)
    )
    if request.method == "POST":
        try:
            given = {} if usual else form.answers()
            request.session[KEYS] = choose_keys(by=by, keys=given)
            messages.success(request, _("Your keys are as you chose."))
            return redirect("console:keys")
        except Problem as problem:
            attach(form, problem)
    return render(request, "console/keys.html", {"form": form}, status=422 if form.errors else 200)
