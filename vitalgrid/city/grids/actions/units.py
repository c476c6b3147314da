"""Making, replacing and ending units, each with a day of effect and with successors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from vitalgrid.city.grids.access import access_area, access_unit, locked_units, require
from vitalgrid.city.grids.actions.division import check_code, check_day
from vitalgrid.city.grids.models import EndReason, Platform, Post, SuccessionKind, Unit, UnitKind, UnitSuccession
from vitalgrid.city.grids.problems import CODE_TAKEN, HAS_CHILDREN, NOT_OPEN
from vitalgrid.city.grids.queries.memory import net, touch
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.phones import clean_phone
from vitalgrid.foundation.kit.problems import NOT_A_CHOICE, REQUIRED, Problem

MANAGE = "unit.manage"


@dataclass(frozen=True)
class NewUnit:
    """A unit to be made. `area` is where it works, None for the whole city; `platforms` are codes of `Platform`."""

    code: str
    name: str
    kind: str
    name_en: str = ""
    platforms: tuple[str, ...] = ()
    parent: UUID | None = None
    area: UUID | None = None
    duty_phone: str = ""
    is_invented: bool = False
    note: str = ""


def create_unit(*, by: Actor, new: NewUnit, on: date, reason: str = "") -> Unit:
    """Make a unit, valid from `on` (today or later).

    Raises `kit.required`, `kit.bad_phone`, `kit.not_a_choice`, `kit.not_found`, `grids.bad_code`, `grids.code_taken`,
    `grids.too_early`.
    """
    _check(by, new)
    with transaction.atomic():
        check_day(on)
        _check_code_free(new.code, on, [])
        unit = _made(new, on)
        unit.save(force_insert=True)
        touch()
        _tell(by, "unit.created", unit, reason, {"on": on.isoformat()})
    return unit


def replace_units(
    *, by: Actor, units: Sequence[UUID], into: Sequence[NewUnit], on: date, reason: str = ""
) -> list[Unit]:
    """Rename (one into one), merge (several into one) or divide (one into several) units from the day `on`.

    Old cases stay with the old units, and the successors reach them. Posts carry over where one becomes one and end
    elsewhere. Raises what `create_unit` raises, and `grids.not_open`.
    """
    if not units or not into:
        raise Problem(REQUIRED, field="into")
    for unit_id in units:
        access_unit(by, unit_id, MANAGE)
    for new in into:
        _check(by, new)
    kind = _kind(len(units), len(into))
    with transaction.atomic():
        olds = locked_units(list(units))
        for old in olds:
            if old.valid_until is not None:
                raise Problem(NOT_OPEN, name=old.name)
        check_day(on, *(old.valid_from for old in olds))
        for new in into:
            _check_code_free(new.code, on, [old.pk for old in olds])
        made = [_made(new, on) for new in into]
        Unit.objects.filter(pk__in=[old.pk for old in olds]).update(valid_until=on, revision=F("revision") + 1)
        Unit.objects.bulk_create(made)
        UnitSuccession.objects.bulk_create(
            UnitSuccession(old=old, new=unit, on=on, kind=kind) for old in olds for unit in made
        )
        if kind != SuccessionKind.RENAMED:
            _end_posts(olds, on)
        touch()
        data = {"was": [old.code for old in olds], "became": [unit.code for unit in made], "on": on.isoformat()}
        _tell(by, "unit.replaced", made[0], reason, data)
    return made


def end_unit(*, by: Actor, unit: UUID, on: date, successor: UUID | None = None, reason: str = "") -> Unit:
    """Let the unit end on the day `on`, and its posts too. With a `successor`, a unit that goes on as it is, that one
    follows: it reaches the old cases, and what was to go to the old unit goes to it.

    Raises `kit.not_found`, `grids.not_open`, `grids.too_early`, `grids.has_children`.
    """
    access_unit(by, unit, MANAGE)
    follows = access_unit(by, successor, MANAGE) if successor is not None else None
    if follows is not None and (follows.id == unit or not follows.is_valid_on(on)):
        raise Problem(NOT_OPEN, field="successor", name=follows.label)
    with transaction.atomic():
        (row,) = locked_units([unit])
        if row.valid_until is not None:
            raise Problem(NOT_OPEN, name=row.name)
        check_day(on, row.valid_from)
        if net().units.children(unit, on):
            raise Problem(HAS_CHILDREN, name=row.name)
        row.valid_until = on
        row.revision += 1
        row.save(update_fields=["valid_until", "revision"])
        _end_posts([row], on)
        data = {"on": on.isoformat()}
        if follows is not None:
            UnitSuccession.objects.create(old=row, new_id=follows.id, on=on, kind=SuccessionKind.MERGED)
            data["successor"] = follows.code
        touch()
        _tell(by, "unit.ended", row, reason, data)
    return row


def _kind(olds: int, news: int) -> SuccessionKind:
    if olds == news == 1:
        return SuccessionKind.RENAMED
    if news == 1:
        return SuccessionKind.MERGED
    return SuccessionKind.DIVIDED if olds == 1 else SuccessionKind.REDRAWN


def _check(by: Actor, new: NewUnit) -> None:
    require(by, MANAGE)
    check_code(new.code)
    if not new.name.strip():
        raise Problem(REQUIRED, field="name")
    clean_phone(new.duty_phone, "duty_phone")
    if new.kind not in UnitKind.values:
        raise Problem(NOT_A_CHOICE, field="kind")
    if set(new.platforms) - set(Platform.values):
        raise Problem(NOT_A_CHOICE, field="platforms")
    if new.area is not None:
        access_area(by, new.area, MANAGE)
    if new.parent is not None:
        access_unit(by, new.parent, MANAGE)


def _check_code_free(code: str, on: date, but: Sequence[UUID]) -> None:
    taken = Unit.objects.filter(code=code).exclude(pk__in=list(but))
    if taken.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on)).exists():
        raise Problem(CODE_TAKEN, field="code", code=code)


def _made(new: NewUnit, on: date) -> Unit:
    area = net().area(new.area)
    return Unit(
        id=new_id(),
        code=new.code,
        name=new.name.strip(),
        name_en=new.name_en.strip(),
        kind=new.kind,
        platforms=list(new.platforms),
        parent_id=new.parent,
        area_id=new.area,
        township=area.township if area else None,
        duty_phone=new.duty_phone,
        is_invented=new.is_invented,
        note=new.note,
        valid_from=on,
    )


def _end_posts(units: Sequence[Unit], on: date) -> None:
    posts = Post.objects.filter(unit__in=units).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    ended: dict[str, Any] = {"ended_reason": EndReason.REDIVIDED, "revision": F("revision") + 1}
    posts.filter(started_on__gt=on).update(ended_on=F("started_on"), **ended)
    posts.update(ended_on=on, **ended)


def _tell(by: Actor, name: str, unit: Unit, reason: str, data: dict[str, Any]) -> None:
    emit(
        Event(
            name, "unit", str(unit.pk), by, clock.now(),
            code=unit.code, township=unit.township, area=unit.area_id, unit=unit.pk, revision=unit.revision,
            reason=reason, data=data,
        )
    )  # fmt: skip
