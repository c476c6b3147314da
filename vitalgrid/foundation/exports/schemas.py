"""Exports as JSON."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from vitalgrid.foundation.exports.queries import JobRow


class ListOut(Schema):
    """A list that can be taken as a file."""

    name: str = Field(examples=["cases"])
    label: str
    columns: list[str] = Field(examples=[["code", "title", "state"]])


class ExportIn(Schema):
    """Which list, how, and narrowed by what."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=40, examples=["cases"])
    format: str = Field("csv", max_length=10, description="xlsx, csv (UTF-8 with mark) or gb18030", examples=["csv"])
    narrowed: dict[str, str] = Field(
        {}, max_length=30, description="As in the page's address", examples=[{"view": "open"}]
    )


class ExportOut(Schema):
    """A file that was asked for."""

    id: UUID
    name: str
    format: str
    state: str = Field(examples=["queued", "running", "done", "failed", "cancelled", "expired"])
    rows_done: int
    rows_total: int | None
    size: int
    asked_at: datetime
    expires_at: datetime | None
    error: str

    @classmethod
    def of(cls, row: JobRow) -> "ExportOut":
        """The job as JSON."""
        job = row.job
        names = ("id", "name", "state", "rows_done", "rows_total", "size", "asked_at", "expires_at", "error")
        return cls(**{name: getattr(job, name) for name in names}, format=job.form)
