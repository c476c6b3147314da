"""What somebody told us, and what they are given for it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from vitalgrid.loop.cases.models import Category


@dataclass(frozen=True)
class NewReport:
    """What somebody told us. `lon`, `lat`: degrees in `frame`; `area`, `category`: codes; `photos`: marks."""

    description: str
    source: str
    category: str = ""
    lon: float | None = None
    lat: float | None = None
    frame: str = "wgs84"
    accuracy: float | None = None  # metres
    address: str = ""
    area: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    is_anonymous: bool = False
    occurred_at: datetime | None = None
    photos: tuple[str, ...] = ()
    external_source: str = ""
    external_id: str = ""
    source_name: str = ""
    is_on_behalf: bool = False
    is_record_to_follow: bool = False
    joins: str = ""  # the code of an open case: "it is the same matter"


@dataclass(frozen=True)
class Receipt:
    """What the reporter is given. `secret` is shown once and never stored."""

    code: str
    secret: str
    report_id: UUID
    case_id: UUID
    expected_at: datetime | None
    is_new: bool = True


@dataclass
class Checked:
    """A report whose answers are in order."""

    told: NewReport
    description: str
    address: str
    category: Category | None
    lon: float | None
    lat: float | None
    area: Any = None
    photos: list[str] = field(default_factory=list)
    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def has_contact(self) -> bool:
        """Whether the reporter can be reached."""
        return bool(self.phone or self.email)
