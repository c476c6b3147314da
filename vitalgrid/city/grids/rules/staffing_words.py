"""The staffing rules in words: the requirement, what is wrong, what to do. A reminder is no vacancy."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class StaffingRule:
    """One rule. `title` says it as it should be, `what` and `mend` take a finding's values."""

    code: str
    requirement: str
    title: "str | Promise"
    what: "str | Promise"
    mend: "str | Promise"
    is_reminder: bool = False


NOBODY = StaffingRule(
    "nobody",
    "R3",
    _("Every grid has people"),
    _("nobody at all"),
    _("Appoint a head and a full-timer, or give the grid to a neighbour."),
)
NO_HEAD = StaffingRule(
    "no_head",
    "R39 R41 R43",
    _("Every grid has one head"),
    _("no head"),
    _("Appoint a head; until then the head above answers for it."),
)
NO_FULL_TIMER = StaffingRule(
    "no_full_timer",
    "R15 R47",
    _("Every patch has a full-timer"),
    _("no full-timer"),
    _("Appoint a full-timer, or share the households among the neighbouring patches."),
)
NO_PART_TIMER = StaffingRule(
    "no_part_timer",
    "R50",
    _("Every full-timer's patch has at least one part-timer"),
    _("no part-timer"),
    _("Ask somebody who lives there; they agree before it counts."),
)
NO_OFFICER = StaffingRule(
    "no_officer",
    "R51",
    _("Every village and community has a police officer in liaison"),
    _("no officer"),
    _("Ask the police station to name one."),
)
UNBOUND = StaffingRule(
    "unbound",
    "R15",
    _("Every household has its worker"),
    _("%(households)s households without a worker"),
    _("Assign their patch to a full-timer."),
)
UNCOVERED = StaffingRule(
    "uncovered",
    "R46",
    _("Every duty area has somebody in the grid"),
    _("%(count)s duty areas without anybody"),
    _("Add them to the duties of a full-timer."),
)
NO_DUTIES = StaffingRule(
    "no_duties",
    "R3 R37",
    _("Nobody is without duties"),
    _("a worker without duties"),
    _("List the duty areas of this post."),
)
HEAD_TWICE = StaffingRule(
    "head_twice",
    "R43",
    _("Nobody heads two grids"),
    _("the head heads %(count)s grids"),
    _("Appoint another head for one of them."),
)
WRONG_SOURCE = StaffingRule(
    "wrong_source",
    "R44 R48",
    _("Everybody's source is known"),
    _("source missing or of the other kind"),
    _("Enter where the worker comes from."),
    is_reminder=True,
)
TOO_MANY = StaffingRule(
    "too_many",
    "R45",
    _("A full-timer has a number of households that can be looked after"),
    _("%(count)s households, %(by)s too many"),
    _("Share some of them with a neighbouring patch (%(least)s to %(most)s are usual)."),
    is_reminder=True,
)
TOO_FEW = StaffingRule(
    "too_few",
    "R45",
    _("A full-timer has enough households"),
    _("%(count)s households, %(by)s too few"),
    _("Take some over from a neighbouring patch (%(least)s to %(most)s are usual)."),
    is_reminder=True,
)

RULES = (
    NOBODY,
    NO_HEAD,
    NO_FULL_TIMER,
    NO_PART_TIMER,
    NO_OFFICER,
    UNBOUND,
    UNCOVERED,
    NO_DUTIES,
    HEAD_TWICE,
    TOO_MANY,
    TOO_FEW,
    WRONG_SOURCE,
)
