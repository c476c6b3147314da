"""The catalogue of admitted matters (入格事项清单, R6): what holds on a day, and what each line was before."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.dateparse import parse_date

from vitalgrid.city.grids.models import DutyArea
from vitalgrid.city.grids.queries import net
from vitalgrid.loop.cases.models import Category, Matter
from vitalgrid.loop.cases.queries.catalogue import Catalogue, catalogue, name_of
from vitalgrid.loop.cases.rules import limit_words

LONGEST = 60


@dataclass(frozen=True)
class Line:
    """One admitted matter in words, with its other versions, the newest first."""

    matter: Matter
    name: str
    category: str
    duty: str
    unit: str
    contact: str
    resolve: str
    versions: list["Line"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a search looks through."""
        told = self.matter
        return " ".join(
            (told.code, told.name, told.name_en, self.category, self.duty, self.unit, told.finders,
             told.closing_condition, told.evidence, told.legal_basis)
        ).casefold()  # fmt: skip


@dataclass
class Admitted:
    """The catalogue of a day: classes with their lines, what was asked, and the duty areas that have none."""

    on: date
    top: str = ""
    duty: str = ""
    q: str = ""
    tops: list[tuple[str, str]] = field(default_factory=list)
    duties: list[tuple[str, str]] = field(default_factory=list)
    groups: list[tuple[str, list[Line]]] = field(default_factory=list)
    count: int = 0
    whole: int = 0
    empty_duties: list[str] = field(default_factory=list)


def admitted_matters(given: Mapping[str, str]) -> Admitted:
    """What may enter the grid on `on` (ISO; today when empty or unreadable), narrowed by `top` (a class), `duty` (duty
    area) and `q` (words in any column)."""
    known, duties = catalogue(), {duty.pk: duty for duty in DutyArea.objects.all()}
    made = Admitted(
        _day(given.get("on", "")),
        given.get("top", ""),
        given.get("duty", ""),
        given.get("q", "").strip()[:LONGEST],
        [(top.code, f"{top.code} {name_of(top)}") for top, _below in known.tree()],
        [(key, name_of(duty)) for key, duty in duties.items()],
    )
    versions: dict[str, list[Line]] = defaultdict(list)
    for matter in sorted(known.matters, key=lambda m: m.effective_on, reverse=True):
        versions[matter.code].append(_line(known, matter, duties))
    groups: dict[str, list[Line]] = defaultdict(list)
    used: set[str] = set()
    for lines in versions.values():
        line = next((one for one in lines if _holds(one.matter, made.on)), None)
        if line is None:
            continue
        made.whole += 1
        used.add(line.matter.duty_area_id)
        top = known.top_of(known.category_by_id(line.matter.category_id))
        if _is_asked(made, line, top):
            line.versions.extend(one for one in lines if one is not line)
            groups[f"{top.code} {name_of(top)}" if top else ""].append(line)
            made.count += 1
    made.groups = sorted((name, sorted(lines, key=lambda one: one.matter.code)) for name, lines in groups.items())
    made.empty_duties = [name_of(duty) for key, duty in duties.items() if key not in used]
    return made


def _day(text: str) -> date:
    try:
        return parse_date(text) or net().today()
    except ValueError:
        return net().today()


def _holds(matter: Matter, on: date) -> bool:
    return matter.effective_on <= on and (not matter.ended_on or on < matter.ended_on)


def _is_asked(made: Admitted, line: Line, top: Category | None) -> bool:
    if made.top and (top is None or top.code != made.top):
        return False
    if made.duty and line.matter.duty_area_id != made.duty:
        return False
    return all(word in line.text for word in made.q.casefold().split())


def _line(known: Catalogue, matter: Matter, duties: Mapping[str, DutyArea]) -> Line:
    category = known.category_by_id(matter.category_id)
    unit = net().unit(matter.lead_unit_id or (category.lead_unit_id if category else None))
    return Line(
        matter,
        name_of(matter),
        name_of(category) if category else "",
        name_of(duties[matter.duty_area_id]),
        unit.label if unit else "",
        limit_words(matter.contact_limit or (category.contact_limit if category else "")),
        limit_words(matter.resolve_limit or (category.resolve_limit if category else "")),
    )
