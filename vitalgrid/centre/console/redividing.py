"""Re-dividing the city by hand: choose, draw, see whom it concerns, take effect on a day; undo until that day."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vitalgrid.centre.console.pages import staff
from vitalgrid.centre.console.redivide_forms import RedivideForm, new_areas
from vitalgrid.city.grids import actions
from vitalgrid.city.grids.access import access_area
from vitalgrid.city.grids.actions.division import MANAGE
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.queries.redivision import Part, Redivision, neighbours_of, plan_redivision
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.geometry.drawing import Drawing, drawing_of
from vitalgrid.foundation.kit.geometry.placement import NOWHERE, Placement
from vitalgrid.foundation.kit.geometry.shapes import square_metres
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.queries.listing import CaseFilter
from vitalgrid.loop.cases.queries.placed import Asked, cases_asked


@dataclass(frozen=True)
class PartShown:
    """A part with its size and how many open cases lie in it; None for whoever may not see cases."""

    part: Part
    hectares: float | None
    cases: int | None


def _area(by: Actor, code: str, on: date | None = None) -> KnownArea:
    area = net().area_by_code(code, on)
    return access_area(by, area.id if area else None, MANAGE)


@require_http_methods(["GET", "POST"])
def redivide(request: HttpRequest, area_code: str) -> HttpResponse:
    """One page: `step` is `preview`, then `do`. Nothing is written before `do`."""
    by = staff(request)
    area = _area(by, area_code)
    near = neighbours_of(area, net().today())
    form = RedivideForm(
        near, request.POST or None, request.FILES or None, initial={"on": net().today(), **_given(request)}
    )
    plan, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                plan = plan_redivision(by, **form.plan(area))
                status = 200
                if request.POST.get("step") == "do":
                    return _done(request, by, area, plan, form)
            except Problem as problem:
                attach(form, problem)
                status = problem.kind.status
    context = _shown(by, area, plan, form, request)
    return render(request, "console/redivide.html", context, status=status)


def _given(request: HttpRequest) -> dict[str, Any]:
    """Neighbours that a link names, such as the one from a vacancy to what could take it."""
    return {"also": request.GET.getlist("also")}


def _done(request: HttpRequest, by: Actor, area: KnownArea, plan: Redivision, form: RedivideForm) -> HttpResponse:
    into = new_areas(plan, request.POST)
    told: dict[str, Any] = {"by": by, "on": form.cleaned_data["on"], "reason": form.cleaned_data["reason"]}
    olds = [old.id for old in plan.olds]
    if len(olds) == 1:
        made = actions.redivide_area(area=olds[0], into=into, **told)
    elif len(into) == 1:
        made = [actions.merge_areas(areas=olds, into=into[0], **told)]
    else:
        made = actions.redraw_areas(areas=olds, into=into, **told)
    undo = ""
    if told["on"] > net().today():
        undo = f"{reverse('grids:undo_change', args=[made[0].code])}?on={told['on']:%Y-%m-%d}"
    messages.success(request, _("Done. It takes effect on its day."), extra_tags=undo)
    above = net().area(area.parent)
    return redirect("grids:area", area_code=above.code if above else area.code)


def _shown(
    by: Actor, area: KnownArea, plan: Redivision | None, form: RedivideForm, request: HttpRequest
) -> dict[str, Any]:
    context: dict[str, Any] = {"area": area, "above": net().area(area.parent), "form": form, "plan": plan}
    if plan is not None:
        features = form.cleaned_data.get("features")
        context |= {
            "parts": _parts(by, plan),
            "picture": _picture(plan),
            "kept": _kept(request, {"type": "FeatureCollection", "features": features} if features else None),
            "day": form.cleaned_data["on"],
            "takes": [(child, plan.part_of(child), child in plan.crossed) for child in plan.below],
        }
    return context


def _kept(request: HttpRequest, features: Any) -> list[tuple[str, str]]:
    """What was asked, as hidden fields of the second step; a file's content stands in them as text."""
    pairs = [(name, value) for name in ("line", "frame", "on", "reason") for value in request.POST.getlist(name)]
    pairs += [("also", value) for value in request.POST.getlist("also")]
    return [*pairs, ("features", json.dumps(features, ensure_ascii=False) if features else "")]


def _parts(by: Actor, plan: Redivision) -> list[PartShown]:
    """The parts, with the open cases that lie in each by their points."""
    points: list[Any] = []
    for old in plan.olds:
        cases = cases_asked(by, Asked(CaseFilter(area=old.code))).exclude(lon=None).exclude(lat=None)
        points += cases.order_by().values_list("lon", "lat")
    shapes = [part.shape for part in plan.parts if part.shape is not None]
    found = [NOWHERE] * len(points)
    if points and len(shapes) == len(plan.parts):
        found = Placement(shapes).place([p[0] for p in points], [p[1] for p in points]).tolist()
    return [
        PartShown(
            part,
            square_metres(part.shape) / 10_000 if part.shape is not None else None,
            found.count(number) if by.can("case.view") else None,
        )
        for number, part in enumerate(plan.parts)
    ]


def _picture(plan: Redivision) -> Drawing | None:
    """The parts with their numbers, the old outlines dashed, what lies below in thin lines."""
    shapes = [part.shape for part in plan.parts if part.shape is not None]
    made = drawing_of(shapes)
    if made is None:
        return None
    for part in plan.parts:
        if part.shape is not None:
            made.add(part.shape, f"part part-{part.number % 4}", title=part.name, label=str(part.number))
    for child in plan.below:
        if child in plan.shapes:
            made.add(plan.shapes[child], "thin", title=child.label)
    for old in plan.olds:
        if old in plan.shapes:
            made.add(plan.shapes[old], "old", title=old.label)
    return made
