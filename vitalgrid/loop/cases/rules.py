"""Decisions on plain values. No table, no clock: `now` and the calendar are arguments."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import ngettext

from vitalgrid.foundation.calendar.rules import Limit, TimeUnit, WorkCalendar, due_at, parse_limit
from vitalgrid.loop.cases.workflow.states import Desk, Procedure, Source, State
from vitalgrid.loop.cases.workflow.table import SHOWABLE

# The clock of a stage starts with the state and stops when it is left.
STAGE_OF_STATE = {
    State.RECEIVED: "triage",
    State.TRIAGED: "assign",
    State.ASSIGNED: "accept",
    State.RULING: "ruling",
    State.HANDLED: "verify",
    State.VERIFIED: "close",
    State.IN_REVIEW: "review",
}
CONTACT, RESOLVE = "contact", "resolve"

# What the 信访工作条例 gives a complainant and the two reviewing bodies (calendar days).
REVIEW_WINDOW = timedelta(days=30)
REVIEWS = 2
# A petition's decision may be extended once, by at most 30 days; other cases as the pack says.
MAX_EXTENSIONS = {Procedure.PETITION: 1}
COMMON_MAX_EXTENSIONS = 2

# How long a step can be taken back; the button is offered a little shorter, so that a press still arrives.
UNDO_WINDOW = timedelta(seconds=20)
ASIDE_AT_MOST = timedelta(days=7)
# How far the clock of whoever tells us may be ahead of the server's. What it says beyond that is refused.
AHEAD_ALLOWED = timedelta(minutes=10)
CLOCK_AHEAD = "clock_ahead"  # a report's flag
REOPEN_WINDOW_DAYS = 7
FOLLOW_UP_AFTER = timedelta(days=1)
MAX_PHOTOS = 9
MAX_PARTS = 10
MAX_DESCRIPTION = 5000
ALIKE, CLOSE = 0.2, 150.0  # share of common pairs of characters; metres
# What stands for what in a standard answer.
PLACEHOLDERS = ("code", "title", "place", "category", "unit", "due", "today")
_PLACEHOLDER = re.compile(r"\{([A-Za-z_]{1,20})\}")
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[。!?!?\n;;]")
_PHONE = re.compile(r"^\+?[0-9][0-9 ()-]{4,22}[0-9]$")


def title_of(description: str, limit: int = 40) -> str:
    """A title from the first sentence of what was told, at most `limit` characters, cut with an ellipsis."""
    first = next((part.strip() for part in _SENTENCE.split(description) if part.strip()), description.strip())
    first = _SPACE.sub(" ", first)
    return first if len(first) <= limit else first[: limit - 1] + "…"


def desk_of(source: str, *, has_township: bool, is_station_matter: bool, procedure: str) -> Desk:
    """Whose turn a new case is (R35, R63).

    A worker's report goes straight to the township (L3 → L1); so does what a township station usually does. Petitions,
    emergencies, complaints about staff and everything without a place are the centre's.
    """
    if procedure in (Procedure.PETITION, Procedure.EMERGENCY, Procedure.INTEGRITY) or not has_township:
        return Desk.CENTRE
    return Desk.TOWNSHIP if source == Source.WORKER or is_station_matter else Desk.CENTRE


def may_be_phone(text: str) -> bool:
    """Whether what is sought may be somebody's number: looser than `kit.phones.is_phone`, which says what is taken.

    Older and imported contacts hold what no rule of today would take, and a word for word search would write it down.
    """
    return bool(_PHONE.match(text)) and sum(c.isdigit() for c in text) >= 6


def phone_digits(text: str) -> str:
    """The digits alone, with China's country code dropped, so that one number has one blind index."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) >= 11 + len(prefix):
            return digits[len(prefix) :]
    return digits


@dataclass(frozen=True)
class Running:
    """What the final clock needs: when it started, its limit, its pauses and granted extensions."""

    started_at: datetime
    limit: Limit
    pauses: Sequence[tuple[datetime, datetime]] = ()
    extensions: Sequence[Limit] = ()

    def due(self, calendar: WorkCalendar) -> datetime:
        """When it is due (UTC)."""
        return due_at(self.started_at, self.limit, calendar, self.pauses, self.extensions)


def stage_due(started_at: datetime, limit: str, calendar: WorkCalendar) -> datetime | None:
    """Due moment of a stage whose limit is written `limit`; None when the pack gives none."""
    return due_at(started_at, parse_limit(limit), calendar) if limit else None


def max_extensions(procedure: str) -> int:
    """How often more time may be granted."""
    return MAX_EXTENSIONS.get(Procedure(procedure), COMMON_MAX_EXTENSIONS)


def happened_at(told: datetime, now: datetime) -> tuple[datetime, list[str]]:
    """When it happened by the server's clock, and the report's flags: nothing is told before it happens."""
    return (now, [CLOCK_AHEAD]) if told > now else (told, [])


def may_reopen(closed_at: datetime, now: datetime) -> bool:
    """Whether the reporter may still reopen by one tap."""
    return now - closed_at <= timedelta(days=REOPEN_WINDOW_DAYS)


def aside_until(now: datetime, until: datetime, due: datetime | None) -> datetime | None:
    """When a case that somebody lays aside until `until` comes back to them: when it falls due, at the latest.

    None when `until` is not ahead, or further than `ASIDE_AT_MOST`.
    """
    if not now < until <= now + ASIDE_AT_MOST:
        return None
    return min(until, due) if due is not None else until


def may_show_photos(procedure: str, *, is_integrity: bool) -> bool:
    """Whether photos of such a case may be shown to everybody, once somebody chooses them one by one."""
    return not is_integrity and procedure in SHOWABLE


def secret_digest(secret: str) -> str:
    """What is stored of the word in a reporter's link."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def is_twin(likeness: float, metres: float | None, *, is_other_kind: bool) -> bool:
    """Whether two open cases are worth a second look as one matter: much alike in words, or half as much and close by
    (`metres` None: the place is only known by its name) and not of two known kinds. A proposal; a person joins."""
    if likeness >= ALIKE:
        return True
    return not is_other_kind and likeness >= ALIKE / 2 and (metres is None or metres <= CLOSE)


def unknown_placeholders(text: str) -> list[str]:
    """The names in braces that nothing is filled in for."""
    return [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """`text` with each `{name}` of `values` replaced; other braces stay as they are, and nothing is filled in twice."""
    return _PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def limit_words(text: str) -> str:
    """A limit as people say it: "4 wh" → 4 working hours. Empty for an empty one."""
    if not text:
        return ""
    limit = parse_limit(text)
    amount = limit.amount
    if limit.unit in (TimeUnit.HOURS, TimeUnit.WORKING_HOURS):
        is_working = limit.unit == TimeUnit.WORKING_HOURS
        if amount % 60:
            few = ngettext("%(n)s working minute", "%(n)s working minutes", amount)
            return (few if is_working else ngettext("%(n)s minute", "%(n)s minutes", amount)) % {"n": amount}
        hours = amount // 60
        more = ngettext("%(n)s working hour", "%(n)s working hours", hours)
        return (more if is_working else ngettext("%(n)s hour", "%(n)s hours", hours)) % {"n": hours}
    working = ngettext("%(n)s working day", "%(n)s working days", amount)
    plain = ngettext("%(n)s day", "%(n)s days", amount)
    return (working if limit.unit == TimeUnit.WORKING_DAYS else plain) % {"n": amount}
