"""The tables of the net."""

from vitalgrid.city.grids.models.areas import Area, AreaKind, Boundary, City, OutlineMend, Succession, SuccessionKind
from vitalgrid.city.grids.models.posts import (
    FULL_TIME_SOURCES,
    PART_TIME_SOURCES,
    EndReason,
    Handover,
    Post,
    SourceType,
)
from vitalgrid.city.grids.models.units import DutyArea, Platform, Unit, UnitKind, UnitSuccession

__all__ = [
    "FULL_TIME_SOURCES",
    "PART_TIME_SOURCES",
    "Area",
    "AreaKind",
    "Boundary",
    "City",
    "DutyArea",
    "EndReason",
    "Handover",
    "OutlineMend",
    "Platform",
    "Post",
    "SourceType",
    "Succession",
    "SuccessionKind",
    "Unit",
    "UnitKind",
    "UnitSuccession",
]
