"""What the net's API takes and gives."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from vitalgrid.city.grids.actions import NewArea, NewUnit
from vitalgrid.city.grids.models import Area, Handover, Post, Unit
from vitalgrid.city.grids.queries.chart import ChartNode
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.staffing import FindingRow, Staffing
from vitalgrid.foundation.kit.api import Day

ON = Field(description="The first day on which it is so", examples=["2026-03-05"])
REASON = Field("", max_length=300)


class Given(Schema):
    """A body that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class AreaOut(Schema):
    """An area: level 0 city, 1 township, 2 village, 3 grid, 4 patch. Days are half-open."""

    id: UUID
    code: str = Field(examples=["620981109200"])
    name: str
    name_en: str
    kind: str = Field(examples=["village"])
    level: int = Field(examples=[2])
    parent: UUID | None
    path: str = Field(description="Codes from the city down", examples=["620981/620981109/620981109200/"])
    households: int | None
    valid_from: date
    valid_until: date | None
    is_invented: bool

    @classmethod
    def of(cls, area: KnownArea | Area) -> "AreaOut":
        """From an area as remembered, or as stored."""
        parent = area.parent if isinstance(area, KnownArea) else area.parent_id
        told = {name: getattr(area, name) for name in cls.model_fields if name not in ("parent", "households")}
        return cls(parent=parent, households=area.households_planned, **told)


class UnitOut(Schema):
    """A unit. `area` is where it works, null for the whole city."""

    id: UUID
    code: str = Field(examples=["water"])
    name: str
    name_en: str
    kind: str = Field(examples=["department"])
    platforms: list[str] = Field(examples=[["services"]])
    parent: UUID | None
    area: UUID | None
    duty_phone: str
    valid_from: date
    valid_until: date | None
    is_invented: bool

    @classmethod
    def of(cls, unit: KnownUnit | Unit) -> "UnitOut":
        """From a unit as remembered, or as stored."""
        if isinstance(unit, KnownUnit):
            parent, area = unit.parent, unit.area
        else:
            parent, area = unit.parent_id, unit.area_id
        told = {name: getattr(unit, name) for name in cls.model_fields if name not in ("parent", "area", "platforms")}
        return cls(parent=parent, area=area, platforms=list(unit.platforms), **told)


class PersonOut(Schema):
    """Somebody as published: nothing but name, title and duty phone."""

    name: str
    title: str
    duty_phone: str
    part: str = Field(description="head, officer, full_time or part_time")


class ResponsibleOut(Schema):
    """An area with the people who answer for it."""

    area: AreaOut
    people: list[PersonOut]
    offices: list[UnitOut]

    @classmethod
    def of(cls, node: ChartNode) -> "ResponsibleOut":
        """From a node of the chart."""
        people = [PersonOut(name=p.name, title=p.title, duty_phone=p.duty_phone, part=p.part) for p in node.people]
        return cls(area=AreaOut.of(node.area), people=people, offices=[UnitOut.of(unit) for unit in node.offices])


class FindingOut(Schema):
    """A staffing rule that is not kept somewhere."""

    rule: str = Field(examples=["no_part_timer"])
    area: str = Field(description="Code of the area")
    place: str
    sentence: str
    proposal: str
    since: date | None
    days: int | None
    is_vacancy: bool

    @classmethod
    def of(cls, row: FindingRow) -> "FindingOut":
        """From a row of the staffing."""
        told = row.finding
        return cls(
            rule=told.rule.code,
            area=told.code,
            place=row.place,
            sentence=told.sentence,
            proposal=told.proposal,
            since=told.since,
            days=told.days,
            is_vacancy=row.is_vacancy,
        )


class StaffingOut(Schema):
    """The check of 1+X+X over an area and everything below it."""

    area: str
    on: date
    grids: int
    sound_grids: int
    full_timers: int
    part_timers: int
    vacancies: int
    reminders: int
    findings: list[FindingOut]

    @classmethod
    def of(cls, found: Staffing) -> "StaffingOut":
        """From the staffing."""
        names = ("on", "grids", "sound_grids", "full_timers", "part_timers", "vacancies", "reminders")
        rows = [FindingOut.of(row) for group in found.groups for row in group.rows]
        return cls(area=found.area.code, findings=rows, **{name: getattr(found, name) for name in names})


class PostOut(Schema):
    """A post: who holds which role where. `ended_on` is the first day on which it is not held any more."""

    id: UUID
    user_id: int
    role: str = Field(examples=["leader"])
    area: UUID | None
    unit: UUID | None
    source_type: str
    title: str
    duty_phone: str
    duties: list[str]
    started_on: date
    ended_on: date | None
    ended_reason: str
    predecessor: UUID | None

    @classmethod
    def of(cls, post: Post) -> "PostOut":
        """From a post as stored."""
        links = ("area", "unit", "predecessor")
        told = {name: getattr(post, name) for name in cls.model_fields if name not in links}
        return cls(**told, **{name: getattr(post, f"{name}_id") for name in links})


class HandoverOut(Schema):
    """What was handed over, and when the new holder confirmed it."""

    id: UUID
    from_post: UUID
    to_post: UUID
    on: date
    items: list[dict[str, Any]]
    notes: str
    confirmed_at: datetime | None

    @classmethod
    def of(cls, handover: Handover) -> "HandoverOut":
        """From a handover as stored."""
        links = ("from_post", "to_post")
        told = {name: getattr(handover, name) for name in cls.model_fields if name not in links}
        return cls(**told, **{name: getattr(handover, f"{name}_id") for name in links})


class FaultOut(Schema):
    """A fault between outlines, with its place and what to do."""

    kind: str = Field(examples=["gap"])
    parent: str
    codes: list[str]
    lon: float | None
    lat: float | None
    square_metres: float
    sentence: str
    proposal: str
    give_to: str
    key: str = Field(description="What names the fault until it is mended")
    is_safe: bool = Field(description="Whether POST areas/{code}/mend would follow the proposal")


class BoundaryCheckOut(Schema):
    """The faults between the outlines at and below an area."""

    area: str
    checked: int
    without: list[str]
    faults: list[FaultOut]


class PostIn(Given):
    """A post to be held. One of `area` and `unit`, or neither for the whole city."""

    username: str = Field(max_length=64, examples=["demo.worker"])
    role: str = Field(max_length=40, examples=["leader"])
    on: Day = ON
    area: str = Field("", description="Code of the area", max_length=60)
    unit: str = Field("", description="Code of the unit", max_length=60)
    source_type: str = Field("", max_length=30)
    title: str = Field("", max_length=80)
    duty_phone: str = Field("", max_length=40)
    duties: list[str] = Field(default=[], max_length=60)
    reason: str = REASON


class PostChangeIn(Given):
    """What changes; what is left out stays."""

    title: str | None = Field(None, max_length=80)
    duty_phone: str | None = Field(None, max_length=40)
    source_type: str | None = Field(None, max_length=30)
    duties: list[str] | None = Field(None, max_length=60)
    reason: str = REASON


class PostEndIn(Given):
    """When and why a post ends."""

    on: Day = ON
    why: str = Field(max_length=20, examples=["moved_away"])
    reason: str = REASON


class HandOverIn(Given):
    """To whom a post goes, and what with it."""

    username: str = Field(max_length=64)
    on: Day = ON
    items: list[dict[str, str | int]] = Field(
        default=[], max_length=100, examples=[[{"what": "households", "count": 15}]]
    )
    notes: str = Field("", max_length=4000)
    reason: str = REASON


class NewAreaIn(Given):
    """An area to be made. `boundary` is GeoJSON (Polygon or MultiPolygon) in `frame`."""

    code: str = Field(max_length=60, examples=["620981109200-01"])
    name: str = Field(max_length=80)
    name_en: str = Field("", max_length=120)
    kind: str = Field("", max_length=20, examples=["patch"])
    households: int | None = Field(None, ge=0, le=10_000_000)
    boundary: dict[str, Any] | None = None
    frame: str = Field("wgs84", max_length=10)
    source: str = Field("", max_length=200)
    is_schematic: bool = False
    takes: list[str] = Field(default=[], max_length=1000, description="Codes of the areas below that it takes")

    def area(self) -> NewArea:
        """As the actions take it."""
        told = self.model_dump(exclude={"households", "takes"})
        return NewArea(**told, households_planned=self.households, takes=tuple(self.takes))


class AreaCreateIn(Given):
    """A new area below another."""

    new: NewAreaIn
    level: int = Field(ge=1, le=4)
    on: Day = ON
    reason: str = REASON


class AreaRenameIn(Given):
    """Another name, code or kind from a day on."""

    name: str = Field(max_length=80)
    name_en: str = Field("", max_length=120)
    code: str = Field("", description="Left out: the same code", max_length=60)
    kind: str = Field("", max_length=20)
    on: Day = ON
    reason: str = REASON


class AreasReplaceIn(Given):
    """What one or several neighbouring areas become from a day on."""

    also: list[str] = Field(default=[], max_length=100, description="Codes of the neighbours that change with it")
    into: list[NewAreaIn] = Field(min_length=1, max_length=200)
    on: Day = ON
    reason: str = REASON


class EndIn(Given):
    """When something ends."""

    on: Day = ON
    reason: str = REASON


class UnitEndIn(EndIn):
    """When a unit ends, and the code of the unit that follows it, if one does."""

    successor: str = Field("", max_length=60)


class HouseholdsIn(Given):
    """The planned number of households."""

    households: int | None = Field(ge=0, le=10_000_000)
    reason: str = REASON


class MendIn(Given):
    """Which fault, by the key that the check gave it."""

    fault: str = Field(max_length=300)
    reason: str = REASON


class UndoIn(Given):
    """Which change: the day on which the area of the address is to begin."""

    on: Day = ON
    reason: str = REASON


class UndoMendIn(Given):
    """Why."""

    reason: str = REASON


class BoundaryIn(Given):
    """An outline as GeoJSON in `frame`."""

    boundary: dict[str, Any]
    frame: str = Field("wgs84", max_length=10)
    source: str = Field("", max_length=200)
    is_schematic: bool = False
    reason: str = REASON


class NewUnitIn(Given):
    """A unit to be made. `parent` and `area` are codes."""

    code: str = Field(max_length=60)
    name: str = Field(max_length=80)
    name_en: str = Field("", max_length=120)
    kind: str = Field(max_length=20, examples=["station"])
    platforms: list[str] = Field(default=[], max_length=4)
    parent: str = Field("", max_length=60)
    area: str = Field("", max_length=60)
    duty_phone: str = Field("", max_length=40)

    def unit(self, parent: UUID | None, area: UUID | None) -> NewUnit:
        """As the actions take it."""
        told = self.model_dump(exclude={"parent", "area", "platforms"})
        return NewUnit(**told, platforms=tuple(self.platforms), parent=parent, area=area)


class UnitCreateIn(Given):
    """A new unit."""

    new: NewUnitIn
    on: Day = ON
    reason: str = REASON


class UnitsReplaceIn(Given):
    """What one or several units become from a day on."""

    also: list[str] = Field(default=[], max_length=100, description="Codes of the units that change with it")
    into: list[NewUnitIn] = Field(min_length=1, max_length=100)
    on: Day = ON
    reason: str = REASON
