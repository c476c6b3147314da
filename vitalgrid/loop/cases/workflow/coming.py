"""What still lies before a case, and in whose hands a state is. Pure: two tables and a walk along them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.loop.cases.workflow.states import State

# The way of a case from here to its end, step by step.
FOLLOWS: dict[str, State] = {
    State.RECEIVED: State.TRIAGED,
    State.TRIAGED: State.ASSIGNED,
    State.RULING: State.ASSIGNED,
    State.ASSIGNED: State.IN_PROGRESS,
    State.PAUSED: State.IN_PROGRESS,
    State.IN_PROGRESS: State.HANDLED,
    State.HANDLED: State.VERIFIED,
    State.VERIFIED: State.CLOSED,
    State.IN_REVIEW: State.CLOSED,
}
# Which verb takes a state on: whoever may do it has the case now.
FORWARD: dict[str, str] = {
    State.RECEIVED: "accept",
    State.TRIAGED: "assign",
    State.RULING: "rule",
    State.ASSIGNED: "take",
    State.PAUSED: "resume",
    State.IN_PROGRESS: "handle",
    State.HANDLED: "pass",
    State.VERIFIED: "close",
    State.IN_REVIEW: "decide_review",
}


@dataclass(frozen=True)
class Hands:
    """Who has a state: the desk that takes in and gives out, the unit, or an office of the centre named by `words`."""

    kind: str  # desk | unit | office
    words: "str | Promise"


HANDS: dict[str, Hands] = {
    State.RECEIVED: Hands("desk", _("intake")),
    State.TRIAGED: Hands("desk", _("dispatch")),
    State.RULING: Hands("office", _("ruling by the centre")),
    State.ASSIGNED: Hands("unit", _("the unit that it is given to")),
    State.PAUSED: Hands("unit", _("the unit that has it")),
    State.IN_PROGRESS: Hands("unit", _("the unit that has it")),
    State.HANDLED: Hands("office", _("verified by somebody who did not handle it")),
    State.VERIFIED: Hands("office", _("closed with an answer to the reporter")),
    State.IN_REVIEW: Hands("office", _("the reviewing body")),
    State.CLOSED: Hands("office", _("the reporter is asked whether it is solved")),
}


def way_from(state: str) -> list[State]:
    """The states that a case still has before it, nearest first; empty at an end."""
    way: list[State] = []
    at = state
    while at in FOLLOWS:
        at = FOLLOWS[at]
        way.append(State(at))
    return way
