"""Which lists somebody's posts call for, in which order. By permissions, never by role."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
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
# What an empty list says: that it is empty, and what will stand in it.
EMPTY: dict[str, tuple["str | Promise", "str | Promise"]] = {
    "desk": (_("Nothing waits for you"), _("What waits for your step stands here, due first.")),
    "inbox": (_("Your unit has nothing in hand"), _("What is given to your unit stands here, due first.")),
    "open": (_("No case is open"), _("What is reported stands here until it is closed.")),
    "soon": (_("Nothing falls due in two days"), _("What has to be done by then stands here, due first.")),
    "overdue": (_("Nothing is overdue"), _("What has passed its time stands here, the longest first.")),
    "paused": (_("No clock stands still"), _("Cases whose clocks are paused stand here, with the cause.")),
    "returned": (_("No unit returned a case"), _("What a unit returns stands here until it is given out anew.")),
    "ruling": (_("There is nothing to rule on"), _("Cases that were returned twice stand here.")),
    "verify": (_("There is nothing to verify"), _("What a unit has handled stands here, to be looked at.")),
    "extension": (_("Nobody asks for more time"), _("What units ask for stands here until it is decided.")),
    "follow_up": (_("Nobody has to be asked"), _("Closed cases whose reporter is to be asked stand here.")),
    "aside": (_("You laid nothing aside"), _("Press S on a case; it is back by itself when you said.")),
    "mine": (_("You reported nothing yet"), _("What you report stands here, with what became of it.")),
    "closed": (_("No case is closed yet"), _("Closed cases stand here, the newest first.")),
    "all": (_("There is no case yet"), _("Everything that is reported stands here.")),
}
_LEADS = {"open": _("Look at all open cases"), "closed": _("Look at closed cases")}
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


@dataclass(frozen=True)
class Nothing:
    """What an empty list says, and where it leads."""

    what: "str | Promise"
    then: "str | Promise"
    href: str
    label: "str | Promise"


def nothing_in(view: str) -> Nothing:
    """What stands in place of the rows when the list of this view is empty: it always leads on to another list."""
    what, then = EMPTY.get(view, EMPTY["all"])
    onward = "closed" if view in ("open", "all") else "open"
    return Nothing(what, then, f"{reverse('console:queue')}?view={onward}", _LEADS[onward])


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
