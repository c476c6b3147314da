"""The catalogue of admitted matters (入格事项清单, R6) as a list: what holds on a day."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.dateparse import parse_date

from vitalgrid.city.grids.models import DutyArea
from vitalgrid.city.grids.queries import net
from vitalgrid.loop.cases.models import Matter
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.rules import limit_words


@dataclass(frozen=True)
class Line:
    """One admitted matter in words."""

    matter: Matter
    name: str
    category: str
    duty: str
    unit: str
    contact: str
    resolve: str


@dataclass
class Admitted:
    """The catalogue of a day: classes with their lines, and the duty areas that have none."""

    on: date
    groups: list[tuple[str, list[Line]]] = field(default_factory=list)
    count: int = 0
    empty_duties: list[str] = field(default_factory=list)


def admitted_matters(day: str = "") -> Admitted:
    """What may enter the grid on `day` (ISO; today when empty or unreadable)."""
    try:
        on = parse_date(day) or net().today()
    except ValueError:
        on = net().today()
    known, duties = catalogue(), {duty.pk: duty for duty in DutyArea.objects.all()}
    made = Admitted(on)
    groups: dict[str, list[Line]] = {}
    for matter in known.matters:
        if matter.effective_on <= on and (not matter.ended_on or on < matter.ended_on):
            category = known.category_by_id(matter.category_id)
            top = known.top_of(category)
            unit = net().unit(matter.lead_unit_id or (category.lead_unit_id if category else None))
            line = Line(
                matter,
                name_of(matter),
                name_of(category) if category else "",
                _duty(duties[matter.duty_area_id]),
                unit.label if unit else "",
                limit_words(matter.contact_limit or (category.contact_limit if category else "")),
                limit_words(matter.resolve_limit or (category.resolve_limit if category else "")),
            )
            groups.setdefault(f"{top.code} {name_of(top)}" if top else "", []).append(line)
            made.count += 1
    made.groups = sorted(groups.items())
    used = {line.matter.duty_area_id for lines in groups.values() for line in lines}
    made.empty_duties = [_duty(duty) for key, duty in duties.items() if key not in used]
    return made


def _duty(duty: DutyArea) -> str:
    return name_of(duty)
