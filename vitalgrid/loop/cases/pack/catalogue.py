"""The loop's parts of a city pack: categories, admitted matters, stage limits and reasons."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vitalgrid.city.grids.models import DutyArea, Platform, Unit
from vitalgrid.city.grids.queries import touch
from vitalgrid.foundation.calendar.rules import parse_limit
from vitalgrid.foundation.kit.parts import Finding, PackData, Part, Row, put_rows
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.models import Category, Matter, Reason, StageLimit
from vitalgrid.loop.cases.workflow import Procedure, Urgency

REASON_KINDS = ("pause_cause", "return_ground", "not_accepted", "extension_reason")
# What a sub-class takes from its class when it does not say it itself.
INHERITED = (
    "icon", "platform", "lead_unit", "station_kind", "procedure", "urgency", "contact", "resolve",
    "is_contact_shown", "is_anonymous_allowed", "is_public",
)  # fmt: skip

_TEXT = {"type": "string", "minLength": 1}
_DAY = {"type": "string", "format": "date"}
_YES_NO = {"type": "boolean"}
LIMIT_FORM = "30 min, 24 h, 4 wh, 2 wd, 15 d"
_LIMIT = {"type": "string", "pattern": r"^[0-9.]+ ?(min|h|wmin|wh|wd|d)$", "description": LIMIT_FORM}
_URGENCY = {"enum": list(Urgency.values), "type": "string"}
_PROCEDURE = {"enum": list(Procedure.values), "type": "string"}


def _rows_of(required: list[str], **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


CATEGORY = _rows_of(
    ["code", "name"],
    code={"type": "string", "pattern": "^[0-9A-Za-z._-]{1,32}$", "description": "0301"},
    parent=_TEXT, name={**_TEXT, "maxLength": 120}, name_en={**_TEXT, "maxLength": 120},
    hint={**_TEXT, "maxLength": 300}, hint_en={**_TEXT, "maxLength": 300}, icon=_TEXT,
    platform={"type": "string", "enum": list(Platform.values)}, lead_unit=_TEXT, station_kind={"type": "string"},
    procedure=_PROCEDURE, urgency=_URGENCY, contact=_LIMIT, resolve=_LIMIT,
    is_contact_shown=_YES_NO, is_anonymous_allowed=_YES_NO, is_public=_YES_NO, valid_from=_DAY, valid_until=_DAY,
)  # fmt: skip
MATTER = _rows_of(
    ["code", "category", "duty_area", "name", "finders", "closing", "evidence", "effective_on"],
    code={"type": "string", "maxLength": 32}, version=_TEXT, category=_TEXT, duty_area=_TEXT,
    name={**_TEXT, "maxLength": 160}, name_en={**_TEXT, "maxLength": 160}, finders={**_TEXT, "maxLength": 200},
    lead_unit=_TEXT, station_kind=_TEXT, contact=_LIMIT, resolve=_LIMIT, closing=_TEXT, evidence=_TEXT,
    legal_basis=_TEXT, effective_on=_DAY, ended_on=_DAY,
)  # fmt: skip
STAGE = _rows_of(["stage", "limit"], stage=_TEXT, urgency=_URGENCY, procedure=_PROCEDURE, limit=_LIMIT)
REASON = _rows_of(
    ["kind", "code", "name"],
    kind={"type": "string", "enum": list(REASON_KINDS)}, code={"type": "string", "pattern": "^[a-z0-9_]{1,32}$"},
    name={**_TEXT, "maxLength": 160}, name_en={**_TEXT, "maxLength": 160}, max=_LIMIT,
)  # fmt: skip


# --- checks


def _twice(data: PackData, part: str, keys: tuple[str, ...]) -> list[Finding]:
    """Rows that stand twice."""
    names = [tuple(row.get(key, "") for key in keys) for row in data.of(part)]
    count = Counter(names)
    seen: set[tuple[Any, ...]] = set()
    findings = []
    for row, name in zip(data.of(part), names, strict=True):
        if count[name] > 1 and name in seen:
            what = _("%(name)s stands twice") % {"name": " ".join(str(n) for n in name if n)}
            findings.append(data.finding(part, row, what, _("keep one row, or give the second another code or day")))
        seen.add(name)
    return findings


def _unreadable_limits(data: PackData, part: str, keys: tuple[str, ...]) -> list[Finding]:
    findings = []
    for row in data.of(part):
        for key in keys:
            try:
                parse_limit(row.get(key, "1 d"))
            except Problem as problem:
                mend = _("write it in the form %(form)s") % {"form": LIMIT_FORM}
                findings.append(data.finding(part, row, f"{key}: {problem.sentence}", mend, key=key))
    return findings


def _unknown_units(data: PackData, part: str) -> list[Finding]:
    """Lead units and kinds of station that the pack's units do not have today."""
    today = [row for row in data.of("units") if not row.get("valid_until")]
    codes = {row.get("code") for row in today}
    kinds = {str(row.get("code")).removeprefix(f"{row.get('area')}-") for row in today if row.get("kind") == "station"}
    findings = []
    for row in data.of(part):
        unit, kind = row.get("lead_unit"), row.get("station_kind")
        if unit and unit not in codes:
            what = _("there is no unit %(code)s today") % {"code": unit}
            findings.append(data.finding(part, row, what, _("name a unit of the units file"), key="lead_unit"))
        if kind and kind not in kinds:
            what = _("no township has a station of the kind %(kind)s") % {"kind": kind}
            mend = _("use one of: %(keys)s") % {"keys": ", ".join(sorted(kinds))}
            findings.append(data.finding(part, row, what, mend, key="station_kind"))
    return findings


def _check_categories(data: PackData) -> list[Finding]:
    findings = _twice(data, "categories", ("code",)) + _unreadable_limits(data, "categories", ("contact", "resolve"))
    findings += _unknown_units(data, "categories")
    tops = {row.get("code") for row in data.of("categories") if not row.get("parent")}
    for row, whole in _whole_categories(data.of("categories")):
        parent = row.get("parent")
        if parent and parent not in tops:
            what = _("%(code)s is not a class of the first level") % {"code": parent}
            findings.append(data.finding("categories", row, what, _("name a class without a parent"), key="parent"))
            continue
        for key, what, mend in (
            ("contact", _("no limit for the first contact"), _("give contact here or in its class")),
            ("resolve", _("no limit for resolving"), _("give resolve here or in its class")),
            ("lead_unit", _("no unit leads"), _("give lead_unit here or in its class")),
            ("platform", _("it sits on no platform"), _("give platform here or in its class")),
        ):
            if not whole.get(key):
                findings.append(data.finding("categories", row, f"{row.get('code')}: {what}", mend))
    return findings


def _check_matters(data: PackData) -> list[Finding]:
    findings = _twice(data, "matters", ("code", "effective_on"))
    findings += _unreadable_limits(data, "matters", ("contact", "resolve")) + _unknown_units(data, "matters")
    categories = {row.get("code") for row in data.of("categories")}
    duties = {row.get("code"): row for row in data.of("duty_areas")}
    for row in data.of("matters"):
        if row.get("category") not in categories:
            what = _("there is no category %(code)s") % {"code": row.get("category")}
            mend = _("name a category of the categories file")
            findings.append(data.finding("matters", row, what, mend, key="category"))
        if row.get("duty_area") not in duties:
            what = _("there is no duty area %(code)s") % {"code": row.get("duty_area")}
            mend = _("use one of: %(keys)s") % {"keys": ", ".join(str(d) for d in duties)}
            findings.append(data.finding("matters", row, what, mend, key="duty_area"))
        if row.get("ended_on") and row.get("ended_on") <= row.get("effective_on"):
            what = _("it ends on or before the day of effect")
            findings.append(data.finding("matters", row, what, _("put ended_on after effective_on"), key="ended_on"))
    used = {row.get("duty_area") for row in data.of("matters") if not row.get("ended_on")}
    for code, duty in duties.items():
        if code not in used:
            what = _("the duty area %(code)s has no admitted matter") % {"code": code}
            findings.append(data.finding("duty_areas", duty, what, _("give at least one matter this duty area")))
    return findings + _overlapping_versions(data)


def _overlapping_versions(data: PackData) -> list[Finding]:
    """Two versions of one matter that hold on the same day."""
    findings = []
    versions: dict[str, list[Row]] = {}
    for row in data.of("matters"):
        versions.setdefault(str(row.get("code")), []).append(row)
    for rows in versions.values():
        rows.sort(key=lambda row: str(row.get("effective_on")))
        for old, new in zip(rows, rows[1:], strict=False):
            if old.get("effective_on") < new.get("effective_on") < (old.get("ended_on") or "9999"):
                what = _("%(code)s holds twice on the same day") % {"code": old.get("code")}
                mend = _("end this version on %(day)s") % {"day": new.get("effective_on")}
                findings.append(data.finding("matters", old, what, mend))
    return findings


def _check_stages(data: PackData) -> list[Finding]:
    return _twice(data, "stages", ("stage", "urgency", "procedure")) + _unreadable_limits(data, "stages", ("limit",))


def _check_reasons(data: PackData) -> list[Finding]:
    findings = _twice(data, "reasons", ("kind", "code")) + _unreadable_limits(data, "reasons", ("max",))
    for kind in REASON_KINDS:
        if not any(row.get("kind") == kind for row in data.of("reasons")):
            what = _("there is no reason of the kind %(kind)s") % {"kind": kind}
            findings.append(data.finding("reasons", 1, what, _("give at least one, or nobody can use that verb")))
    return findings


# --- loading


def _whole_categories(rows: Iterable[Row]) -> list[tuple[Row, dict[str, Any]]]:
    """Each category with what it takes from its class."""
    tops = {row.get("code"): row for row in rows if not row.get("parent")}
    found = []
    for row in rows:
        top = tops.get(row.get("parent"))
        taken = {key: top.get(key) for key in INHERITED if top and top.get(key) is not None}
        found.append((row, {**taken, **{key: value for key, value in row.values.items() if value is not None}}))
    return found


def _units() -> dict[str, UUID]:
    return dict(Unit.objects.filter(valid_until=None).values_list("code", "id"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _load_categories(data: PackData) -> int:
    units = _units()
    whole = _whole_categories(data.of("categories"))
    changed = 0
    for is_top in (True, False):  # the classes first: the others point to them
        ids = dict(Category.objects.values_list("code", "id"))
        changed += put_rows(
            data,
            "categories",
            Category,
            ["code"],
            [
                _category(position, values, units, ids)
                for position, (_row, values) in enumerate(whole)
                if (not values.get("parent")) is is_top
            ],
        )
    if changed:
        touch()
    return changed


Ids = Mapping[str, UUID]


def _category(position: int, values: Mapping[str, Any], units: Ids, ids: Ids) -> dict[str, Any]:
    return {
        "code": values["code"],
        "parent_id": ids[values["parent"]] if values.get("parent") else None,
        "name": values["name"],
        "name_en": values.get("name_en", ""),
        "hint": values.get("hint", ""),
        "hint_en": values.get("hint_en", ""),
        "icon": values.get("icon", ""),
        "platform": values["platform"],
        "procedure": values.get("procedure", Procedure.ORDINARY.value),
        "urgency": values.get("urgency", Urgency.NORMAL.value),
        "contact_limit": values["contact"],
        "resolve_limit": values["resolve"],
        "lead_unit_id": units[values["lead_unit"]],
        "station_kind": values.get("station_kind", ""),
        "is_contact_shown": values.get("is_contact_shown", False),
        "is_anonymous_allowed": values.get("is_anonymous_allowed", True),
        "is_public": values.get("is_public", True),
        "position": position,
        "valid_from": _day(values.get("valid_from")),
        "valid_until": _day(values.get("valid_until")),
    }


def _load_matters(data: PackData) -> int:
    units = _units()
    categories = dict(Category.objects.values_list("code", "id"))
    duties = dict(DutyArea.objects.values_list("code", "pk"))
    rows = [
        {
            "code": row.get("code"),
            "version": row.get("version", ""),
            "category_id": categories[row.get("category")],
            "duty_area_id": duties[row.get("duty_area")],
            "name": row.get("name"),
            "name_en": row.get("name_en", ""),
            "finders": row.get("finders"),
            "lead_unit_id": units[row.get("lead_unit")] if row.get("lead_unit") else None,
            "station_kind": row.get("station_kind", ""),
            "contact_limit": row.get("contact", ""),
            "resolve_limit": row.get("resolve", ""),
            "closing_condition": row.get("closing"),
            "evidence": row.get("evidence"),
            "legal_basis": row.get("legal_basis", ""),
            "effective_on": _day(row.get("effective_on")),
            "ended_on": _day(row.get("ended_on")),
        }
        for row in data.of("matters")
    ]
    changed = put_rows(data, "matters", Matter, ["code", "effective_on"], rows)
    if changed:
        touch()
    return changed


def _load_stages(data: PackData) -> int:
    rows = [
        {
            "stage": row.get("stage"),
            "urgency": row.get("urgency", ""),
            "procedure": row.get("procedure", ""),
            "limit": row.get("limit"),
        }
        for row in data.of("stages")
    ]
    changed = put_rows(data, "stages", StageLimit, ["stage", "urgency", "procedure"], rows)
    kept = {(row["stage"], row["urgency"], row["procedure"]) for row in rows}
    for old in StageLimit.objects.all():  # nothing points to a limit, so one that left the pack goes
        if (old.stage, old.urgency, old.procedure) not in kept:
            data.changes.append(f"- stages {old.stage} {old.urgency} {old.procedure}")
            old.delete()
            changed += 1
    if changed:
        touch()
    return changed


def _load_reasons(data: PackData) -> int:
    rows = [
        {
            "kind": row.get("kind"),
            "code": row.get("code"),
            "name": row.get("name"),
            "name_en": row.get("name_en", ""),
            "max_limit": row.get("max", ""),
            "position": position,
            "is_active": True,
        }
        for position, row in enumerate(data.of("reasons"))
    ]
    kept = {(row["kind"], row["code"]) for row in rows}
    rows += [  # old cases name it, so a reason that left the pack stays and is no longer offered
        {"kind": kind, "code": code, "is_active": False}
        for kind, code in Reason.objects.filter(is_active=True).values_list("kind", "code")
        if (kind, code) not in kept
    ]
    changed = put_rows(data, "reasons", Reason, ["kind", "code"], rows)
    if changed:
        touch()
    return changed


PARTS = (
    Part("categories", "categories.yaml", CATEGORY, _load_categories, _check_categories),
    Part("matters", "matters.csv", MATTER, _load_matters, _check_matters, is_required=False),
    Part("stages", "stages.yaml", STAGE, _load_stages, _check_stages, key="stages"),
    Part("reasons", "stages.yaml", REASON, _load_reasons, _check_reasons, key="reasons"),
)
