"""Which parts a pack has, in the order in which they are loaded: the order of the rooms."""

from vitalgrid.city.grids.pack import PARTS as NET
from vitalgrid.foundation.calendar.pack import PARTS as CALENDAR
from vitalgrid.foundation.kit.parts import Part
from vitalgrid.loop.cases.pack import PARTS as LOOP

PARTS: tuple[Part, ...] = (*CALENDAR, *NET, *LOOP)
