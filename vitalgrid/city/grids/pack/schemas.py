"""The form of one row of each part. docs/reference/pack.md says the same in words; change both."""

from typing import Any

from vitalgrid.city.grids.models import AreaKind, Platform, SourceType, UnitKind
from vitalgrid.foundation.accounts.roles import ROLES

_CODE = {"type": "string", "minLength": 1, "maxLength": 60, "pattern": r"^[^/@|\s]+$", "description": "620981109"}
_REFERENCE = {"type": "string", "pattern": r"^[^/@|\s]+(@\d{4}-\d\d-\d\d)?$", "description": "620981109@2011-01-01"}
_NAME = {"type": "string", "minLength": 1, "maxLength": 80}
_NAME_EN = {"type": "string", "maxLength": 120}
_DAY = {"type": "string", "format": "date"}
_NOTE = {"type": "string", "maxLength": 300}
_PHONE = {"type": "string", "maxLength": 40, "pattern": r"^[0-9+() -]+$", "description": "0937-0000001"}
_WORDS = {"type": "object", "required": ["name"], "properties": {"name": _NAME, "name_en": _NAME_EN}}


def _row(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


CITY = _row(
    ["code", "name", "time_zone", "level_names"],
    code=_CODE,
    name=_NAME,
    name_en=_NAME_EN,
    time_zone={"type": "string", "minLength": 1, "maxLength": 60},
    level_names={
        "type": "object",
        "propertyNames": {"pattern": "^[0-4]$"},
        "minProperties": 1,
        "additionalProperties": {**_WORDS, "additionalProperties": False},
    },
    settings={"type": "object"},
)
DUTY_AREA = _row(
    ["code", "name", "position"],
    code={**_CODE, "maxLength": 40},
    name={**_NAME, "maxLength": 60},
    name_en=_NAME_EN,
    position={"type": "integer", "minimum": 1, "maximum": 999},
)
AREA = _row(
    ["code", "name", "level", "kind", "valid_from"],
    code=_CODE,
    name=_NAME,
    name_en=_NAME_EN,
    level={"type": "integer", "minimum": 0, "maximum": 4},
    kind={"enum": list(AreaKind.values)},
    parent=_REFERENCE,
    households={"type": "integer", "minimum": 0},
    valid_from=_DAY,
    valid_until=_DAY,
    succeeds={"type": "array", "items": _REFERENCE, "uniqueItems": True},
    is_invented={"type": "boolean"},
    note=_NOTE,
)
BOUNDARY = _row(
    ["code", "geometry"],
    code=_CODE,
    valid_from=_DAY,
    source={"type": "string", "maxLength": 200},
    is_schematic={"type": "boolean"},
    frame={"enum": ["wgs84", "cgcs2000", "gcj02", "bd09"]},
    geometry={},
)
UNIT = _row(
    ["code", "name", "kind", "valid_from"],
    code=_CODE,
    name=_NAME,
    name_en=_NAME_EN,
    kind={"enum": list(UnitKind.values)},
    platforms={"type": "array", "items": {"enum": list(Platform.values)}, "uniqueItems": True},
    parent=_REFERENCE,
    area=_REFERENCE,
    valid_from=_DAY,
    valid_until=_DAY,
    succeeds={"type": "array", "items": _REFERENCE, "uniqueItems": True},
    duty_phone=_PHONE,
    is_invented={"type": "boolean"},
    note=_NOTE,
)
POST = _row(
    ["login", "name", "role", "started_on"],
    login={"type": "string", "pattern": r"^[a-z0-9][a-z0-9._-]{1,63}$", "description": "dispatch1"},
    name=_NAME,
    role={"enum": sorted(ROLES)},
    area=_REFERENCE,
    unit=_REFERENCE,
    source_type={"enum": list(SourceType.values)},
    title={"type": "string", "maxLength": 80},
    duty_phone=_PHONE,
    started_on=_DAY,
    ended_on=_DAY,
    duties={"type": "array", "items": {"type": "string"}, "uniqueItems": True},
)
