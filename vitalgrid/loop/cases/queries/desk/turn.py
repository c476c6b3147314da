"""Whose turn it is and since when, and what is still to come with who and by when. No statement of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from vitalgrid.city.grids.queries import net
from vitalgrid.loop.cases.models import Case, Step
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import STAGE_OF_STATE, limit_words
from vitalgrid.loop.cases.workflow import Desk, State, Transition
from vitalgrid.loop.cases.workflow.coming import FORWARD, HANDS, way_from


@dataclass(frozen=True)
class Turn:
    """Who has the case now. `is_mine`: the person who looks can take it on."""

    who: str
    what: str
    since: datetime
    is_mine: bool


@dataclass(frozen=True)
class Coming:
    """A step that lies ahead: its state, who does it, and by when (a moment) or within which time (words)."""

    label: str
    who: str
    due_at: datetime | None = None
    limit: str = ""


def turn_of(case: Case, steps: Sequence[Step], next_verbs: Iterable[Transition]) -> Turn | None:
    """Whose turn it is; None when the case has ended."""
    if case.state not in FORWARD:
        return None
    is_mine = any(row.verb == FORWARD[case.state] for row in next_verbs)
    return Turn(_who(case, case.state), str(HANDS[case.state].words), _since(case, steps), is_mine)


def coming_of(case: Case) -> list[Coming]:
    """What is still to come, nearest first."""
    if case.state not in FORWARD:
        return []
    known, told = catalogue(), []
    for state in way_from(case.state):
        if state == State.CLOSED:
            told.append(Coming(str(state.label), ""))
            continue
        limit = known.stage_limit(STAGE_OF_STATE.get(state, ""), case.urgency, case.procedure)
        due = case.due_at if state == State.IN_PROGRESS else None
        hands = HANDS[state]
        who = _who(case, state) if hands.kind == "desk" or case.lead_unit_id else ""
        told.append(Coming(str(state.label), who or str(hands.words), due, "" if due else limit_words(limit)))
    if not case.is_integrity:
        told.append(Coming(_("Follow-up"), str(HANDS[State.CLOSED].words)))
    return told


def _who(case: Case, state: str) -> str:
    """The desk, unit or office by its name."""
    hands = HANDS[state]
    if hands.kind == "unit":
        unit = net().unit(case.lead_unit_id)
        return unit.label if unit else case.unit_text
    if hands.kind == "desk":
        return f"{_desk(case)} · {hands.words}"
    return str(hands.words)


def _desk(case: Case) -> str:
    """The information room of the township, or the centre."""
    if case.desk == Desk.TOWNSHIP and case.township is not None:
        known = net()
        for unit in known.units.all_on(known.today()):
            if unit.kind == "information_room" and unit.area == case.township:
                return unit.label
    return str(Desk(case.desk).label)


def _since(case: Case, steps: Sequence[Step]) -> datetime:
    """When it came to stand where it stands."""
    moved = next((step.at for step in reversed(steps) if step.from_state != step.to_state), None)
    return moved or case.taken_at or case.assigned_at or case.accepted_at or case.opened_at
