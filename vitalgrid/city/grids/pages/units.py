"""The units, their posts and successors (`staffing.view`), and changing them (`unit.manage`)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vitalgrid.city.grids import actions
from vitalgrid.city.grids.access import access_unit, require
from vitalgrid.city.grids.forms import EndUnitForm, UnitForm
from vitalgrid.city.grids.models import UnitKind
from vitalgrid.city.grids.pages.forms_shown import form_page
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownUnit
from vitalgrid.city.grids.queries.units import unit_for_page, units_for_list
from vitalgrid.foundation.accounts.requests import ActorRequest

MANAGE = "unit.manage"


@login_required
@require_GET
def units(request: ActorRequest) -> HttpResponse:
    """The units that the actor may see, by kind."""
    is_all, words = bool(request.GET.get("all")), request.GET.get("q", "").strip()[:60]
    groups = units_for_list(request.actor, is_all=is_all, words=words)
    context = {"groups": groups, "may_manage": request.actor.can(MANAGE), "is_all": is_all, "q": words}
    return render(request, "grids/units.html", context)


@login_required
@require_GET
def unit(request: ActorRequest, unit_code: str) -> HttpResponse:
    """One unit: its people, its platforms, what it was."""
    context = {
        "shown": unit_for_page(request.actor, unit_code, request.GET.get("from", "")),
        "may_manage": request.actor.can(MANAGE),
        "may_appoint": request.actor.can("staffing.manage"),
    }
    return render(request, "grids/unit.html", context)


def _found(request: ActorRequest, code: str) -> KnownUnit:
    unit = net().unit_by_code(code)
    return access_unit(request.actor, unit.id if unit else None, MANAGE)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Make a unit."""
    require(request.actor, MANAGE)
    form = UnitForm(request.POST or None, initial={"on": net().today(), "kind": UnitKind.DEPARTMENT})
    del form.fields["also"]

    def act() -> Any:
        data = form.cleaned_data
        return actions.create_unit(by=request.actor, new=form.unit(), on=data["on"], reason=data["reason"])

    back = reverse("grids:units")
    done = _("Done. It takes effect on its day.")
    return form_page(
        request,
        form,
        act,
        heading=_("New unit"),
        submit=_("Make the unit"),
        done=done,
        back=back,
        after=lambda made: reverse("grids:unit", args=[made.code]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def replace(request: ActorRequest, unit_code: str) -> HttpResponse:
    """Rename the unit, or let another follow it, from a day on."""
    unit = _found(request, unit_code)
    known = net()
    parent, area = known.unit(unit.parent), known.area(unit.area)
    first = {name: getattr(unit, name) for name in ("name", "name_en", "code", "kind", "platforms", "duty_phone")}
    first |= {"parent": parent.code if parent else "", "area": area.code if area else "", "on": known.today()}
    form = UnitForm(request.POST or None, initial=first)

    def act() -> Any:
        data = form.cleaned_data
        given = {"into": [form.unit()], "on": data["on"], "reason": data["reason"]}
        return actions.replace_units(by=request.actor, units=[unit.id, *data["also"]], **given)

    return form_page(
        request,
        form,
        act,
        heading=_("Rename or merge: %(place)s") % {"place": unit.label},
        submit=_("Rename"),
        done=_("Done. It takes effect on its day."),
        back=reverse("grids:unit", args=[unit.code]),
        note=_("Old cases stay with the old unit, and the new one reaches them. Its people carry over."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, unit_code: str) -> HttpResponse:
    """Let the unit end with nothing to follow it."""
    unit = _found(request, unit_code)
    form = EndUnitForm(request.POST or None, initial={"on": net().today()})
    return form_page(
        request,
        form,
        lambda: actions.end_unit(by=request.actor, unit=unit.id, **form.cleaned_data),
        heading=_("End the unit: %(place)s") % {"place": unit.label},
        submit=_("End the unit"),
        done=_("Done. It takes effect on its day."),
        back=reverse("grids:unit", args=[unit.code]),
        note=_("Its posts end too. Without a successor nothing follows it."),
    )
