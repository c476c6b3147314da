"""The tables of the net."""

from vitalgrid.city.grids.models.areas import Area, Boundary, City, Succession
from vitalgrid.city.grids.models.posts import Handover, Post
from vitalgrid.city.grids.models.units import DutyArea, Unit, UnitSuccession

__all__ = [
    "Area",
    "Boundary",
    "City",
    "DutyArea",
    "Handover",
    "Post",
    "Succession",
    "Unit",
    "UnitSuccession",
]
