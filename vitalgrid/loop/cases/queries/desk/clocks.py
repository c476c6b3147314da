"""The clocks of a case as the desk shows them: what is used up, what stood still and for how long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from vitalgrid.loop.cases.models import Clock, Pause
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.rules import limit_words

NEARLY = 0.8


@dataclass
class StageClock:
    """One clock with its word and its limit in words."""

    clock: Clock
    label: str
    limit: str
    is_late: bool
    share: float = 0.0  # of the way from start to due that is gone, 0–1
    held: list[tuple[float, float]] = field(default_factory=list)  # paused stretches of that way
    stood_still: timedelta = timedelta()  # how long it was paused in all

    @property
    def tone(self) -> str:
        """The colour of its bar: past its time, nearly there, or neither."""
        return "danger" if self.is_late else "call" if self.share > NEARLY else ""


@dataclass
class ToldPause:
    """A stretch in which the clocks stood still, with its cause in words."""

    pause: Pause
    cause: str
    lasted: timedelta

    @property
    def is_running(self) -> bool:
        """Whether they still stand."""
        return self.pause.ended_at is None


def told_pauses(pauses: Iterable[Pause], now: datetime) -> list[ToldPause]:
    """Every pause of a case in words."""
    known, told = catalogue(), []
    for one in pauses:
        reason = known.reason("pause_cause", one.cause)
        told.append(ToldPause(one, name_of(reason) if reason else one.cause, (one.ended_at or now) - one.from_at))
    return told


def stage_clocks(clocks: Iterable[Clock], pauses: Sequence[ToldPause], now: datetime) -> list[StageClock]:
    """Every clock of a case, with how much of it is used."""
    labels: dict[str, Any] = {
        "triage": _("Triage"),
        "assign": _("Assign"),
        "accept": _("Acceptance by the unit"),
        "contact": _("First contact"),
        "resolve": _("Whole case"),
        "verify": _("Verify"),
        "close": _("Close"),
        "ruling": _("Ruling"),
        "review": _("Review"),
    }
    told = []
    for one in clocks:
        shown = StageClock(
            one, labels.get(one.stage, one.stage), limit_words(one.limit), (one.stopped_at or now) > one.due_at
        )
        shown.share = _shares_of(one, one.started_at, one.stopped_at or now)[1]
        for each in pauses if one.is_pausable else ():
            start, end = max(each.pause.from_at, one.started_at), min(each.pause.ended_at or now, one.stopped_at or now)
            stretch = _shares_of(one, each.pause.from_at, each.pause.ended_at or now)
            if stretch[0] < stretch[1]:
                shown.held.append(stretch)
            shown.stood_still += max(end - start, timedelta())
        told.append(shown)
    return told


def _shares_of(one: Clock, start: datetime, end: datetime) -> tuple[float, float]:
    """A stretch of time as shares of the way from the clock's start to its due moment, each 0–1."""
    whole = max((one.due_at - one.started_at).total_seconds(), 1.0)
    first, last = ((at - one.started_at).total_seconds() / whole for at in (start, end))
    return min(max(first, 0.0), 1.0), min(max(last, 0.0), 1.0)
