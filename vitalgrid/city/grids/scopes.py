"""From the code or name of an area or unit to what a figure is narrowed by.

The area of a case is that of its own day: a code or name means every area that ever bore that code, and all below. The
whole city narrows nothing, for a case without a place is the city's too.
"""

from typing import TypeVar

from vitalgrid.city.grids.models import Area, Unit
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.figures.problems import AMBIGUOUS_NAME, UNKNOWN_AREA, UNKNOWN_UNIT
from vitalgrid.foundation.figures.queries import Scope
from vitalgrid.foundation.kit.problems import Kind, Problem

LEVEL_COLUMNS = {1: "area_1", 2: "area_2", 3: "area_3", 4: "area"}
T = TypeVar("T", Area, Unit)


def area_scope(asked: str) -> Scope:
    """The area called `asked` (code or exact name). Raises `figures.unknown_area` or `figures.ambiguous_name`."""
    found = _named(Area, asked, UNKNOWN_AREA)
    level = max(found, key=lambda area: area.valid_from).level
    column = LEVEL_COLUMNS.get(level, "")
    ids = tuple(sorted(area.pk for area in found if area.level == level))
    return Scope(found[0].code, column, ids if column else ())


def unit_scope(asked: str) -> Scope:
    """The unit called `asked` with the units below it. Raises `figures.unknown_unit` or `figures.ambiguous_name`."""
    found = _named(Unit, asked, UNKNOWN_UNIT)
    family = net().units
    ids = {unit.pk for unit in found} | {below.id for unit in found for below in family.below(unit.pk)}
    return Scope(found[0].code, "unit", tuple(sorted(ids)))


def _named(model: type[T], asked: str, unknown: Kind) -> list[T]:
    """All rows of the code `asked`; else of the one code that bears that name."""
    found = list(model.objects.filter(code=asked))
    if found:
        return found
    codes = set(model.objects.filter(name=asked).values_list("code", flat=True))
    codes = codes or set(model.objects.filter(name_en__iexact=asked).exclude(name_en="").values_list("code", flat=True))
    if not codes:
        raise Problem(unknown, field=model.__name__.lower(), asked=asked)
    if len(codes) > 1:
        raise Problem(AMBIGUOUS_NAME, field=model.__name__.lower(), asked=asked, codes=", ".join(sorted(codes)[:5]))
    return list(model.objects.filter(code=codes.pop()))
