"""Figures as JSON, in the words of `vitalgrid measure --json`."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from vitalgrid.foundation.kit.api import Day


class IndicatorOut(Schema):
    """An indicator and its formula."""

    key: str = Field(examples=["on_time_rate"])
    label: str
    definition: str
    measured_in: str = Field(examples=["share"])


class FigureOut(Schema):
    """A figure with everything needed to read it. Rates are fractions; what is absent is null."""

    key: str = Field(examples=["on_time_rate"])
    value: float | None = Field(examples=[0.875])
    numerator: int | None = Field(examples=[7])
    denominator: int | None = Field(examples=[8])
    n: int = Field(examples=[8])
    from_: date | None = Field(alias="from")
    to: date | None
    area: str | None
    unit: str | None
    as_of: datetime
    definition: str
    non_response: int | None


class QuestionIn(Schema):
    """What to narrow by. Days are whole days of the city, both included; areas and units by code or exact name."""

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    area: str = Field("", max_length=80)
    unit: str = Field("", max_length=80)
