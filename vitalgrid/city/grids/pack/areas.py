"""`areas.csv`."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vitalgrid.city.grids.models import Area, Succession
from vitalgrid.city.grids.pack.register import Entry, Register, name_in_changes
from vitalgrid.city.grids.queries.memory import touch
from vitalgrid.foundation.kit.parts import Finding, PackData, put_rows

PATH_LIMIT = 320


def check(data: PackData) -> list[Finding]:
    """One city on top, days in order, every parent there on all days and on a higher level."""
    register = Register(data, "areas")
    found = register.check_days() + register.check_successions() + _check_top(data, register)
    for entry in register.entries:
        parent, wrong = register.check_reference(entry, "parent", register)
        found += wrong
        level = entry.row.values["level"]
        if level and not entry.row.get("parent"):
            what = _("%(code)s has no parent") % {"code": entry.code}
            found.append(register.finding(entry, what, _("name the area right above it"), "parent"))
        if parent is not None and parent.row.values["level"] >= level:
            what = _("the parent %(code)s is not on a higher level") % {"code": parent.code}
            found.append(register.finding(entry, what, _("mend level or parent"), "parent"))
    return found


def _check_top(data: PackData, register: Register) -> list[Finding]:
    tops = [entry for entry in register.entries if entry.row.values["level"] == 0]
    city = data.of("city")
    found = []
    if not tops:
        found.append(data.finding("areas", 1, _("there is no area of level 0"), _("add a row for the city itself")))
    for entry in tops:
        if city and entry.code != city[0].values["code"]:
            what = _("the area of level 0 has another code than the city")
            found.append(register.finding(entry, what, _("use the code of city.yaml"), "code"))
    return found


def load(data: PackData) -> int:
    """The areas with their paths and the ids above them, and their successions."""
    register = Register(data, "areas")
    ids = register.ids(Area.objects.values_list("id", "code", "valid_from"))
    made: dict[tuple[str, date], dict[str, Any]] = {}
    for entry in sorted(register.entries, key=lambda e: e.row.values["level"]):
        parent = register.find(entry.row.get("parent"), entry.start)
        made[entry.key] = _values(register, entry, ids[entry.key], made[parent.key] if parent else None)
    since = len(data.changes)
    changed = put_rows(data, "areas", Area, ["code", "valid_from"], list(made.values()))
    changed += put_rows(data, "areas", Succession, ["old_id", "new_id"], register.successions(ids))
    name_in_changes(data, since, {known_id: code for (code, _start), known_id in ids.items()})
    if changed:
        touch()
    return changed


def _values(register: Register, entry: Entry, area_id: UUID, parent: dict[str, Any] | None) -> dict[str, Any]:
    row, level = entry.row, entry.row.values["level"]
    above = {name: parent[name] if parent else None for name in ("township", "village", "grid")}
    own = {1: "township", 2: "village", 3: "grid"}.get(level)
    if own:
        above[own] = area_id
    return {
        "id": area_id,
        "code": entry.code,
        **register.days_of(entry),
        "name": row.values["name"],
        "name_en": row.get("name_en", ""),
        "kind": row.values["kind"],
        "level": level,
        "parent_id": parent["id"] if parent else None,
        "path": f"{parent['path'] if parent else ''}{entry.code}/",
        **above,
        "is_invented": row.get("is_invented", False),
        "households_planned": row.get("households"),
        "note": row.get("note", ""),
    }
