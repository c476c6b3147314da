"""`city.yaml` and `duty_areas.yaml`."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from vitalgrid.city.grids.models import City, DutyArea
from vitalgrid.city.grids.queries.memory import touch
from vitalgrid.city.grids.rules.settings import settings_faults
from vitalgrid.foundation.kit.parts import Finding, PackData, put_rows


def check_city(data: PackData) -> list[Finding]:
    """One city, a time zone that exists, settings that can be used."""
    found = []
    rows = data.of("city")
    if not rows:
        found.append(data.finding("city", 1, _("the pack names no city"), _("add a row with code, name and time_zone")))
    for extra in rows[1:]:
        found.append(data.finding("city", extra, _("a pack holds one city"), _("keep one row")))
    for row in rows[:1]:
        try:
            ZoneInfo(row.values["time_zone"])
        except (ValueError, OSError, KeyError):
            what = _("there is no time zone %(zone)s") % {"zone": row.values["time_zone"]}
            found.append(data.finding("city", row, what, _("write a name such as Asia/Shanghai"), key="time_zone"))
        for what, mend in settings_faults(row.get("settings", {})):
            found.append(data.finding("city", row, what, mend, key="settings"))
    return found


def load_city(data: PackData) -> int:
    """The row of the city."""
    row = data.of("city")[0]
    values: dict[str, Any] = {
        "id": 1,
        "code": row.values["code"],
        "name": row.values["name"],
        "name_en": row.get("name_en", ""),
        "time_zone": row.values["time_zone"],
        "level_names": row.values["level_names"],
        "settings": row.get("settings", {}),
    }
    changed = put_rows(data, "city", City, ["id"], [values])
    if changed:
        touch()
    return changed


def check_duty_areas(data: PackData) -> list[Finding]:
    """No code twice."""
    found, seen = [], set()
    for row in data.of("duty_areas"):
        code = row.values["code"]
        if code in seen:
            what = _("the duty area %(code)s stands twice") % {"code": code}
            found.append(data.finding("duty_areas", row, what, _("keep one of them"), key="code"))
        seen.add(code)
    return found


def load_duty_areas(data: PackData) -> int:
    """The duty areas."""
    rows = [
        {
            "code": row.values["code"],
            "name": row.values["name"],
            "name_en": row.get("name_en", ""),
            "position": row.values["position"],
        }
        for row in data.of("duty_areas")
    ]
    return put_rows(data, "duty_areas", DutyArea, ["code"], rows)
