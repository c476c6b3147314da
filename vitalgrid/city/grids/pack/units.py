"""`units.csv`."""

from django.utils.translation import gettext as _

from vitalgrid.city.grids.models import Area, Unit, UnitSuccession
from vitalgrid.city.grids.pack.register import Register, name_in_changes
from vitalgrid.city.grids.queries.memory import touch
from vitalgrid.foundation.kit.parts import Finding, PackData, put_rows


def check(data: PackData) -> list[Finding]:
    """Days in order, parents, areas and earlier selves that are there."""
    register, areas = Register(data, "units"), Register(data, "areas")
    found = register.check_days() + register.check_successions()
    for entry in register.entries:
        parent, wrong = register.check_reference(entry, "parent", register, is_lax=True)
        found += wrong + register.check_reference(entry, "area", areas)[1]
        seen = {entry.key}
        while parent is not None and parent.key not in seen:
            seen.add(parent.key)
            parent = register.find(parent.row.get("parent"), parent.start)
        if parent is not None:
            what = _("%(code)s stands above itself") % {"code": entry.code}
            found.append(register.finding(entry, what, _("mend parent"), "parent"))
    return found


def load(data: PackData) -> int:
    """The units and their successions."""
    register, areas = Register(data, "units"), Register(data, "areas")
    known = {(code, start): (pk, township) for pk, code, start, township in
             Area.objects.values_list("id", "code", "valid_from", "township")}  # fmt: skip
    ids = register.ids(Unit.objects.values_list("id", "code", "valid_from"))
    rows = []
    for entry in register.entries:
        row = entry.row
        parent = register.find(row.get("parent"), entry.start)
        area = areas.find(row.get("area"), entry.start)
        area_id, township = known[area.key] if area else (None, None)
        rows.append(
            {
                "id": ids[entry.key],
                "code": entry.code,
                **register.days_of(entry),
                "name": row.values["name"],
                "name_en": row.get("name_en", ""),
                "kind": row.values["kind"],
                "platforms": row.get("platforms", []),
                "parent_id": ids[parent.key] if parent else None,
                "area_id": area_id,
                "township": township,
                "duty_phone": row.get("duty_phone", ""),
                "is_invented": row.get("is_invented", False),
                "note": row.get("note", ""),
            }
        )
    since = len(data.changes)
    changed = put_rows(data, "units", Unit, ["code", "valid_from"], rows)
    changed += put_rows(data, "units", UnitSuccession, ["old_id", "new_id"], register.successions(ids))
    name_in_changes(data, since, {known_id: code for (code, _start), known_id in ids.items()})
    if changed:
        touch()
    return changed
