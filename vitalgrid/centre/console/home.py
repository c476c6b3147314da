"""What stands beside the list before a case is open: the desk of whoever looks, by permissions and never by role."""

from collections.abc import Callable
from typing import Any

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.queries.waiting import loads_of_areas, loads_of_units, waiting_for
from vitalgrid.loop.cases.workflow import Desk

# Whoever may do one of these works on cases; who may only look is shown figures.
ACTING = (
    "case.triage", "case.assign", "case.rule", "case.accept", "case.handle", "case.handle_on_spot", "case.verify",
    "case.close", "case.press", "report.file_on_behalf", "journal.view", "privacy.manage", "account.manage",
)  # fmt: skip


def may_only_look(by: Actor) -> bool:
    """Whether this person reads and never works on a case: a leader, not an auditor."""
    return by.can("figures.view") and by.can("case.view") and not any(by.can(permission) for permission in ACTING)


def _ruling(by: Actor) -> Any:
    return waiting_for(by, "ruling", ("return",)) if by.can("case.rule") else []


def _more_time(by: Actor) -> Any:
    if not by.can("case.extend_decide"):
        return []
    is_citywide = any(grant.is_citywide for grant in by.grants_with("case.extend_decide"))
    return waiting_for(by, "extension", ("ask_extension",), desk="" if is_citywide else Desk.TOWNSHIP)


def _looks(by: Actor) -> Any:
    if not by.can("case.verify"):
        return []
    return waiting_for(by, "verify", ("handle", "handle_on_spot"), state="handled", with_photos=True)


def _came_back(by: Actor) -> Any:
    return (
        waiting_for(by, "sent_back", ("fail", "return", "rule", "reopen", "contest")) if by.can("case.handle") else []
    )


def _stations(by: Actor) -> Any:
    return loads_of_units(by) if by.can("case.assign") or by.can("case.handle") else []


def _areas(by: Actor) -> Any:
    is_head = any(grant.area_level in (1, 2) and "case.press" in grant.permissions for grant in by.grants)
    return loads_of_areas(by) if is_head else []


PANES: dict[str, Callable[[Actor], Any]] = {
    "ruling": _ruling,
    "more_time": _more_time,
    "came_back": _came_back,
    "looks": _looks,
    "stations": _stations,
    "areas": _areas,
}


def home_for(by: Actor) -> dict[str, Any]:
    """The panes of this person's desk, each a list; empty ones are left out by the page."""
    panes = {name: pane(by) for name, pane in PANES.items()}
    return {"panes": panes, "has_panes": any(panes.values())}
