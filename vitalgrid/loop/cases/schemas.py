"""The shapes of the loop in the API. Moments are ISO 8601 in UTC; coordinates WGS-84 degrees."""

from datetime import datetime
from typing import Any

from django.utils import translation
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from vitalgrid.loop.cases.workflow import Field as Answer
from vitalgrid.loop.cases.workflow import FieldKind, Transition, transition


class Strict(Schema):
    """Unknown members are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class ContactIn(Strict):
    """How to reach the reporter. Stored encrypted."""

    name: str = Field("", max_length=60, examples=["演示·甲某"])
    phone: str = Field("", max_length=30, examples=["0937 0000000"])
    email: str = Field("", max_length=254)


class ReportIn(Strict):
    """A report. Only `description` is needed."""

    description: str = Field(max_length=5000, examples=["巷口路灯三天不亮了。"])
    category: str = Field("", max_length=32, description="Code of a category, if the reporter knows")
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    frame: str = Field("wgs84", description="wgs84, gcj02 or bd09", max_length=8)
    accuracy: float | None = Field(None, ge=0, le=100_000, description="Metres")
    address: str = Field("", max_length=300)
    area: str = Field("", max_length=40, description="Code of an area")
    contact: ContactIn | None = None
    anonymous: bool = False
    occurred_at: datetime | None = None
    photos: list[str] = Field(default=[], max_length=9, description="Marks that POST photos gave")
    external_id: str = Field("", max_length=120, description="Your own id: the same one never opens a second case")
    joins: str = Field("", max_length=16, description="Code of an open case: it is the same matter")


class ReceiptOut(Schema):
    """What the reporter is given. `track_url` holds the secret word: it is shown once."""

    code: str = Field(examples=["260305-0417222"])
    track_url: str
    expected_at: datetime | None


class BatchIn(Strict):
    """Up to 100 reports at once."""

    reports: list[ReportIn] = Field(max_length=100, min_length=1)


class BatchItemOut(Schema):
    """One result of a batch, in its order: a receipt or a problem."""

    code: str | None = None
    track_url: str | None = None
    expected_at: datetime | None = None
    problem: dict[str, Any] | None = None


class PhotoOut(Schema):
    """A stored photo: name its digest in a report."""

    mark: str = Field(description="What to name in photos; valid for a week")
    sha256: str = Field(description="Of the photo as it is stored")
    width: int | None
    height: int | None


class CategoryOut(Schema):
    """A class or sub-class."""

    code: str
    name: str
    parent: str | None = None
    platform: str
    procedure: str
    urgency: str
    contact_limit: str
    resolve_limit: str
    is_anonymous_allowed: bool


class CaseRowOut(Schema):
    """One line of a list."""

    code: str
    title: str
    state: str
    category: str
    place: str
    unit: str
    urgency: str
    opened_at: datetime
    due_at: datetime | None
    next_due_at: datetime | None
    paused_until: datetime | None
    outcome: str
    report_count: int
    return_count: int
    is_overdue: bool
    revision: int


class CasePageOut(Schema):
    """A page of a list: `older` goes on, `newer` goes back; "" at the ends."""

    cases: list[CaseRowOut]
    older: str
    newer: str


class ReportOut(Schema):
    """A report as told; the contact masked."""

    id: str
    source: str
    description: str
    place: str
    lon: float | None
    lat: float | None
    received_at: datetime
    is_anonymous: bool
    masked_name: str
    masked_phone: str
    photos: list[str]


class StepOut(Schema):
    """One step of the story."""

    number: int
    verb: str
    label: str
    at: datetime
    who: str
    unit: str
    text: str
    answer: str
    more: str
    from_state: str
    to_state: str


class ClockOut(Schema):
    """One stage's clock."""

    stage: str
    limit: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    is_late: bool


class VerbOut(Schema):
    """Something that may be done next: POST it to `cases/{code}/{verb}`."""

    verb: str
    label: str
    key: str
    fields: list[str]


class CaseOut(Schema):
    """The whole story of a case."""

    code: str
    title: str
    state: str
    outcome: str
    category: str
    matter: str
    class_code: str
    platform: str
    urgency: str
    desk: str
    place: str
    lon: float | None
    lat: float | None
    lead_unit: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_overdue: bool
    revision: int
    parent: str
    joined_into: str
    children: list[str]
    reports: list[ReportOut]
    steps: list[StepOut]
    clocks: list[ClockOut]
    next: list[VerbOut]


class MovedOut(Schema):
    """Where the case is after a verb."""

    code: str
    state: str
    revision: int
    due_at: datetime | None
    next_due_at: datetime | None


class RevealIn(Strict):
    """Why somebody needs to see it. Goes into the journal."""

    reason: str = Field(max_length=300, examples=["回电话约上门时间"])


class ContactOut(Schema):
    """A contact in clear."""

    name: str
    phone: str
    email: str


class FollowedStepOut(Schema):
    """One line of the reporter's story."""

    label: str
    at: datetime
    unit: str
    answer: str


class MovedPromiseOut(Schema):
    """An earlier promise and why it moved."""

    was: datetime
    reason: str


class FollowedOut(Schema):
    """What the reporter sees."""

    code: str
    state: str
    category: str
    place: str
    unit: str
    promised_at: datetime | None
    is_late: bool
    outcome: str
    answer: str
    moved: list[MovedPromiseOut]
    steps: list[FollowedStepOut]
    may: list[str]


class PartIn(Strict):
    """One part of a split case."""

    text: str = Field(max_length=2000)
    category: str = ""
    area: str = ""


_TYPES: dict[FieldKind, Any] = {
    FieldKind.UNITS: list[str],
    FieldKind.PHOTOS: list[str],
    FieldKind.SHOWN: list[str],
    FieldKind.FLAG: bool,
    FieldKind.MOMENT: datetime,
    FieldKind.USER: int,
    FieldKind.PARTS: list[PartIn],
}


def _member(field: Answer) -> tuple[Any, Any]:
    kind = _TYPES.get(field.kind, str)
    with translation.override("en"):  # the document reads the same in every instance
        label = str(field.label)
    told = label if not field.choices else f"{label}: {', '.join(k for k, _l in field.choices)}"
    if field.is_required:
        return kind, Field(description=told)
    return kind | None, Field(None, description=told)


def verb_schema(verb: str) -> type[Strict]:
    """The body of `POST cases/{code}/{verb}`, made from the table's row."""
    row: Transition = transition(verb)
    members: dict[str, Any] = {field.name: _member(field) for field in row.fields}
    members["expected_revision"] = (
        int | None,
        Field(None, ge=1, description="The revision that you saw; when it has moved since, 409 and nothing happens"),
    )
    name = "".join(part.capitalize() for part in verb.split("_")) + "In"
    return create_model(name, __base__=Strict, __doc__=f"What “{verb}” takes.", **members)
