"""What can be chosen on the map: filters, levels, steps, each with its words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vitalgrid.centre.console.map_asked import DEEPEST, STEPS, MapAsked
from vitalgrid.city.grids.models import Platform
from vitalgrid.city.grids.queries import net
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.workflow import OPEN_STATES, Source, State


@dataclass(frozen=True)
class Choice:
    """A field with what it may be."""

    name: str
    label: str
    chosen: str
    options: list[tuple[str, str]]


def choices_for(asked: MapAsked) -> dict[str, Choice]:
    """The fields of the layers panel and of the scrubber."""
    known = net()
    every = ("", _("All"))
    filters = asked.filters
    classes = [(top.code, name_of(top)) for top, _below in catalogue().tree()]
    states = [(state.value, str(state.label)) for state in State if state in OPEN_STATES]
    levels = [(str(n), _short(known.level_name(n))) for n in range(asked.area.level + 1, DEEPEST + 1)]
    words = {
        "hour": _("1 hour"),
        "quarter": _("6 hours"),
        "day": _("1 day"),
        "week": _("1 week"),
        "month": _("1 month"),
    }
    made = [
        Choice("show", _("Cases"), asked.show, list(show_words().items())),
        Choice("category", _("Class"), filters.get("category", ""), [every, *classes]),
        Choice("platform", _("Platform"), filters.get("platform", ""), [every, *_pairs(Platform)]),
        Choice("state", _("State"), filters.get("state", ""), [every, *states]),
        Choice("source", _("Told by"), filters.get("source", ""), [every, *_pairs(Source)]),
        Choice("level", _("Areas drawn"), str(asked.level), levels),
        Choice("step", _("Step"), asked.step, [(name, words[name]) for name in STEPS]),
    ]
    return {one.name: one for one in made}


def _short(name: str) -> str:
    """The name of a level without what stands in brackets behind it: the field is narrow."""
    return name.split("（")[0].split(" (")[0] or name


def show_words() -> dict[str, str]:
    """What of the cases can be shown, in words."""
    return {
        "open": pgettext("cases", "Open"),
        "overdue": _("Overdue"),
        "closed": _("Closed in 7 days"),
    }


def _pairs(words: type[Platform] | type[Source]) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in words.choices]
