"""What a pack may set for the whole city's staffing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

PER_FULL_TIMER, BAND, KINDS = "households_per_full_timer", "households_band", "households_kinds"
USUAL_DUTIES, ALL = "usual_duties", "all"


@dataclass(frozen=True)
class StaffingNorm:
    """How many households one full-timer should have, in which kinds of level-1 areas (R45: townships, not streets)."""

    usual: int = 15
    least: int = 10
    most: int = 20
    kinds: frozenset[str] = frozenset({"township", "town", "farm"})


def staffing_norm(settings: Mapping[str, Any]) -> StaffingNorm:
    """The norm that the settings give; what they leave out stays as in the founding text."""
    norm = StaffingNorm()
    least, most = settings.get(BAND) or (norm.least, norm.most)
    kinds = settings.get(KINDS)
    return StaffingNorm(
        usual=int(settings.get(PER_FULL_TIMER, norm.usual)),
        least=int(least),
        most=int(most),
        kinds=frozenset(kinds) if kinds is not None else norm.kinds,
    )


def usual_duties(settings: Mapping[str, Any], role: str, every: Sequence[str]) -> tuple[str, ...]:
    """The duty areas of a post that lists none: what the pack gives for the role ("all" or codes), else none."""
    given = (settings.get(USUAL_DUTIES) or {}).get(role, ())
    return tuple(every) if given == ALL else tuple(given)


def settings_faults(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with the settings of a pack, each with how to mend it."""
    found = []
    usual, band, kinds = settings.get(PER_FULL_TIMER), settings.get(BAND), settings.get(KINDS)
    if usual is not None and not _is_count(usual):
        found.append((_("%(key)s is not a count") % {"key": PER_FULL_TIMER}, _("write a whole number, such as 15")))
    is_band = isinstance(band, list) and len(band) == 2 and all(map(_is_count, band)) and band[0] <= band[1]
    if band is not None and not is_band:
        found.append((_("%(key)s is not a band") % {"key": BAND}, _("write the least and the most, such as [10, 20]")))
    if kinds is not None and not (isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds)):
        found.append((_("%(key)s is not a list") % {"key": KINDS}, _("list kinds of areas, such as [township, town]")))
    duties = settings.get(USUAL_DUTIES)
    if duties is not None and not (isinstance(duties, Mapping) and all(map(_are_duties, duties.values()))):
        mend = _("give each role all, or a list of codes of duty areas")
        found.append((_("%(key)s cannot be read") % {"key": USUAL_DUTIES}, mend))
    return found


def _are_duties(value: Any) -> bool:
    return value == ALL or (isinstance(value, list) and all(isinstance(code, str) for code in value))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
