"""The catalogue as one object in the process: categories, matters, stage limits and reasons.

It is read anew when the city's stamp has changed; a page costs no statement for it.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import get_language

from vitalgrid.city.grids.models import DutyArea
from vitalgrid.city.grids.queries import net
from vitalgrid.loop.cases.models import Category, Matter, Reason, StageLimit


def name_of(thing: Category | Matter | Reason | DutyArea) -> str:
    """The name in the language that is active now."""
    is_english = (get_language() or "").startswith("en")
    return thing.name_en or thing.name if is_english else thing.name


@dataclass
class Catalogue:
    """What may enter the grid today and how fast it must go."""

    stamp: object
    by_code: dict[str, Category] = field(default_factory=dict)
    by_id: dict[UUID, Category] = field(default_factory=dict)
    children: dict[str, list[Category]] = field(default_factory=dict)
    matters: list[Matter] = field(default_factory=list)
    limits: dict[tuple[str, str, str], str] = field(default_factory=dict)
    reasons: dict[str, list[Reason]] = field(default_factory=dict)
    told: dict[str, bytes] = field(default_factory=dict)  # the tree as it is sent, by language

    def category(self, code: str) -> Category | None:
        """The category called `code`."""
        return self.by_code.get(code)

    def category_by_id(self, key: UUID | None) -> Category | None:
        """The category with that id."""
        return self.by_id.get(key) if key else None

    def top_of(self, category: Category | None) -> Category | None:
        """The class that a sub-class belongs to; itself when it is one."""
        while category is not None and category.parent_id:
            category = self.by_id[category.parent_id]
        return category

    def tree(self) -> list[tuple[Category, list[Category]]]:
        """Classes with their sub-classes, in the pack's order."""
        return [(top, self.children.get(top.code, [])) for top in self.by_code.values() if not top.parent_id]

    def matter(self, code: str, on: date) -> Matter | None:
        """The line of the catalogue called `code` that holds on the day `on`."""
        for matter in self.matters:
            if matter.code == code and matter.effective_on <= on and (not matter.ended_on or on < matter.ended_on):
                return matter
        return None

    def matter_by_id(self, key: UUID | None) -> Matter | None:
        """The line with that id, also one that ended."""
        return next((m for m in self.matters if m.id == key), None) if key else None

    def stage_limit(self, stage: str, urgency: str, procedure: str) -> str:
        """The limit of a stage: the most particular one that the pack gives, "" when none."""
        for key in ((stage, urgency, procedure), (stage, "", procedure), (stage, urgency, ""), (stage, "", "")):
            if key in self.limits:
                return self.limits[key]
        return ""

    def reason(self, kind: str, code: str) -> Reason | None:
        """The reason of that kind and code, if it may be given today."""
        return next((r for r in self.reasons.get(kind, []) if r.code == code), None)


_remembered: Catalogue | None = None


def catalogue() -> Catalogue:
    """The catalogue of now."""
    global _remembered
    stamp = net().stamp
    if _remembered is None or _remembered.stamp != stamp:
        _remembered = _read(stamp)
    return _remembered


def _read(stamp: object) -> Catalogue:
    made = Catalogue(stamp)
    for category in Category.objects.all():
        made.by_code[category.code] = category
        made.by_id[category.id] = category
    for category in made.by_code.values():
        if category.parent_id:
            made.children.setdefault(made.by_id[category.parent_id].code, []).append(category)
    made.matters = list(Matter.objects.all())
    made.limits = {(s.stage, s.urgency, s.procedure): s.limit for s in StageLimit.objects.all()}
    for reason in Reason.objects.filter(is_active=True):
        made.reasons.setdefault(reason.kind, []).append(reason)
    return made
