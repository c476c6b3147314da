"""The loop as one table: states, verbs, and what each verb needs. Pure: nothing here touches the database."""

from vitalgrid.loop.cases.workflow.fields import Field, FieldKind
from vitalgrid.loop.cases.workflow.states import (
    CLOSED_STATES,
    OPEN_STATES,
    Desk,
    Mediation,
    Outcome,
    Procedure,
    Source,
    State,
    Urgency,
)
from vitalgrid.loop.cases.workflow.table import (
    TRANSITIONS,
    UNDOABLE,
    Reach,
    Transition,
    answering_verbs,
    transition,
    verbs_from,
)

__all__ = [
    "CLOSED_STATES",
    "OPEN_STATES",
    "TRANSITIONS",
    "UNDOABLE",
    "Desk",
    "Field",
    "FieldKind",
    "Mediation",
    "Outcome",
    "Procedure",
    "Reach",
    "Source",
    "State",
    "Transition",
    "Urgency",
    "answering_verbs",
    "transition",
    "verbs_from",
]
