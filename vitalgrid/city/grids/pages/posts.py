"""Appointing, changing, ending and handing over posts (`staffing.manage`); confirming a handover."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalgrid.city.grids import actions
from vitalgrid.city.grids.access import access_area, access_unit
from vitalgrid.city.grids.forms import AppointForm, ChangePostForm, EndPostForm, HandOverForm
from vitalgrid.city.grids.pages.forms_shown import form_page
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.posts import PostPage, post_for_page
from vitalgrid.foundation.accounts.requests import ActorRequest

MANAGE = "staffing.manage"


def _back(place: KnownArea | KnownUnit | None) -> str:
    """The page on which the place is seen."""
    if isinstance(place, KnownUnit):
        return reverse("grids:unit", args=[place.code])
    known = net()
    grid = known.area(place.grid) if place else None
    township = known.area(place.township) if place else None
    asked = {"area": township.code if township else "", "grid": grid.code if grid else ""}
    words = urlencode({key: value for key, value in asked.items() if value})
    return f"{reverse('grids:staffing')}{'?' if words else ''}{words}"


def _appoint(request: ActorRequest, place: KnownArea | KnownUnit) -> HttpResponse:
    first = {"on": net().today(), "role": request.GET.get("role", "")}
    form = AppointForm(place, request.POST or None, initial=first)
    return form_page(
        request,
        form,
        lambda: actions.appoint_post(by=request.actor, new=form.post(), reason=form.cleaned_data["reason"]),
        heading=_("Appoint somebody: %(place)s") % {"place": place.label},
        submit=_("Appoint"),
        done=_("Appointed. The post counts from its first day on."),
        back=_back(place),
    )


@login_required
@require_http_methods(["GET", "POST"])
def appoint_at_area(request: ActorRequest, area_code: str) -> HttpResponse:
    """Appoint somebody in an area."""
    area = net().area_by_code(area_code)
    return _appoint(request, access_area(request.actor, area.id if area else None, MANAGE))


@login_required
@require_http_methods(["GET", "POST"])
def appoint_at_unit(request: ActorRequest, unit_code: str) -> HttpResponse:
    """Appoint somebody in a unit."""
    unit = net().unit_by_code(unit_code)
    return _appoint(request, access_unit(request.actor, unit.id if unit else None, MANAGE))


@login_required
@require_GET
def post(request: ActorRequest, post_id: UUID) -> HttpResponse:
    """One post: whose, where, since when, with which duties, from whom."""
    shown = post_for_page(request.actor, post_id)
    context = {"shown": shown, "back": _back(shown.place), "may_manage": request.actor.can(MANAGE)}
    return render(request, "grids/post.html", context)


def _own_address(shown: PostPage) -> str:
    return reverse("grids:post", args=[shown.post.pk])


@login_required
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, post_id: UUID) -> HttpResponse:
    """Change title, duty phone, source and duties."""
    shown = post_for_page(request.actor, post_id, MANAGE)
    held = shown.post
    first = {"title": held.title, "duty_phone": held.duty_phone, "source_type": held.source_type, "duties": held.duties}
    form = ChangePostForm(request.POST or None, initial=first)
    return form_page(
        request,
        form,
        lambda: actions.change_post(by=request.actor, post=post_id, **form.cleaned_data),
        heading=_("Change the post: %(who)s") % {"who": shown.who},
        submit=_("Save"),
        done=_("Saved."),
        back=_own_address(shown),
    )


@login_required
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, post_id: UUID) -> HttpResponse:
    """End a post."""
    shown = post_for_page(request.actor, post_id, MANAGE)
    form = EndPostForm(request.POST or None, initial={"on": net().today()})
    return form_page(
        request,
        form,
        lambda: actions.end_post(by=request.actor, post=post_id, **form.cleaned_data),
        heading=_("End the post: %(who)s") % {"who": shown.who},
        submit=_("End the post"),
        done=_("The post ends on that day."),
        back=_own_address(shown),
        note=_("The day is the first one on which the post is not held any more. Rights end with it at once."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def hand_over(request: ActorRequest, post_id: UUID) -> HttpResponse:
    """Hand a post over to somebody else."""
    shown = post_for_page(request.actor, post_id, MANAGE)
    form = HandOverForm(request.POST or None, initial={"on": net().today()})
    return form_page(
        request,
        form,
        lambda: actions.hand_over_post(
            by=request.actor,
            post=post_id,
            to_user_id=form.cleaned_data["user"],
            on=form.cleaned_data["on"],
            items=form.lines(),
            notes=form.cleaned_data["notes"],
            reason=form.cleaned_data["reason"],
        ),
        heading=_("Hand over: %(who)s") % {"who": shown.who},
        submit=_("Hand over"),
        done=_("Handed over. The new holder confirms the list."),
        back=_own_address(shown),
    )


@login_required
@require_POST
def confirm(request: ActorRequest, handover_id: UUID) -> HttpResponse:
    """The new holder confirms what was handed over."""
    done = actions.confirm_handover(by=request.actor, handover=handover_id)
    messages.success(request, _("Confirmed."))
    return redirect("grids:post", post_id=done.to_post_id)
