"""The tree of areas, their history and outlines (`staffing.view`), and changing them (`area.manage`)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalgrid.city.grids import actions
from vitalgrid.city.grids.access import access_area, require, roots
from vitalgrid.city.grids.forms import (
    BoundaryForm,
    DivideForm,
    HouseholdsForm,
    NewAreaForm,
    ReasonForm,
    RenameAreaForm,
)
from vitalgrid.city.grids.pages.forms_shown import form_page
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.areas import area_for_page, outlines_for_map
from vitalgrid.city.grids.queries.boundaries import boundary_check_for, picture_of
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.foundation.accounts.requests import ActorRequest
from vitalgrid.foundation.kit.forms import PlainForm
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

VIEW, MANAGE = "staffing.view", "area.manage"
SHOWN = 20


@login_required
@require_GET
def areas(request: ActorRequest) -> HttpResponse:
    """The topmost area that the actor may see."""
    require(request.actor, VIEW)
    mine = roots(request.actor, VIEW)
    if not mine:
        raise Problem(NOT_FOUND)
    return redirect("grids:area", area_code=mine[0].code)


@login_required
@require_GET
def area(request: ActorRequest, area_code: str) -> HttpResponse:
    """One area: what it is, what is below it, what it was, and what can be done."""
    context = {"shown": area_for_page(request.actor, area_code), "may_manage": request.actor.can(MANAGE)}
    context["may_map"] = request.actor.can("case.view")
    return render(request, "grids/area.html", context)


@login_required
@require_GET
def boundary_check(request: ActorRequest) -> HttpResponse:
    """What is wrong between the outlines at and below an area."""
    check = boundary_check_for(request.actor, request.GET.get("area", ""))
    context = {
        "check": check,
        "faults": [(row, picture_of(row, net().today())) for row in check.rows[:SHOWN]],
        "more": max(0, len(check.rows) - SHOWN),
        "may_manage": request.actor.can(MANAGE),
    }
    return render(request, "grids/boundary_check.html", context)


@login_required
@require_POST
def undo_change(request: ActorRequest, area_code: str) -> HttpResponse:
    """Take back the change by which the area is to begin on the day `on`."""
    require(request.actor, MANAGE)
    on = _day(request.GET.get("on", ""))
    area = net().area_by_code(area_code, on)
    ahead = access_area(request.actor, area.id if area else None, MANAGE)
    try:
        stays = actions.undo_change(by=request.actor, area=ahead.id)
    except Problem as problem:
        if problem.kind.status != 409:
            raise
        messages.error(request, problem.sentence)
        return redirect("grids:areas")
    messages.success(request, _("Taken back. Everything stays as it is."))
    return redirect("grids:area", area_code=stays[0].code)


def _day(text: str) -> date:
    try:
        on = parse_date(text)
    except ValueError:
        on = None
    if on is None:
        raise Problem(NOT_FOUND)
    return on


@login_required
@require_POST
def mend_fault(request: ActorRequest, area_code: str) -> HttpResponse:
    """Follow the check's proposal about one fault, where that is safe."""
    area = _found(request, area_code)

    def mend() -> None:
        made = actions.mend_fault(by=request.actor, area=area.id, fault=request.POST.get("fault", ""))
        undo = reverse("grids:undo_mend", args=[made.code])
        messages.success(request, _("Mended: the outline of %(name)s.") % {"name": made.name}, extra_tags=undo)

    return _and_check_again(request, area_code, mend)


@login_required
@require_POST
def undo_mend(request: ActorRequest, area_code: str) -> HttpResponse:
    """Take back what one press last mended in the outline of the area."""
    area = _found(request, area_code)

    def undo() -> None:
        made = actions.undo_mend(by=request.actor, area=area.id)
        messages.success(request, _("Taken back: the outline of %(name)s is as it was.") % {"name": made.name})

    return _and_check_again(request, "", undo)


def _and_check_again(request: ActorRequest, area_code: str, work: Callable[[], None]) -> HttpResponse:
    """Do it and come back to the check; that somebody was faster is told there."""
    try:
        work()
    except Problem as problem:
        if problem.kind.status != 409:
            raise
        messages.error(request, problem.sentence)
    wanted = urlencode({"area": request.POST.get("back", area_code)})
    return redirect(f"{reverse('grids:boundary_check')}?{wanted}")


@login_required
@require_GET
def outlines(request: ActorRequest, area_code: str) -> HttpResponse:
    """The outlines of the area and of those right below it, for the map."""
    found = outlines_for_map(request.actor, area_code)
    for feature in found["features"]:
        told = feature["properties"]
        told["url"] = reverse("grids:area", args=[told["code"]])
    return JsonResponse(found, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


def _found(request: ActorRequest, code: str) -> KnownArea:
    area = net().area_by_code(code)
    return access_area(request.actor, area.id if area else None, MANAGE)


def _page(
    request: ActorRequest, area: KnownArea, form: PlainForm, act: Callable[[], Any], heading: str, note: str = ""
) -> HttpResponse:
    return form_page(
        request,
        form,
        act,
        heading=_("%(act)s: %(place)s") % {"act": heading, "place": area.label},
        submit=heading,
        done=_("Done. It takes effect on its day."),
        back=reverse("grids:area", args=[area.code]),
        note=note,
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest, area_code: str) -> HttpResponse:
    """Make an area below this one."""
    area = _found(request, area_code)
    form = NewAreaForm(area, request.POST or None, initial={"on": net().today()})

    def act() -> Any:
        data = form.cleaned_data
        given = {"level": data["level"], "on": data["on"], "reason": data["reason"]}
        return actions.create_area(by=request.actor, parent=area.id, new=form.area(), **given)

    return _page(request, area, form, act, _("New area below"))


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: ActorRequest, area_code: str) -> HttpResponse:
    """Give the area another name, code or kind from a day on."""
    area = _found(request, area_code)
    first = {"name": area.name, "name_en": area.name_en, "code": area.code, "kind": area.kind, "on": net().today()}
    form = RenameAreaForm(request.POST or None, initial=first)
    note = _("Old cases keep the old name. Posts and everything below carry over.")
    return _page(
        request,
        area,
        form,
        lambda: actions.rename_area(by=request.actor, area=area.id, **form.cleaned_data),
        _("Rename"),
        note,
    )


@login_required
@require_http_methods(["GET", "POST"])
def divide(request: ActorRequest, area_code: str) -> HttpResponse:
    """Divide the area into several from a day on."""
    area = _found(request, area_code)
    form = DivideForm(request.POST or None, initial={"on": net().today()})

    def act() -> Any:
        data = form.cleaned_data
        return actions.redivide_area(
            by=request.actor, area=area.id, into=form.areas(), on=data["on"], reason=data["reason"]
        )

    note = _("Old cases stay with the area of their day. Posts held at this area end; appoint them anew.")
    return _page(request, area, form, act, _("Divide"), note)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, area_code: str) -> HttpResponse:
    """Let the area end with nothing to follow it."""
    area = _found(request, area_code)
    form = ReasonForm(request.POST or None, initial={"on": net().today()})
    return _page(
        request,
        area,
        form,
        lambda: actions.end_area(by=request.actor, area=area.id, **form.cleaned_data),
        _("End the area"),
        _("Nothing follows it, and its posts end too."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def households(request: ActorRequest, area_code: str) -> HttpResponse:
    """Set the planned number of households."""
    area = _found(request, area_code)
    form = HouseholdsForm(request.POST or None, initial={"households": area.households_planned})
    return _page(
        request,
        area,
        form,
        lambda: actions.set_households(by=request.actor, area=area.id, **form.cleaned_data),
        _("Set the households"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def boundary(request: ActorRequest, area_code: str) -> HttpResponse:
    """Enter the outline, or mend a drawing error in it."""
    area = _found(request, area_code)
    form = BoundaryForm(request.POST or None)

    def act() -> Any:
        data = form.cleaned_data
        told = {key: data[key] for key in ("frame", "source", "is_schematic", "reason")}
        return actions.set_boundary(by=request.actor, area=area.id, boundary=data["geojson"], **told)

    note = _("For a drawing error. Where the land itself changes, divide or redraw the areas on a day.")
    return _page(request, area, form, act, _("Set the outline"), note)
