"""What a verb asks for. Pages build their forms and the API its schemas from these."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class FieldKind(StrEnum):
    """The form of an answer as it reaches an action."""

    TEXT = "text"  # several lines, ≤ `limit` characters
    LINE = "line"  # one line
    UNIT = "unit"  # the code of a unit valid today
    UNITS = "units"  # a list of such codes
    AREA = "area"  # the code of an area valid today
    CATEGORY = "category"  # code
    MATTER = "matter"  # code
    CASE = "case"  # the code of a case that the person can see
    REASON = "reason"  # the code of a Reason of kind `source`
    CHOICE = "choice"  # one of `choices`
    MOMENT = "moment"  # ISO 8601, with zone or in the city's
    LIMIT = "limit"  # a limit as in packs: "3 wd"
    PHOTOS = "photos"  # SHA-256 digests of stored blobs
    SHOWN = "shown"  # SHA-256 digests of the case's own photos, for everybody to see
    FLAG = "flag"  # true or false
    USER = "user"  # id of a user
    PARTS = "parts"  # a list of {"text", "category", "area"}; the last two may be missing


@dataclass(frozen=True)
class Field:
    """One answer that a verb takes. `label` and `hint` are lazy texts; `source` names a kind of `Reason`."""

    name: str
    kind: FieldKind
    label: "str | Promise"
    is_required: bool = False
    hint: "str | Promise" = ""
    limit: int = 2000
    choices: tuple[tuple[str, "str | Promise"], ...] = ()
    source: str = ""
    is_public: bool = False  # the reporter reads it
