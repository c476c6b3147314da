"""Which parts a pack has, in the order in which they are loaded: the order of the rooms."""

from vitalgrid.city.grids import pack as grids
from vitalgrid.foundation.calendar import pack as calendar
from vitalgrid.foundation.kit.parts import Part
from vitalgrid.loop.cases import pack as cases

PARTS: tuple[Part, ...] = (*calendar.PARTS, *grids.PARTS, *cases.PARTS)
