"""Checks a pack: every row against its part's JSON Schema, in sentences to act on, then the parts together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.parts import Finding, PackData, Part, Row
from vitalgrid.packs.reading import read_pack
from vitalgrid.packs.staffing import staffing_findings

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or (len(value) == 10 and bool(date.fromisoformat(value)))


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def check_pack(folder: Path, parts: Sequence[Part]) -> tuple[PackData, list[Finding]]:
    """Read and check the pack in `folder`. Findings come in the order of the files and lines.

    The checks across parts run only over parts whose rows all have the right form, for they rely on it.
    """
    data, findings = read_pack(folder, parts)
    for part in parts:
        findings += _row_findings(part, data.of(part.name))
    broken = {finding.file for finding in findings}
    if not broken:
        for part in parts:
            if part.check and part.name in data.rows:
                findings += part.check(data)
        if all(finding.is_warning for finding in findings):
            findings += staffing_findings(data, clock.now().date())
    order = {file: place for place, file in enumerate(dict.fromkeys(part.file for part in parts))}
    return data, sorted(findings, key=lambda f: (order.get(f.file, 99), f.line, f.what))


def _row_findings(part: Part, rows: Iterable[Row]) -> list[Finding]:
    validator = Draft202012Validator(part.schema, format_checker=FORMATS)
    findings = []
    for row in rows:
        for error in validator.iter_errors(row.values):
            key = str(error.absolute_path[0]) if error.absolute_path else ""
            what, mend = said(error)
            findings.append(Finding(part.file, row.line_of(key), what, mend))
    return findings


def said(error: ValidationError) -> tuple[str, str]:
    """What is wrong and how to mend it, in the language that is active."""
    if error.context:  # none of several forms: tell of the one that comes nearest
        return said(best_match(error.context) or error.context[0])
    path = ".".join(str(step) for step in error.absolute_path)
    wanted: Any = error.validator_value
    given = _shown(error.instance)
    match error.validator:
        case "required":
            missing = [name for name in wanted if name not in error.instance]
            return _("%(keys)s is missing") % {"keys": ", ".join(missing)}, _("give a value")
        case "additionalProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
            unknown = [name for name in error.instance if name not in known]
            what = _("there is no key %(key)s") % {"key": ", ".join(unknown)}
            return what, _("use one of: %(keys)s") % {"keys": ", ".join(known)}
        case "enum":
            what = _("%(key)s is %(given)s") % {"key": path, "given": given}
            return what, _("use one of: %(keys)s") % {"keys": ", ".join(str(w) for w in wanted)}
        case "type":
            what = _("%(key)s is %(given)s") % {"key": path, "given": given}
            return what, _("write %(kind)s") % {"kind": _kind(wanted)}
        case "pattern":
            what = _("%(key)s is %(given)s") % {"key": path, "given": given}
            form = error.schema.get("description") if isinstance(error.schema, Mapping) else None
            return what, _("write it in the form %(form)s") % {"form": form or wanted}
        case "format":
            what = _("%(key)s is %(given)s") % {"key": path, "given": given}
            form = "2026-01-31T08:30:00+08:00" if wanted == "date-time" else "2026-01-31"
            return what, _("write it in the form %(form)s") % {"form": form}
        case "minimum" | "exclusiveMinimum":
            what = _("%(key)s is %(given)s") % {"key": path, "given": given}
            return what, _("write a number from %(limit)s upwards") % {"limit": wanted}
        case "maximum" | "exclusiveMaximum":
            what = _("%(key)s is %(given)s") % {"key": path, "given": given}
            return what, _("write a number up to %(limit)s") % {"limit": wanted}
        case "minLength" | "minItems" | "minProperties":
            return _("%(key)s is empty or too short") % {"key": path}, _("give at least %(limit)s") % {"limit": wanted}
        case "maxLength" | "maxItems":
            return _("%(key)s is too long") % {"key": path}, _("give at most %(limit)s") % {"limit": wanted}
        case "uniqueItems":
            return _("%(key)s names something twice") % {"key": path}, _("keep one of them")
    return _("%(key)s has a form that is not known") % {"key": path or given}, error.message


def _kind(wanted: str | Sequence[str]) -> str:
    words = {
        "string": _("text"),
        "integer": _("a whole number"),
        "number": _("a number"),
        "boolean": _("true or false"),
        "array": _("a list"),
        "object": _("keys and values"),
        "null": "null",
    }
    return " / ".join(words.get(w, w) for w in ([wanted] if isinstance(wanted, str) else wanted))


def _shown(value: Any) -> str:
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
