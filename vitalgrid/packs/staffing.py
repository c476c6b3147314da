"""Asks the net's staffing rules of a pack before it is loaded. What it finds are notes: a vacancy stops nothing."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from vitalgrid.city.grids.models import FULL_TIME_SOURCES, PART_TIME_SOURCES
from vitalgrid.city.grids.rules.settings import staffing_norm, usual_duties
from vitalgrid.city.grids.rules.staffing import Staff, StaffedArea, StaffPost, check_staffing
from vitalgrid.foundation.accounts.roles import FULL_TIME, PART_TIME, ROLES
from vitalgrid.foundation.kit.parts import Finding, PackData, Row

SOURCES = {FULL_TIME: set(FULL_TIME_SOURCES), PART_TIME: set(PART_TIME_SOURCES)}
_HERE = UUID("5c1f0b86-0000-4000-8000-000000000000")  # a pack has codes, the rules ask for ids


def staffing_findings(data: PackData, on: date) -> list[Finding]:
    """A note for each rule that is not kept on the day `on`, at the area's row. A pack without posts has none."""
    if not data.of("posts"):
        return []
    areas = {row.values["code"]: row for row in data.of("areas") if _is_valid(row, on)}
    settings: dict[str, Any] = data.of("city")[0].get("settings", {})
    duties = [row.values["code"] for row in data.of("duty_areas")]
    staff = Staff(
        areas=[_area(row, areas) for row in areas.values()],
        posts=[post for row in data.of("posts") for post in _post(row, areas, settings, duties)],
        norm=staffing_norm(settings),
        duty_codes=duties,
        on=on,
    )
    return [
        data.finding("areas", areas[found.code], f"{found.code}: {found.sentence}", found.proposal, is_warning=True)
        for found in check_staffing(staff)
    ]


def _is_valid(row: Row, on: date) -> bool:
    until = row.get("valid_until")
    return date.fromisoformat(row.values["valid_from"]) <= on and (not until or on < date.fromisoformat(until))


def _id(code: str) -> UUID:
    return uuid5(_HERE, code)


def _area(row: Row, areas: dict[str, Row]) -> StaffedArea:
    top = row
    while top.values["level"] > 1 and top.get("parent") in areas:
        top = areas[top.values["parent"]]
    return StaffedArea(
        id=_id(row.values["code"]),
        code=row.values["code"],
        level=row.values["level"],
        parent=_id(row.values["parent"]) if row.get("parent") else None,
        since=date.fromisoformat(row.values["valid_from"]),
        households=row.get("households"),
        top_kind=top.values["kind"],
    )


def _post(row: Row, areas: dict[str, Row], settings: dict[str, Any], duties: list[str]) -> list[StaffPost]:
    """The post as the rules know it; none when it is no part of a grid's staff."""
    role = ROLES[row.values["role"]]
    if not role.grid_part or row.get("area") not in areas:
        return []
    until = row.get("ended_on")
    return [
        StaffPost(
            id=uuid5(_HERE, f"{row.line}"),
            user_id=_id(row.values["login"]).int,
            area=_id(row.values["area"]),
            part=role.grid_part,
            start=date.fromisoformat(row.values["started_on"]),
            end=date.fromisoformat(until) if until else None,
            duties=tuple(row.get("duties", ())) or usual_duties(settings, role.code, duties),
            is_source_right=role.grid_part not in SOURCES or row.get("source_type") in SOURCES[role.grid_part],
        )
    ]
