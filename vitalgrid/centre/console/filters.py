"""The form of all filters of the list, and the chips of those that are set. All of them stand in the address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vitalgrid.city.grids.models import Platform
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.kit import moments
from vitalgrid.foundation.kit.forms import DayInput, PlainForm
from vitalgrid.loop.cases.forms import Choices, category_choices, unit_choices
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.listing import CaseFilter
from vitalgrid.loop.cases.workflow import Desk, Source, State, Urgency

LABELS: dict[str, "str | Promise"] = {
    "area": gettext_lazy("Area"),
    "category": gettext_lazy("Category"),
    "unit": gettext_lazy("Lead unit"),
    "state": gettext_lazy("State"),
    "urgency": gettext_lazy("Urgency"),
    "source": gettext_lazy("Reported by way of"),
    "platform": gettext_lazy("Platform"),
    "desk": gettext_lazy("Desk"),
    "since": gettext_lazy("Received from"),
    "until": gettext_lazy("Received until"),
}
WORDS: dict[str, Any] = {"state": State, "urgency": Urgency, "source": Source, "platform": Platform, "desk": Desk}
ANY: tuple[Any, Any] = ("", gettext_lazy("— any —"))
DEEPEST = 3  # the level below which nobody asks for a list


class FilterForm(PlainForm):
    """Every filter as a field; what is chosen goes into the address."""

    def __init__(self, wanted: CaseFilter) -> None:
        super().__init__(auto_id="sift_%s", initial=wanted.to_query() | {"since": wanted.since, "until": wanted.until})
        for name, label in LABELS.items():
            self.fields[name] = _field(name, label, wanted)


def _field(name: str, label: "str | Promise", wanted: CaseFilter) -> forms.Field:
    common: dict[str, Any] = {"label": label, "required": False}
    if name in ("since", "until"):
        return forms.DateField(widget=DayInput(), **common)
    return forms.ChoiceField(choices=_choices(name, wanted), **common)


def _choices(name: str, wanted: CaseFilter) -> Choices:
    if name == "area":
        return area_steps(wanted.area)
    if name == "category":
        return [ANY, *category_choices()[1:]]
    if name == "unit":
        area = next(iter(net().areas.with_code(wanted.area)), None) if wanted.area else None
        return [ANY, *unit_choices(area.township if area else None)[1:]]
    return [ANY, *WORDS[name].choices]


def area_steps(code: str) -> Choices:
    """The way down the net, a level at a time: the city's townships; inside a chosen area what lies right below it."""
    known = net()
    today = known.today()
    chosen = next(iter(known.areas.with_code(code)), None) if code else None
    if chosen is None:
        return [ANY, *((one.code, one.label) for one in known.areas.all_on(today) if one.level == 1)]
    way = [one for one in known.areas.above(chosen.id) if one.level >= 1]
    found: Choices = [ANY, *((one.code, "　" * (one.level - 1) + one.label) for one in way)]
    if chosen.level < DEEPEST:
        below = [one for one in known.areas.below(chosen.id, today) if one.level == chosen.level + 1]
        found.append((_("Below %(area)s") % {"area": chosen.label}, [(one.code, one.label) for one in below]))
    return found


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is set, in words, with the address of the list without it."""

    label: str
    value: str
    without: str


def chips(wanted: CaseFilter) -> list[Chip]:
    """What narrows the list, in the form's order."""
    set_now = [name for name in LABELS if getattr(wanted, name)]
    return [
        Chip(str(LABELS[name]), _word(name, wanted), urlencode(wanted.without(name).to_query())) for name in set_now
    ]


def _word(name: str, wanted: CaseFilter) -> str:
    value = getattr(wanted, name)
    if name in ("since", "until"):
        return moments.day(value, get_language() or "")
    found: Any = None
    if name == "area":
        found = next(iter(net().areas.with_code(value)), None)
    elif name == "unit":
        found = next(iter(net().units.with_code(value)), None)
    elif name == "category":
        category = catalogue().category(value)
        return name_of(category) if category else str(value)
    elif value in set(WORDS[name]):
        return str(WORDS[name](value).label)
    return found.label if found else str(value)
