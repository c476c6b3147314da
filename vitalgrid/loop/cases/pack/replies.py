"""The pack's standard answers: `replies.yaml`."""

from typing import Any

from django.utils.translation import gettext as _

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.parts import Finding, PackData, Part
from vitalgrid.loop.cases.models import Category, Reply
from vitalgrid.loop.cases.rules import PLACEHOLDERS, unknown_placeholders
from vitalgrid.loop.cases.workflow import answering_verbs

_TEXT = {"type": "string", "minLength": 1}
REPLY = {
    "type": "object",
    "required": ["code", "verb", "name", "text"],
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z0-9-]{1,40}$", "description": "street-light-done"},
        "verb": {"type": "string", "enum": list(answering_verbs())},
        "category": _TEXT,
        "name": {**_TEXT, "maxLength": 80},
        "name_en": {**_TEXT, "maxLength": 80},
        "text": {**_TEXT, "maxLength": 2000},
        "text_en": {**_TEXT, "maxLength": 2000},
    },
    "additionalProperties": False,
}
COLUMNS = ("verb", "category_id", "name", "name_en", "text", "text_en")


def _check(data: PackData) -> list[Finding]:
    findings, seen = [], set()
    categories = {row.get("code") for row in data.of("categories")}
    for row in data.of("replies"):
        if row.get("code") in seen:
            what = _("%(name)s stands twice") % {"name": row.get("code")}
            findings.append(data.finding("replies", row, what, _("give the second another code")))
        seen.add(row.get("code"))
        if row.get("category") and row.get("category") not in categories:
            what = _("there is no category %(code)s") % {"code": row.get("category")}
            mend = _("name a category of the categories file")
            findings.append(data.finding("replies", row, what, mend, key="category"))
        for key in ("text", "text_en"):
            for unknown in unknown_placeholders(str(row.get(key, ""))):
                what = _("{%(name)s} stands for nothing") % {"name": unknown}
                mend = _("use one of: %(keys)s") % {"keys": ", ".join(PLACEHOLDERS)}
                findings.append(data.finding("replies", row, what, mend, key=key))
    return findings


def _load(data: PackData) -> int:
    """Each change is a new version. What somebody wrote at their desk, or took out there, is left as it is."""
    now, changed = clock.now(), 0
    categories = dict(Category.objects.values_list("code", "id"))
    newest: dict[str, Reply] = {one.code: one for one in Reply.objects.order_by("version")}
    wanted: set[str] = set()
    for row in data.of("replies"):
        wanted.add(str(row.get("code")))
        values: dict[str, Any] = {name: row.get(name, "") for name in ("verb", "name", "name_en", "text", "text_en")}
        values["category_id"] = categories.get(row.get("category")) if row.get("category") else None
        old = newest.get(str(row.get("code")))
        if old and (old.origin == Reply.Origin.DESK or old.ended_by):
            continue
        if old and old.ended_at is None and all(getattr(old, name) == values[name] for name in COLUMNS):
            continue
        if old and old.ended_at is None:
            Reply.objects.filter(pk=old.pk).update(ended_at=now)
        version = old.version + 1 if old else 1
        Reply.objects.create(code=row.get("code"), version=version, origin=Reply.Origin.PACK, from_at=now, **values)
        data.changes.append(f"{'~' if old else '+'} replies {row.get('code')} v{version}")
        changed += 1
    gone = [one for code, one in newest.items() if code not in wanted]
    for one in gone:
        if one.origin == Reply.Origin.PACK and one.ended_at is None:
            Reply.objects.filter(pk=one.pk).update(ended_at=now)
            data.changes.append(f"- replies {one.code}")
            changed += 1
    return changed


PARTS = (Part("replies", "replies.yaml", REPLY, _load, _check, is_required=False),)
