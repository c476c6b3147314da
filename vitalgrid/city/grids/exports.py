"""The net as files: areas and posts as their imports read them, units, and what the staffing check finds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalgrid.city.grids.access import reaches_area, reaches_unit, require
from vitalgrid.city.grids.models import Platform, Post, UnitKind
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.staffing import FindingRow, staffing_for
from vitalgrid.city.grids.queries.units import VIEW, units_for_list
from vitalgrid.city.grids.rules.staffing_words import StaffingRule
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem
from vitalgrid.foundation.kit.tables import Column, Export, Kind, Rows, from_list


def _code(area: UUID | None) -> str:
    known = net()
    found = known.areas.present(area, known.today())
    return found.code if found else ""


def _areas(by: Actor, asked: Mapping[str, str]) -> Rows:
    require(by, VIEW)
    known = net()
    found = [area for area in known.areas.all_on(known.today()) if reaches_area(by, VIEW, area)]
    return from_list(sorted(found, key=lambda area: (area.level, area.code)))


def _parent(area: KnownArea) -> str:
    above = net().area(area.parent)
    return above.code if above and above.level else ""


AREAS = Export(
    "areas",
    _("Areas"),
    (
        Column("code", pgettext_lazy("net", "Code"), lambda area: area.code, Kind.CODE),
        Column("name", _("Name"), lambda area: area.name),
        Column("name_en", _("Name in English"), lambda area: area.name_en),
        Column("type", pgettext_lazy("net", "Kind"), lambda area: area.kind, Kind.CODE),
        Column("parent", _("Area above"), _parent, Kind.CODE),
        Column("level", _("Level"), lambda area: area.level, Kind.NUMBER),
        Column("households", _("Planned households"), lambda area: area.households_planned, Kind.NUMBER),
        Column("valid_from", _("Valid from"), lambda area: area.valid_from, Kind.DAY),
    ),
    _areas,
)


def _posts(by: Actor, asked: Mapping[str, str]) -> Rows:
    require(by, VIEW)
    known = net()
    held = Post.objects.held_on(known.today()).select_related("user").order_by("user__username", "id")
    return from_list([post for post in held if _is_seen(by, post)])


def _is_seen(by: Actor, post: Post) -> bool:
    area, unit = net().area(post.area_id), net().unit(post.unit_id)
    if area is not None:
        return reaches_area(by, VIEW, area)
    if unit is not None:
        return reaches_unit(by, VIEW, unit)
    return any(grant.is_citywide for grant in by.grants_with(VIEW))


def _unit_code(post: Post) -> str:
    known = net()
    found = known.units.present(post.unit_id, known.today())
    return found.code if found else ""


POSTS = Export(
    "posts",
    _("Posts"),
    (
        Column("login", _("Sign-in name"), lambda post: post.user.username, Kind.CODE),
        Column("name", _("Name"), lambda post: post.user.display_name),
        Column("role", _("Role"), lambda post: post.role, Kind.CODE),
        Column("area", _("Area"), lambda post: _code(post.area_id), Kind.CODE),
        Column("unit", _("Unit"), _unit_code, Kind.CODE),
        Column("source_type", _("Comes from"), lambda post: post.source_type, Kind.CODE),
        Column("title", pgettext_lazy("post", "Title"), lambda post: post.title),
        Column("duty_phone", _("Duty phone"), lambda post: post.duty_phone, Kind.CODE),
        Column("started_on", _("First day"), lambda post: post.started_on, Kind.DAY),
        Column("ended_on", _("Ended on"), lambda post: post.ended_on, Kind.DAY),
        Column("duties", _("Duties"), lambda post: "|".join(post.duties), Kind.CODE),
    ),
    _posts,
)


def _units(by: Actor, asked: Mapping[str, str]) -> Rows:
    return from_list([unit for group in units_for_list(by) for unit in group.units])


def _kind(unit: KnownUnit) -> str:
    return str(UnitKind(unit.kind).label) if unit.kind in UnitKind.values else unit.kind


def _platforms(unit: KnownUnit) -> str:
    return "、".join(str(Platform(code).label) for code in unit.platforms if code in Platform.values)


UNITS = Export(
    "units",
    _("Units"),
    (
        Column("code", pgettext_lazy("net", "Code"), lambda unit: unit.code, Kind.CODE),
        Column("name", _("Name"), lambda unit: unit.name),
        Column("name_en", _("Name in English"), lambda unit: unit.name_en),
        Column("kind", pgettext_lazy("net", "Kind"), _kind),
        Column("platforms", _("Platforms"), _platforms),
        Column("area", _("Area"), lambda unit: _code(unit.area), Kind.CODE),
        Column("duty_phone", _("Duty phone"), lambda unit: unit.duty_phone, Kind.CODE),
        Column("valid_from", _("Valid from"), lambda unit: unit.valid_from, Kind.DAY),
    ),
    _units,
)


def _findings(by: Actor, asked: Mapping[str, str]) -> Rows:
    code = asked.get("area", "")
    area = net().area_by_code(code) if code else None
    if code and area is None:
        raise Problem(NOT_FOUND)
    shown = staffing_for(by, area.id if area else None)
    return from_list([(group.rule, row) for group in shown.groups for row in group.rows])


def _told(row: tuple[StaffingRule, FindingRow]) -> Any:
    return row[1].finding


STAFFING = Export(
    "staffing",
    _("What the staffing check finds"),
    (
        Column("rule", pgettext_lazy("staffing", "Rule"), lambda row: row[0].title),
        Column("place", _("Area"), lambda row: row[1].place),
        Column("code", pgettext_lazy("net", "Code"), lambda row: _told(row).code, Kind.CODE),
        Column("finding", _("What is missing"), lambda row: _told(row).sentence),
        Column("since", _("Since"), lambda row: _told(row).since, Kind.DAY),
        Column("days", pgettext_lazy("staffing", "Days"), lambda row: _told(row).days, Kind.NUMBER),
        Column("proposal", _("What to do"), lambda row: _told(row).proposal),
    ),
    _findings,
)
