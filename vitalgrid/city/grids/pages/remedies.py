"""What can be done about a finding of the staffing check, each remedy as the address where it is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.rules import staffing_words as words
from vitalgrid.city.grids.rules.staffing import StaffFinding
from vitalgrid.foundation.accounts.roles import FULL_TIME, HEAD, OFFICER, PART_TIME, ROLES

MISSING = {
    words.NOBODY: HEAD,
    words.NO_HEAD: HEAD,
    words.NO_FULL_TIMER: FULL_TIME,
    words.NO_PART_TIMER: PART_TIME,
    words.NO_OFFICER: OFFICER,
    words.UNBOUND: FULL_TIME,
}


@dataclass(frozen=True)
class Remedy:
    """Something to do: its word, where it is done, its icon."""

    label: str
    href: str
    icon: str


def remedies_for(finding: StaffFinding, *, may_staff: bool, may_divide: bool) -> list[Remedy]:
    """The remedies of a finding that somebody with these rights can take, the usual one first."""
    area = net().area(finding.area)
    if area is None:
        return []
    found = _by_people(finding, area) if may_staff else []
    if may_divide:
        found += _by_land(finding, area)
    return found


def _by_people(finding: StaffFinding, area: KnownArea) -> list[Remedy]:
    part = MISSING.get(finding.rule)
    if part:
        role = next((r.code for r in ROLES.values() if r.grid_part == part and r.level in (area.level, None)), "")
        role = role or next((r.code for r in ROLES.values() if r.grid_part == part), "")
        href = f"{reverse('grids:appoint_at_area', args=[area.code])}?{urlencode({'role': role})}"
        label = _("Ask somebody") if part == PART_TIME else _("Appoint")
        return [Remedy(label, href, "user-plus")]
    if finding.post is None:
        return []
    if finding.rule is words.HEAD_TWICE:
        return [Remedy(_("Hand over"), reverse("grids:hand_over_post", args=[finding.post]), "arrow-left-right")]
    if finding.rule in (words.NO_DUTIES, words.WRONG_SOURCE):
        return [Remedy(_("Change the post"), reverse("grids:change_post", args=[finding.post]), "pencil")]
    return []


def _by_land(finding: StaffFinding, area: KnownArea) -> list[Remedy]:
    address = f"{reverse('grids:area', args=[area.code])}redivide/"
    if finding.rule is words.TOO_MANY:
        return [Remedy(_("Split the patch"), address, "split"), _count(area)]
    if finding.rule in (words.TOO_FEW, words.NOBODY, words.NO_FULL_TIMER):
        return [Remedy(_("Give it to a neighbour"), address, "combine")]
    return [_count(area)] if finding.rule is words.UNBOUND else []


def _count(area: KnownArea) -> Remedy:
    return Remedy(_("Count the households"), reverse("grids:households", args=[area.code]), "house")
