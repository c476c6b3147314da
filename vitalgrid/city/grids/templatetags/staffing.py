"""`{% load staffing %}`: the signs of a patch in the staffing chart."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vitalgrid.city.grids.pages.remedies import Remedy, remedies_for
from vitalgrid.city.grids.queries.staffing import PatchCell
from vitalgrid.city.grids.rules.settings import StaffingNorm
from vitalgrid.city.grids.rules.staffing import StaffFinding

register = template.Library()

MOST_SIGNS = 3


@register.simple_tag
def patch_sign(patch: PatchCell) -> SafeString:
    """A disc for the full-timer and a diamond for each part-timer (three at most); dashed where somebody is missing."""
    disc = '<circle class="{}" cx="20" cy="9" r="6.5"/>'
    diamonds = min(len(patch.part_timers), MOST_SIGNS)
    places = [20 + (n - (max(diamonds, 1) - 1) / 2) * 12 for n in range(max(diamonds, 1))]
    drawn = format_html_join(
        "",
        '<path class="{}" d="M{} 25l6 6-6 6-6-6z"/>',
        (("part" if diamonds else "missing", f"{place:g}") for place in places),
    )
    return format_html(
        '<svg class="patch-sign" width="40" height="40" viewBox="0 0 40 40" aria-hidden="true">{}{}</svg>',
        format_html(disc, "full" if patch.full_timers else "missing"),
        drawn,
    )


@register.simple_tag(takes_context=True)
def remedies(context: dict[str, Any], finding: StaffFinding) -> list[Remedy]:
    """`{% remedies finding as ways %}`: what whoever reads the page can do about it."""
    actor = context["request"].actor
    return remedies_for(finding, may_staff=actor.can("staffing.manage"), may_divide=actor.can("area.manage"))


@register.simple_tag
def patch_words(patch: PatchCell) -> str:
    """The same in words, for those who hear the page."""
    parts = [
        _("%(count)s full-timers") % {"count": len(patch.full_timers)},
        _("%(count)s part-timers") % {"count": len(patch.part_timers)},
    ]
    if patch.area.households_planned is not None:
        parts.append(_("%(count)s households") % {"count": patch.area.households_planned})
    return ", ".join([patch.area.label, *parts])


@register.simple_tag
def households_bar(count: int | None, norm: StaffingNorm) -> SafeString:
    """Where a number of households lies against the usual band."""
    if count is None:
        return SafeString("")
    full = norm.most * 2
    share = 100 / full
    place = min(count, full) * share
    return format_html(
        '<svg class="band" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="all" y="4" width="100" height="4"/><rect class="usual" x="{}" y="4" width="{}" height="4"/>'
        '<rect class="mark{}" x="{}" width="4" height="12"/></svg>',
        f"{norm.least * share:.1f}",
        f"{(norm.most - norm.least) * share:.1f}",
        "" if norm.least <= count <= norm.most else " out",
        f"{max(0.0, min(place - 2, 96.0)):.1f}",
    )
