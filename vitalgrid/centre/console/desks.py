"""Which lists somebody's posts call for, in which order. By permissions, never by role."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.centre.console.models import OwnView
from vitalgrid.foundation.accounts.actor import Actor


@dataclass(frozen=True)
class Tab:
    """A list in reach of one press."""

    view: str
    label: "str | Promise"
    query: str = ""  # of the address
    count: str = ""  # how many cases stand in it, "99+" at most; "" where nobody waits for a number
    own: UUID | None = None  # a list that the person saved

    @property
    def is_own(self) -> bool:
        """Saved by the person."""
        return self.own is not None


LABELS: dict[str, "str | Promise"] = {
    "desk": _("For me"),
    "inbox": _("With us"),
    "open": _("Open"),
    "soon": _("In two days"),
    "overdue": _("Overdue"),
    "paused": _("Paused"),
    "returned": _("Returned"),
    "ruling": _("To be ruled on"),
    "verify": _("To be verified"),
    "extension": _("Time asked for"),
    "follow_up": _("To be followed up"),
    "aside": _("Laid aside"),
    "mine": _("Reported by me"),
    "closed": _("Closed"),
    "all": _("All"),
}
NOT_COUNTED = ("mine", "closed", "all")
IN_LINE = 4
DESK = ("case.triage", "case.assign", "case.rule", "case.verify", "case.close")


def tabs_for(by: Actor) -> list[Tab]:
    """The tabs of this person, the one to start with first."""
    views: list[str] = []
    if any(by.can(permission) for permission in DESK):
        views.append("desk")
    if by.can("case.handle"):
        views.append("inbox")
    views += ["open", "soon", "overdue"]
    if by.can("case.assign"):
        views += ["returned"]
    if by.can("case.rule"):
        views += ["ruling"]
    if by.can("case.verify"):
        views += ["verify"]
    if by.can("case.extend_decide"):
        views += ["extension"]
    if by.can("case.follow_up"):
        views += ["follow_up"]
    views += ["paused", "aside", "mine", "closed", "all"]
    return [Tab(view, LABELS[view], f"view={view}") for view in views]


def own_tabs(views: Iterable[OwnView]) -> list[Tab]:
    """The lists that somebody saved, behind those of their posts."""
    return [Tab(f"own-{one.pk}", one.name, one.query, own=one.pk) for one in views]


def is_counted(tab: Tab) -> bool:
    """Whether a number beside the tab means work: of what is over, and of found words, it does not."""
    return tab.view not in NOT_COUNTED and "q=" not in tab.query


def shown_tabs(tabs: list[Tab], view: str) -> tuple[list[Tab], list[Tab]]:
    """The tabs that stand in the line, and those behind "more". The one that is open always stands in the line."""
    line = tabs[:IN_LINE]
    if view not in [tab.view for tab in line]:
        line = [*tabs[: IN_LINE - 1], *(tab for tab in tabs if tab.view == view)]
    return line, [tab for tab in tabs if tab not in line]


def desk_of(by: Actor) -> "str | Promise":
    """What the list is called for this person."""
    if by.can("case.triage") or by.can("case.assign"):
        return _("Queue")
    return _("Inbox") if by.can("case.handle") else _("Cases")
