"""Standard answers: those that fit an act, filled in for its case, and the list of all for who keeps them."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.kit import clock, moments
from vitalgrid.loop.cases.models import Case, Reply
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.listing import place_of
from vitalgrid.loop.cases.rules import fill_in

SHOWN = 12


@dataclass(frozen=True)
class Offered:
    """A standard answer ready to be put in."""

    code: str
    name: str
    text: str


def replies_for(case: Case, verb: str) -> list[Offered]:
    """The answers in force for `verb` and the case's kind, the most particular first, filled in. One statement.

    The answer goes to who reported, in the city's language: the English text is for an English page only.
    """
    known = catalogue()
    category = known.category_by_id(case.category_id)
    top = known.top_of(category)
    kinds = [one.id for one in (category, top) if one]
    rows = Reply.objects.filter(Q(category=None) | Q(category__in=kinds), verb=verb, ended_at=None)
    order = {key: place for place, key in enumerate(kinds)}
    found = sorted(rows, key=lambda one: (order[one.category_id] if one.category_id else len(kinds), one.code))[:SHOWN]
    values = values_for(case)
    is_english = (get_language() or "").startswith("en")
    return [
        Offered(
            one.code,
            one.name_en or one.name if is_english else one.name,
            fill_in(one.text_en or one.text if is_english else one.text, values),
        )
        for one in found
    ]


def values_for(case: Case) -> dict[str, str]:
    """What the placeholders stand for."""
    category = catalogue().category_by_id(case.category_id)
    unit, now = net().unit(case.lead_unit_id), clock.now()
    language, zone = get_language() or "zh-hans", timezone.get_current_timezone()
    return {
        "code": case.code,
        "title": case.title,
        "place": case.address or place_of(case.area_id),
        "category": name_of(category) if category else case.category_text,
        "unit": unit.label if unit else case.unit_text,
        "due": moments.by(case.due_at, now, zone, language) if case.due_at else _("(no day yet)"),
        "today": moments.short_day(now.astimezone(zone), language),
    }


def replies_in_force() -> list[Reply]:
    """All answers in force, by verb and name."""
    return list(Reply.objects.filter(ended_at=None).select_related("category").order_by("verb", "name", "code"))


def versions_of(code: str) -> list[Reply]:
    """Every version of one answer, the newest first."""
    return list(Reply.objects.filter(code=code).select_related("category").order_by("-version"))
