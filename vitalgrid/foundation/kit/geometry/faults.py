"""What can be wrong with outlines, in words: what it is, where it is, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class FaultKind:
    """A sort of fault. `what` and `mend` are lazy sentences that take the fault's values."""

    code: str
    what: "str | Promise"
    mend: "str | Promise"


NOT_AN_OUTLINE = FaultKind(
    "not_an_outline",
    _("this is not an outline: %(detail)s"),
    _("give a Polygon or a MultiPolygon with its rings of longitude and latitude"),
)
NOT_FINITE = FaultKind(
    "not_finite",
    _("position %(number)s of ring %(ring)s is not a number"),
    _("leave the position out or give its longitude and latitude"),
)
TOO_MANY_VERTICES = FaultKind(
    "too_many_vertices",
    _("the outline has %(number)s positions, more than %(limit)s"),
    _("simplify it; a tolerance of %(metres)s m is enough"),
)
SWAPPED = FaultKind(
    "swapped",
    _("longitude and latitude are swapped: %(lon)s, %(lat)s lies elsewhere"),
    _("write the longitude first; a corrected outline is offered"),
)
OUT_OF_RANGE = FaultKind(
    "out_of_range",
    _("%(lon)s, %(lat)s is no place on the earth"),
    _("give degrees: longitude from -180 to 180, latitude from -90 to 90"),
)
UNCLOSED = FaultKind(
    "unclosed",
    _("ring %(ring)s is not closed at %(lon)s, %(lat)s"),
    _("repeat its first position as its last; a corrected outline is offered"),
)
TOO_FEW = FaultKind(
    "too_few",
    _("ring %(ring)s has fewer than three corners"),
    _("draw the ring again or leave it out"),
)
ANTIMERIDIAN = FaultKind(
    "antimeridian",
    _("the outline crosses the 180th meridian at %(lon)s, %(lat)s"),
    _("cut it there in two parts; a corrected outline is offered"),
)
SELF_INTERSECTION = FaultKind(
    "self_intersection",
    _("the outline crosses itself at %(lon)s, %(lat)s"),
    _("draw it again there; a corrected outline is offered, its surface differs by %(square_metres)s m²"),
)
HOLE_OUTSIDE = FaultKind(
    "hole_outside",
    _("a hole lies outside its outline at %(lon)s, %(lat)s"),
    _("leave the hole out or move it inside; a corrected outline is offered"),
)
INVALID = FaultKind(
    "invalid",
    _("the outline is not sound at %(lon)s, %(lat)s: %(detail)s"),
    _("draw it again there; a corrected outline is offered, its surface differs by %(square_metres)s m²"),
)
EMPTY = FaultKind("empty", _("the outline has no surface"), _("draw the outline again"))

OVERLAP = FaultKind(
    "overlap",
    _("%(first)s and %(second)s overlap by %(square_metres)s m² at %(lon)s, %(lat)s"),
    _("give the overlap to %(give_to)s, which has the longer border with it"),
)
GAP = FaultKind(
    "gap",
    _("no area of %(parent)s covers %(square_metres)s m² at %(lon)s, %(lat)s"),
    _("give the gap to %(give_to)s, which has the longest border with it"),
)
LONE_GAP = FaultKind(
    "lone_gap",
    _("no area of %(parent)s covers %(square_metres)s m² at %(lon)s, %(lat)s, and none touches it"),
    _("draw an area there"),
)
OUTSIDE_PARENT = FaultKind(
    "outside_parent",
    _("%(first)s reaches %(square_metres)s m² beyond %(parent)s at %(lon)s, %(lat)s"),
    _("cut it at the border of %(parent)s"),
)


@dataclass(frozen=True)
class Fault:
    """One fault. `lon`, `lat` is its place in degrees if it has one, `square_metres` its size, `codes` the areas.

    `piece` is the surface that an overlap, a gap or an overhang is about; `give_to` the code of the area that should
    have it ("" for none).
    """

    kind: FaultKind
    lon: float | None = None
    lat: float | None = None
    square_metres: float = 0.0
    codes: tuple[str, ...] = ()
    give_to: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    piece: BaseGeometry | None = field(default=None, compare=False, repr=False)

    @property
    def sentence(self) -> str:
        """What is wrong and where, in the language that is active now."""
        return str(self.kind.what) % self._values()

    @property
    def proposal(self) -> str:
        """What to do about it."""
        return str(self.kind.mend) % self._values()

    def _values(self) -> dict[str, Any]:
        place = {
            "lon": f"{self.lon:.6f}" if self.lon is not None else "-",
            "lat": f"{self.lat:.6f}" if self.lat is not None else "-",
        }
        return {**place, "square_metres": f"{self.square_metres:,.1f}", "give_to": self.give_to, **self.values}
