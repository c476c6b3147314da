"""What stands beside the list before a case is open: the desk of whoever looks, by permissions and never by role."""

from collections.abc import Sequence
from typing import Any

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.queries.listing import CaseFilter, Page
from vitalgrid.loop.cases.queries.waiting import Pane, loads_of_areas, loads_of_units, waiting_in
from vitalgrid.loop.cases.workflow import Desk, State

# Whoever may do one of these works on cases; who may only look is shown figures.
ACTING = (
    "case.triage", "case.assign", "case.rule", "case.accept", "case.handle", "case.handle_on_spot", "case.verify",
    "case.close", "case.press", "report.file_on_behalf", "journal.view", "privacy.manage", "account.manage",
)  # fmt: skip


def may_only_look(by: Actor) -> bool:
    """Whether this person reads and never works on a case: a leader, not an auditor."""
    return by.can("figures.view") and by.can("case.view") and not any(by.can(permission) for permission in ACTING)


def panes_for(by: Actor) -> dict[str, Pane]:
    """The panes of this person's desk that tell cases, in their order."""
    panes: dict[str, Pane] = {}
    if by.can("case.rule"):
        panes["ruling"] = Pane(CaseFilter(view="ruling"), ("return",))
    if by.can("case.extend_decide"):
        is_citywide = any(grant.is_citywide for grant in by.grants_with("case.extend_decide"))
        desk = "" if is_citywide else str(Desk.TOWNSHIP)
        panes["more_time"] = Pane(CaseFilter(view="extension", desk=desk), ("ask_extension",))
    if by.can("case.handle"):
        panes["came_back"] = Pane(CaseFilter(view="sent_back"), ("fail", "return", "rule", "reopen", "contest"))
    if by.can("case.verify"):
        wanted = CaseFilter(view="verify", state=State.HANDLED)
        panes["looks"] = Pane(wanted, ("handle", "handle_on_spot"), with_photos=True)
    return panes


def home_for(by: Actor, panes: dict[str, Pane], pages: Sequence[Page]) -> dict[str, Any]:
    """What the panes show (`pages`: those of their lists), and the loads of units and areas; the page leaves out what
    is empty."""
    shown: dict[str, Any] = dict(zip(panes, waiting_in(list(panes.values()), pages), strict=True))
    if by.can("case.assign") or by.can("case.handle"):
        shown["stations"] = loads_of_units(by)
    if any(grant.area_level in (1, 2) and "case.press" in grant.permissions for grant in by.grants):
        shown["areas"] = loads_of_areas(by)
    return {"panes": shown, "has_panes": any(shown.values())}
