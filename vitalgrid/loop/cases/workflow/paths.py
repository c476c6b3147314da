"""Where a verb may lead: the table's own end, and the few verbs whose end depends on the case."""

from vitalgrid.loop.cases.workflow.states import CLOSED_STATES, OPEN_STATES, State
from vitalgrid.loop.cases.workflow.table import transition

# What may begin a case: told, cut off from another one, or brought by an import in the state that it had elsewhere.
BEGINNINGS = {"receive": frozenset(OPEN_STATES), "split_off": frozenset({State.RECEIVED})}
ELSEWHERE: dict[str, frozenset[State]] = {
    "return": frozenset({State.RULING}),  # the second return
    "resume": frozenset({State.ASSIGNED}),  # paused before the unit had accepted
    "fail": frozenset({State.TRIAGED}),  # a worker had handled it on the spot: no unit to go back to
    "withdraw": frozenset(OPEN_STATES),  # others told the same
    "undo_join": frozenset(OPEN_STATES),  # as it stood before the joining
    "let_go": frozenset({State.CLOSED}),  # opened again only for what it lets go
    "undo": frozenset(State),  # as it stood before the step that is taken back
}


def may_lead(verb: str, from_state: str, to_state: str) -> bool:
    """Whether `verb` can have led a case from one state to the other."""
    try:
        row = transition(verb)
    except KeyError:
        return False
    if from_state not in row.from_states:
        return False
    usual = row.to_state or from_state
    return to_state == usual or to_state in ELSEWHERE.get(verb, frozenset())


def is_over(state: str) -> bool:
    """Whether nothing runs any more in `state`."""
    return state in CLOSED_STATES
