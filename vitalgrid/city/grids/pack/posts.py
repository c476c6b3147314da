"""`posts.csv`. Posts make their holders: users with a password that cannot be used until somebody sets one."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from vitalgrid.city.grids.models import FULL_TIME_SOURCES, PART_TIME_SOURCES, Area, Post, Unit
from vitalgrid.city.grids.pack.register import Register, day, name_in_changes
from vitalgrid.city.grids.rules.posts import Term, clash, place_fits, same_post, taken
from vitalgrid.foundation.accounts.duties import DUTIES
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.roles import FULL_TIME, PART_TIME, ROLES
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.parts import Finding, PackData, Row, put_rows

SOURCES = {FULL_TIME: set(FULL_TIME_SOURCES), PART_TIME: set(PART_TIME_SOURCES)}


def check(data: PackData) -> list[Finding]:
    """Places that fit the role, duties kept apart, no post held twice, sources and duty areas that exist."""
    areas, units = Register(data, "areas"), Register(data, "units")
    known_duties = {row.values["code"] for row in data.of("duty_areas")}
    by_login: dict[str, list[Term]] = defaultdict(list)
    by_place: dict[Any, list[Term]] = defaultdict(list)
    names: dict[str, str] = {}
    found: list[Finding] = []
    for row in data.of("posts"):
        found += _check_place(data, row, areas, units)
        found += _check_words(data, row, known_duties)
        login, name = row.values["login"], row.values["name"]
        if names.setdefault(login, name) != name:
            what = _("%(login)s has two names") % {"login": login}
            found.append(data.finding("posts", row, what, _("write one name for one login"), key="name"))
        found += _check_terms(data, row, by_login[login], by_place)
    return found


def _check_place(data: PackData, row: Row, areas: Register, units: Register) -> list[Finding]:
    start = day(row, "started_on") or date.max
    found, meant = [], {}
    for key, register in (("area", areas), ("unit", units)):
        reference = row.get(key)
        meant[key] = register.find(reference, start)
        if reference and meant[key] is None:
            what = _("there is no %(key)s %(code)s") % {"key": key, "code": reference}
            found.append(data.finding("posts", row, what, _("add it to the pack or mend the code"), key=key))
    if found:
        return found
    area, unit = meant["area"], meant["unit"]
    level = area.row.values["level"] if area else None
    role = ROLES[row.values["role"]]
    if (area and unit) or not place_fits(role, level, has_unit=unit is not None):
        what = _("a post of %(role)s is not held there") % {"role": role.code}
        mend = _("give the area of the right level or the unit, and only one of them")
        found.append(data.finding("posts", row, what, mend, key="area"))
    return found


def _check_words(data: PackData, row: Row, known_duties: set[str]) -> list[Finding]:
    found = []
    part, source = ROLES[row.values["role"]].grid_part, row.get("source_type")
    if source and part in SOURCES and source not in SOURCES[part]:
        what = _("%(source)s is no source of such workers") % {"source": source}
        mend = _("use one of: %(keys)s") % {"keys": ", ".join(sorted(SOURCES[part]))}
        found.append(data.finding("posts", row, what, mend, key="source_type"))
    unknown = [duty for duty in row.get("duties", []) if duty not in known_duties]
    if unknown:
        what = _("there is no duty area %(codes)s") % {"codes": ", ".join(unknown)}
        found.append(data.finding("posts", row, what, _("use the codes of duty_areas.yaml"), key="duties"))
    start, end = day(row, "started_on"), day(row, "ended_on")
    if start and end and end <= start:
        what = _("the post ends before it begins")
        found.append(data.finding("posts", row, what, _("give a later ended_on"), key="ended_on"))
    return found


def _check_terms(data: PackData, row: Row, own: list[Term], by_place: dict[Any, list[Term]]) -> list[Finding]:
    found = []
    place = (row.get("area"), row.get("unit"))
    start = day(row, "started_on")
    assert start is not None  # the schema asks for it
    term = Term(row.values["role"], place, start, day(row, "ended_on"))
    apart = clash(term, own)
    if apart:
        values = {"login": row.values["login"], "one": DUTIES[apart[0]], "other": DUTIES[apart[1]]}
        what = _("%(login)s would hold %(one)s and %(other)s together") % values
        found.append(data.finding("posts", row, what, _("give one of the posts to somebody else"), key="role"))
    if same_post(term, own):
        what = _("%(login)s holds this post twice") % {"login": row.values["login"]}
        found.append(data.finding("posts", row, what, _("keep one row, or mend the days"), key="started_on"))
    elif taken(term, by_place[place]):
        what = _("two people would hold this post on one day")
        found.append(data.finding("posts", row, what, _("end the first one's post before"), key="started_on"))
    own.append(term)
    by_place[place].append(term)
    return found


def load(data: PackData) -> int:
    """The users, then their posts. An open post leaves the table's end alone: it may have ended since."""
    rows = data.of("posts")
    users = _users(data, rows)
    areas, units = Register(data, "areas"), Register(data, "units")
    area_ids = {(c, s): (pk, t) for pk, c, s, t in Area.objects.values_list("id", "code", "valid_from", "township")}
    unit_ids = {(c, s): (pk, t) for pk, c, s, t in Unit.objects.values_list("id", "code", "valid_from", "township")}
    made: list[dict[str, Any]] = []
    names: dict[UUID, str] = {}
    for row in rows:
        start = day(row, "started_on")
        assert start is not None  # the schema asks for it
        area, unit = areas.find(row.get("area"), start), units.find(row.get("unit"), start)
        area_id, township = area_ids[area.key] if area else (None, None)
        unit_id, unit_township = unit_ids[unit.key] if unit else (None, None)
        names |= {area_id: area.code} if area_id and area else {}
        names |= {unit_id: unit.code} if unit_id and unit else {}
        ended = day(row, "ended_on")
        made.append(
            {
                "user_id": users[row.values["login"]],
                "role": row.values["role"],
                "area_id": area_id,
                "unit_id": unit_id,
                "township": township or unit_township,
                "source_type": row.get("source_type", ""),
                "title": row.get("title", ""),
                "duty_phone": row.get("duty_phone", ""),
                "duties": row.get("duties", []),
                "started_on": start,
            }
            | ({"ended_on": ended} if ended else {})
        )
    since = len(data.changes)
    changed = put_rows(data, "posts", Post, ["user_id", "role", "area_id", "unit_id", "started_on"], made)
    name_in_changes(data, since, names)
    return changed


def _users(data: PackData, rows: list[Row]) -> dict[str, int]:
    """The id of every login; those that are not there yet are made."""
    wanted = {row.values["login"]: row.values["name"] for row in rows}
    known = {name: pk for name, pk in User.objects.values_list("username", "id").iterator() if name in wanted}
    now = clock.now()
    new = [
        User(username=login, display_name=name, password=make_password(None), created_at=now)
        for login, name in wanted.items()
        if login not in known
    ]
    data.changes += [f"+ users {user.username}" for user in new]
    made = User.objects.bulk_create(new, batch_size=500)
    return known | {user.username: user.pk for user in made}
