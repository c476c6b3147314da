"""Which state lights which segment of the loop ring: 收集 · 分流交办 · 执行处置 · 督办 · 反馈 · 考核 (R61)."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.loop.cases.workflow import Outcome, State

COLLECT, DISPATCH, EXECUTE, PRESS, ANSWER, ASSESS = range(1, 7)

STAGES: "tuple[str | Promise, ...]" = (
    _("collecting"),
    _("sorting and assigning"),
    _("handling"),
    _("supervising"),
    _("answering"),
    _("assessing"),
)

# state -> (current segment, tone, middle)
LIGHTS: dict[str, tuple[int, str, str]] = {
    State.RECEIVED: (COLLECT, "call", "dot"),
    State.TRIAGED: (DISPATCH, "call", "dot"),
    State.RULING: (DISPATCH, "call", "dot"),
    State.ASSIGNED: (EXECUTE, "vital", ""),
    State.IN_PROGRESS: (EXECUTE, "vital", ""),
    State.PAUSED: (EXECUTE, "info", "bars"),
    State.HANDLED: (PRESS, "call", "dot"),
    State.IN_REVIEW: (PRESS, "call", ""),
    State.VERIFIED: (ANSWER, "call", "dot"),
}


def ring_of(
    state: str, *, due_at: datetime | None, now: datetime, outcome: str = "", is_followed_up: bool = False
) -> Ring:
    """The ring of a case. Overdue is computed here and nowhere stored; a paused case is not overdue."""
    if state in LIGHTS:
        current, tone, middle = LIGHTS[state]
        return Ring(current, tone, middle, is_overdue=is_overdue(state, due_at, now))
    if state == State.CLOSED:
        is_barred = outcome in (Outcome.EXPLAINED, Outcome.NOT_ACCEPTED)
        return Ring(0, is_whole=True, is_barred=is_barred, middle="" if is_barred else "check")
    return Ring(0, "info", is_whole=True, is_barred=True)


def is_overdue(state: str, due_at: datetime | None, now: datetime) -> bool:
    """Whether a running clock is past its due moment (due at 17:00 is late after 17:00, not at it)."""
    return state in LIGHTS and state != State.PAUSED and due_at is not None and now > due_at


def stage_words(ring: Ring) -> str:
    """Which stage of the loop the ring's current segment is, in words; "" when none is."""
    if not ring.current:
        return ""
    return gettext("stage %(n)s · %(name)s") % {"n": ring.current, "name": STAGES[ring.current - 1]}
