"""Whose staffing, areas and posts somebody may see or change. Absent and forbidden look alike."""

from uuid import UUID

from vitalgrid.city.grids.models import Area, Post, Unit
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem


def require(by: Actor, permission: str) -> None:
    """Raise `kit.forbidden` unless `by` is the product itself or some post gives `permission`."""
    if by.kind != "system":
        by.require(permission)


def reaches_area(by: Actor, permission: str, area: KnownArea) -> bool:
    """Whether `permission` reaches the area: it or an area above it, or an earlier self of these, is granted."""
    if by.kind == "system":
        return True
    chain = {each.id for each in net().areas.above(area.id)}
    return any(g.is_citywide or bool(g.area_ids & chain) for g in by.grants_with(permission))


def reaches_unit(by: Actor, permission: str, unit: KnownUnit) -> bool:
    """Whether `permission` reaches the unit: it is granted, or the area where it works."""
    if by.kind == "system":
        return True
    area = net().area(unit.area)
    if area is not None and reaches_area(by, permission, area):
        return True
    return any(g.is_citywide or unit.id in g.unit_ids for g in by.grants_with(permission))


def roots(by: Actor, permission: str) -> list[KnownArea]:
    """The areas, valid today, from which down `permission` reaches, by code. The city itself when it reaches all."""
    known = net()
    today = known.today()
    city = known.areas.children(None, today)
    if by.kind == "system" or any(grant.is_citywide for grant in by.grants_with(permission)):
        return city
    granted = {area_id for grant in by.grants_with(permission) for area_id in grant.area_ids}
    found = [a for a in map(known.area, granted) if a is not None and a.is_valid_on(today)]
    inner = {a.id for a in found if any(above.id in granted for above in known.areas.above(a.id)[:-1])}
    return sorted((a for a in found if a.id not in inner), key=lambda a: a.code)


def access_area(by: Actor, area_id: UUID | None, permission: str) -> KnownArea:
    """The area, if `permission` reaches it. Raises `kit.forbidden`, `kit.not_found`."""
    require(by, permission)
    area = net().area(area_id)
    if area is None or not reaches_area(by, permission, area):
        raise Problem(NOT_FOUND)
    return area


def access_unit(by: Actor, unit_id: UUID | None, permission: str) -> KnownUnit:
    """The unit, if `permission` reaches it. Raises `kit.forbidden`, `kit.not_found`."""
    require(by, permission)
    unit = net().unit(unit_id)
    if unit is None or not reaches_unit(by, permission, unit):
        raise Problem(NOT_FOUND)
    return unit


def access_place(by: Actor, area_id: UUID | None, unit_id: UUID | None, permission: str) -> None:
    """Raise `kit.not_found` unless `permission` reaches the area or unit, or, with neither, the whole city."""
    require(by, permission)
    if area_id is not None:
        access_area(by, area_id, permission)
    elif unit_id is not None:
        access_unit(by, unit_id, permission)
    elif by.kind != "system" and not any(grant.is_citywide for grant in by.grants_with(permission)):
        raise Problem(NOT_FOUND)


def locked_areas(area_ids: list[UUID]) -> list[Area]:
    """The rows, locked in the order of their ids so that two changes cannot wait for each other."""
    return list(Area.objects.select_for_update().filter(pk__in=area_ids).order_by("id"))


def locked_area(area_id: UUID) -> Area:
    """The row, locked. Raises `kit.not_found`."""
    rows = locked_areas([area_id])
    if not rows:
        raise Problem(NOT_FOUND)
    return rows[0]


def locked_units(unit_ids: list[UUID]) -> list[Unit]:
    """The rows, locked in the order of their ids."""
    return list(Unit.objects.select_for_update().filter(pk__in=unit_ids).order_by("id"))


def locked_post(by: Actor, post_id: UUID, permission: str) -> Post:
    """The post, locked. Raises `kit.forbidden`, `kit.not_found`."""
    require(by, permission)
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None:
        raise Problem(NOT_FOUND)
    access_place(by, post.area_id, post.unit_id, permission)
    return post
