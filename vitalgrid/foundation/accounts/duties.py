"""Duties that one person must not hold together (domain.md R62; GB/T 22239-2019 level 3, three separate people)."""

from collections.abc import Iterable
from itertools import combinations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INTAKE = "intake"
DISPATCH = "dispatch"
TOWNSHIP_DESK = "township_desk"
EXECUTION = "execution"
PRESSING = "pressing"
ASSESSMENT = "assessment"
LEADING = "leading"
DISCIPLINE = "discipline"
AUDIT = "audit"
PRIVACY = "privacy"
ADMINISTRATION = "administration"
PARTICIPATION = "participation"

DUTIES: "dict[str, str | Promise]" = {
    INTAKE: _("intake"),
    DISPATCH: _("dispatch"),
    TOWNSHIP_DESK: _("township information desk"),
    EXECUTION: _("handling"),
    PRESSING: _("pressing and verification"),
    ASSESSMENT: _("assessment"),
    LEADING: _("leading"),
    DISCIPLINE: _("discipline"),
    AUDIT: _("audit"),
    PRIVACY: _("protection of personal data"),
    ADMINISTRATION: _("administration"),
    PARTICIPATION: _("taking part as a resident"),
}

# The township desk takes in and hands out for its own stations (R63), so it is one duty; it neither handles, presses
# nor assesses. Leaders may watch and decide, but not work the loop that they are answerable for.
_LOOP = (INTAKE, DISPATCH, TOWNSHIP_DESK, EXECUTION, PRESSING, ASSESSMENT, DISCIPLINE)
_GUARDS = (AUDIT, PRIVACY, ADMINISTRATION)


def _pairs() -> frozenset[frozenset[str]]:
    pairs = {frozenset(pair) for pair in combinations(_LOOP, 2)}
    pairs |= {frozenset(pair) for pair in combinations(_GUARDS, 2)}
    pairs |= {frozenset((guard, other)) for guard in _GUARDS for other in (*_LOOP, LEADING)}
    pairs |= {frozenset((LEADING, other)) for other in (ASSESSMENT, DISCIPLINE)}
    return frozenset(pairs)


KEPT_APART: frozenset[frozenset[str]] = _pairs()


def clash(duties: Iterable[str]) -> tuple[str, str] | None:
    """The first two of `duties` (in alphabetical order) that one person must not hold together, or None."""
    for first, second in combinations(sorted(set(duties)), 2):
        if frozenset((first, second)) in KEPT_APART:
            return first, second
    return None
