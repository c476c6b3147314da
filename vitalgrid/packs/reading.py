"""Reads the files of a pack, keeping for each row, and in YAML for each key, the line it stands on."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from vitalgrid.foundation.kit.parts import Finding, PackData, Part, Row


class _Plain(yaml.SafeLoader):
    """YAML scalars as in the core schema of YAML 1.2, and less: no dates, no sexagesimal numbers, no octal, no `no`.

    YAML 1.1 reads the code 0301 as the number 193 and the hour 8:30 as 510. Where the schema wants text, what is
    written is text, so that the code 1001 needs no quotes either.
    """


_Plain.yaml_implicit_resolvers = {}
_Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Plain.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_Plain.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_FLOAT = re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$")
_Plain.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-0123456789"))


class Unreadable(Exception):
    """A file, or a row of it, that cannot be read at all. Carries the finding."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


def read_pack(folder: Path, parts: Iterable[Part]) -> tuple[PackData, list[Finding]]:
    """Read every file that `parts` name. What cannot be read becomes a finding, and the part stays without rows."""
    data = PackData(folder)
    findings: list[Finding] = []
    documents: dict[str, Any] = {}
    for part in parts:
        data.files[part.name] = part.file
        path = folder / part.file
        if not path.is_file():
            if part.is_required:
                mend = _("add the file; docs/reference/pack.md shows its form")
                findings.append(Finding(part.file, 1, _("the file is missing"), mend))
            continue
        try:
            if part.file not in documents:
                documents[part.file] = _text(path)
            data.rows[part.name] = _rows(part, documents[part.file], findings)
        except Unreadable as broken:
            if broken.finding not in findings:
                findings.append(broken.finding)
    return data, findings


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(Finding(path.name, line, _("the text is not UTF-8"), _("save the file as UTF-8"))) from error


def _rows(part: Part, text: str, findings: list[Finding]) -> list[Row]:
    match Path(part.file).suffix:
        case ".csv":
            return _csv_rows(part, text, findings)
        case ".geojson":
            return _features(part, text)
        case _:
            return _yaml_rows(part, text, findings)


# --- YAML


def _yaml_rows(part: Part, text: str, findings: list[Finding]) -> list[Row]:
    try:
        node = yaml.compose(text, Loader=_Plain)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = _("this is not YAML (%(why)s)") % {"why": error.problem or ""}
        mend = _("look at the indent, colons and quotes here and above")
        raise Unreadable(Finding(part.file, line, what, mend)) from error
    if part.key:
        node = _under(part, node)
    if node is None:
        return []
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [_yaml_row(part, item, findings) for item in nodes]


def _under(part: Part, node: yaml.Node | None) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        what = _("the file must be a mapping with the key %(key)s") % {"key": part.key}
        raise Unreadable(Finding(part.file, 1, what, _("put the rows under that key")))
    for name, value in node.value:
        if name.value == part.key:
            return value  # type: ignore[no-any-return]
    if part.is_required:
        what = _("the key %(key)s is missing") % {"key": part.key}
        raise Unreadable(Finding(part.file, 1, what, _("add it with its rows")))
    return None


def _yaml_row(part: Part, node: yaml.Node, findings: list[Finding]) -> Row:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        mend = _("write `key: value` lines under a dash")
        raise Unreadable(Finding(part.file, line, _("a row must be a mapping"), mend))
    lines: dict[str, int] = {}
    known = part.schema.get("properties", {})
    for name, value in node.value:
        if isinstance(value, yaml.ScalarNode) and known.get(name.value, {}).get("type") == "string":
            value.tag = value.tag if value.tag.endswith(":null") else "tag:yaml.org,2002:str"
        if name.value in lines:
            what = _("the key %(key)s stands twice") % {"key": name.value}
            findings.append(Finding(part.file, name.start_mark.line + 1, what, _("keep one of them")))
        lines[name.value] = name.start_mark.line + 1
    loader = _Plain("")
    try:
        values = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        what = _("this row cannot be read (%(why)s)") % {"why": error.problem or ""}
        raise Unreadable(Finding(part.file, line, what, _("write plain keys and values"))) from error
    finally:
        loader.dispose()
    return Row(line, values, lines)


# --- CSV


def _csv_rows(part: Part, text: str, findings: list[Finding]) -> list[Row]:
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cells):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                findings += _header_findings(part, header, line)
                continue
            if len(cells) > len(header):
                what = _("the line has %(n)d cells, the header %(of)d") % {"n": len(cells), "of": len(header)}
                findings.append(Finding(part.file, line, what, _("quote a cell that holds a comma")))
            rows.append(Row(line, _typed(part.schema, dict(zip(header, cells, strict=False)))))
    except csv.Error as error:
        what = _("this is not CSV (%(why)s)") % {"why": error}
        raise Unreadable(Finding(part.file, reader.line_num, what, _("look for a quote that is not closed"))) from error
    return rows


def _header_findings(part: Part, header: list[str], line: int) -> list[Finding]:
    """Unknown and doubled columns, said once for the file and not once a row."""
    findings = []
    known = part.schema.get("properties", {})
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            what = _("the column %(key)s stands twice") % {"key": column}
            findings.append(Finding(part.file, line, what, _("keep one of them")))
        if column not in known and part.schema.get("additionalProperties") is False:
            what = _("there is no column %(key)s") % {"key": column}
            mend = _("use one of: %(keys)s") % {"keys": ", ".join(known)}
            findings.append(Finding(part.file, line, what, mend))
    return findings


def _typed(schema: Mapping[str, Any], cells: dict[str, str]) -> dict[str, Any]:
    """Cells in the types that the schema wants. A cell that does not fit stays text, so that the schema can say so."""
    known = schema.get("properties", {})
    strict = schema.get("additionalProperties") is False
    values = {}
    for name, cell in cells.items():
        cell = cell.strip()
        if cell and (name in known or not strict):
            values[name] = _typed_cell(known.get(name, {}), cell)
    return values


def _typed_cell(schema: Mapping[str, Any], cell: str) -> Any:
    kind = schema.get("type")
    if kind == "array":
        return [_typed_cell(schema.get("items", {}), item.strip()) for item in cell.split("|") if item.strip()]
    if kind == "boolean":
        return {"true": True, "false": False}.get(cell.lower(), cell)
    if kind in ("integer", "number"):
        try:
            return int(cell) if kind == "integer" else float(cell)
        except ValueError:
            return cell
    return cell


# --- GeoJSON


def _features(part: Part, text: str) -> list[Row]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        what = _("this is not JSON (%(why)s)") % {"why": error.msg}
        raise Unreadable(Finding(part.file, error.lineno, what, _("look for a comma or bracket here"))) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        what = _("the file is not a FeatureCollection")
        raise Unreadable(Finding(part.file, 1, what, _('begin with {"type": "FeatureCollection", "features": [')))
    lines = _feature_lines(text)
    rows = []
    for number, feature in enumerate(features):
        line = lines[number] if number < len(lines) else 1
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            mend = _("give it properties with a code")
            raise Unreadable(Finding(part.file, line, _("a feature has no properties"), mend))
        rows.append(Row(line, {**feature["properties"], "geometry": feature.get("geometry")}))
    return rows


def _feature_lines(text: str) -> list[int]:
    """The line on which each `"type": "Feature"` stands, in file order."""
    return [text.count("\n", 0, found.start()) + 1 for found in re.finditer(r'"type"\s*:\s*"Feature"', text)]
