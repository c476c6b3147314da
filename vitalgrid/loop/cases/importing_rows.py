"""What an import tells of one record that another system kept before us."""

from dataclasses import dataclass
from datetime import datetime

from vitalgrid.loop.cases.workflow import Outcome, Source


@dataclass(frozen=True, slots=True)
class ImportedReport:
    """One record with its own moments (aware). It becomes one report and one case.

    `category`, `unit`, `area` are codes of this city, "" when the record names none that we know; the `_text` beside
    each keeps what it said. `closed_at` set means closed, whatever `status` says. With `has_own_due` the due moment is
    the record's, even when it is None; without, an open case gets the category's clocks, as if received at the import.
    `lon`, `lat` are degrees in `frame`; a point inside a boundary decides the area.
    """

    external_source: str
    external_id: str
    description: str
    received_at: datetime
    title: str = ""
    closed_at: datetime | None = None
    due_at: datetime | None = None
    has_own_due: bool = False
    occurred_at: datetime | None = None
    category: str = ""
    category_text: str = ""
    unit: str = ""
    unit_text: str = ""
    area: str = ""
    area_text: str = ""
    lon: float | None = None
    lat: float | None = None
    frame: str = "wgs84"
    address: str = ""
    status: str = ""
    state: str = ""  # of an open one: received, triaged, assigned, in_progress; "" = assigned if the unit is known
    outcome: str = Outcome.DONE
    answer: str = ""
    source: str = Source.IMPORT
    name: str = ""
    phone: str = ""
    email: str = ""
    is_anonymous: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one record: the code of its case, and whether it had been imported before."""

    code: str
    is_new: bool
    is_placed: bool = False  # a point lay inside a boundary
