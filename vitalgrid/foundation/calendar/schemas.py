"""The calendar as JSON."""

from datetime import date

from ninja import Schema
from pydantic import Field


class WorkingTimeOut(Schema):
    """Time zone and weekly hours."""

    time_zone: str = Field(examples=["Asia/Shanghai"])
    week: dict[str, list[str]] = Field(examples=[{"mon-fri": ["08:30-12:00", "14:30-18:00"]}])
    seasons: list[dict] = Field(examples=[[{"first": "10-08", "last": "04-30", "week": {"mon-fri": ["08:30-17:00"]}}]])
    known_years: list[int]


class DayOut(Schema):
    """A day unlike its weekday."""

    day: date
    kind: str = Field(examples=["holiday", "make_up", "special"])
    hours: list[str] = Field(examples=[["09:00-11:00"]])
    name: str
    source: str


class YearOut(WorkingTimeOut):
    """The usual week and the days of one year that are unlike it."""

    days: list[DayOut]


class SeasonIn(Schema):
    """A part of every year with a week of its own."""

    first: str = Field(max_length=5, examples=["10-08"])
    last: str = Field(max_length=5, examples=["04-30"])
    week: dict[str, list[str]]


class WorkingTimeIn(Schema):
    """The usual week."""

    time_zone: str = Field(max_length=60)
    week: dict[str, list[str]] = Field(examples=[{"mon-fri": ["08:30-12:00", "14:30-18:00"]}])
    seasons: list[SeasonIn] = []
    reason: str = Field("", max_length=300)


class DayIn(Schema):
    """A day to be set; the empty kind takes it back."""

    day: date
    kind: str = Field(pattern="^(holiday|make_up|special|)$", examples=["holiday"])
    hours: list[str] = Field([], max_length=8, examples=[["09:00-11:00"]])
    name: str = Field("", max_length=80)
    source: str = Field("", max_length=200)
    reason: str = Field("", max_length=300)


class YearIn(Schema):
    """A year whose holidays are known now."""

    year: int = Field(ge=1970, le=2200)


class YearKnownOut(Schema):
    """How many days the library brought."""

    year: int
    added: int
