"""Making, renaming and re-dividing areas. What is past stays as it was: every change has a day of effect."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from vitalgrid.city.grids.access import access_area, locked_area
from vitalgrid.city.grids.actions.division import (
    COPIED,
    MANAGE,
    NewArea,
    around,
    check_code,
    check_code_free,
    check_day,
    end_posts_at,
    outlined,
    put_below,
    replace_areas,
)
from vitalgrid.city.grids.actions.outlining import check_neighbours, sound_outline
from vitalgrid.city.grids.models import Area, Boundary, SuccessionKind
from vitalgrid.city.grids.problems import BAD_LEVEL, HAS_CHILDREN, NOT_OPEN
from vitalgrid.city.grids.queries.memory import touch
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.coverage import Piece
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.problems import REQUIRED, Problem

LEVELS = 5


def create_area(*, by: Actor, parent: UUID, new: NewArea, level: int, on: date, reason: str = "") -> Area:
    """Make an area of `level` below `parent`, valid from `on` (today or later).

    Raises `kit.not_found`, `grids.bad_code`, `grids.code_taken`, `grids.bad_level`, `grids.not_open`,
    `grids.too_early`, `grids.outlines_do_not_fit`.
    """
    above = access_area(by, parent, MANAGE)
    if not above.level < level < LEVELS:
        raise Problem(BAD_LEVEL, field="level", level=level, parent=above.label)
    if not new.kind:
        raise Problem(REQUIRED, field="kind")
    check_code(new.code)
    with transaction.atomic():
        row = locked_area(parent)
        if row.valid_until is not None:
            raise Problem(NOT_OPEN, name=row.name)
        check_day(on)
        check_code_free(new.code, on)
        area = Area(
            id=new_id(),
            code=new.code,
            name=new.name,
            name_en=new.name_en,
            kind=new.kind,
            level=level,
            households_planned=new.households_planned,
            is_invented=new.is_invented,
            note=new.note,
            valid_from=on,
        )
        put_below(area, row)
        area.save(force_insert=True)
        if new.boundary is not None:
            shape = sound_outline(new.boundary, new.frame)
            check_neighbours([Piece(new.code, shape)], *around(row, [], on))
            outlined(area, new, shape).save(force_insert=True)
        touch()
        _tell(by, "area.created", area, reason, {"on": on.isoformat()})
    return area


def rename_area(
    *, by: Actor, area: UUID, name: str, on: date, name_en: str = "", code: str = "", kind: str = "", reason: str = ""
) -> Area:
    """Give the area another name, code or kind from the day `on`. Everything below moves along; posts carry over.

    Raises `kit.not_found`, `kit.required`, `grids.not_open`, `grids.too_early`, `grids.code_taken`, `grids.bad_code`,
    `grids.change_ahead`.
    """
    if not name.strip():
        raise Problem(REQUIRED, field="name")
    known = access_area(by, area, MANAGE)
    new = NewArea(
        code=code or known.code,
        name=name.strip(),
        name_en=name_en.strip(),
        kind=kind,
        households_planned=known.households_planned,
    )
    with transaction.atomic():
        (made,) = replace_areas([area], [new], on, SuccessionKind.RENAMED, keeps=True)
        touch()
        _tell(by, "area.renamed", made, reason, {"was": known.code, "on": on.isoformat()})
    return made


def redivide_area(*, by: Actor, area: UUID, into: Sequence[NewArea], on: date, reason: str = "") -> list[Area]:
    """Divide the area into several from the day `on`: it ends, the new ones begin, old cases stay with it.

    Posts held at the divided area end that day; those further down carry over. Raises `kit.not_found`,
    `kit.required`, `grids.not_open`, `grids.too_early`, `grids.code_taken`, `grids.bad_code`, `grids.child_left`,
    `grids.child_unknown`, `grids.change_ahead`, `grids.outline_missing`, `grids.outlines_do_not_fit`.
    """
    return _replace(by, [area], into, on, SuccessionKind.DIVIDED, "area.redivided", reason)


def merge_areas(*, by: Actor, areas: Sequence[UUID], into: NewArea, on: date, reason: str = "") -> Area:
    """Make one area of several neighbours right below the same area. Raises what `redivide_area` raises, and
    `grids.not_siblings`."""
    return _replace(by, areas, [into], on, SuccessionKind.MERGED, "area.merged", reason)[0]


def redraw_areas(
    *, by: Actor, areas: Sequence[UUID], into: Sequence[NewArea], on: date, reason: str = ""
) -> list[Area]:
    """Draw the border between neighbours anew, or make any number of them into any other number. Raises what
    `redivide_area` raises, and `grids.not_siblings`."""
    return _replace(by, areas, into, on, SuccessionKind.REDRAWN, "area.redrawn", reason)


def _replace(
    by: Actor, olds: Sequence[UUID], news: Sequence[NewArea], on: date, kind: SuccessionKind, event: str, reason: str
) -> list[Area]:
    if not news:
        raise Problem(REQUIRED, field="into")
    codes = [access_area(by, area, MANAGE).code for area in olds]
    with transaction.atomic():
        made = replace_areas(olds, news, on, kind)
        touch()
        data = {"was": codes, "became": [area.code for area in made], "on": on.isoformat()}
        _tell(by, event, made[0], reason, data)
    return made


def end_area(*, by: Actor, area: UUID, on: date, reason: str = "") -> Area:
    """Let the area end on the day `on` with nothing to follow it; its posts end too.

    Raises `kit.not_found`, `grids.not_open`, `grids.too_early`, `grids.has_children`.
    """
    access_area(by, area, MANAGE)
    with transaction.atomic():
        row = locked_area(area)
        if row.valid_until is not None:
            raise Problem(NOT_OPEN, name=row.name)
        check_day(on, row.valid_from)
        if Area.objects.filter(parent=row, valid_until__isnull=True).exists():
            raise Problem(HAS_CHILDREN, name=row.name)
        row.valid_until = on
        row.revision += 1
        row.save(update_fields=["valid_until", "revision"])
        end_posts_at([row], on)
        touch()
        _tell(by, "area.ended", row, reason, {"on": on.isoformat()})
    return row


def set_households(*, by: Actor, area: UUID, households: int | None, reason: str = "") -> Area:
    """Set how many households the plan counts in the area. Raises `kit.not_found`."""
    access_area(by, area, MANAGE)
    with transaction.atomic():
        row = locked_area(area)
        before, row.households_planned = row.households_planned, households
        row.revision += 1
        row.save(update_fields=["households_planned", "revision"])
        touch()
        _tell(by, "area.households_set", row, reason, {"before": before, "after": households})
    return row


def set_boundary(
    *,
    by: Actor,
    area: UUID,
    boundary: Mapping[str, Any],
    frame: str = "wgs84",
    source: str = "",
    is_schematic: bool = False,
    reason: str = "",
) -> Area:
    """Enter the area's outline, or mend a drawing error in it. A change of the land itself is a re-division.

    Raises `kit.not_found`, `grids.outlines_do_not_fit`.
    """
    access_area(by, area, MANAGE)
    shape = sound_outline(boundary, frame)
    with transaction.atomic():
        row = locked_area(area)
        check_neighbours([Piece(row.code, shape)], *around(row.parent, [row.pk], row.valid_from))
        new = NewArea(row.code, row.name, frame=frame, source=source, is_schematic=is_schematic)
        made = outlined(row, new, shape)
        Boundary.objects.update_or_create(area=row, defaults={name: getattr(made, name) for name in COPIED})
        Area.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
        touch()
        _tell(by, "area.boundary_set", row, reason, {"square_metres": round(made.square_metres), "source": source})
    return row


def _tell(by: Actor, name: str, area: Area, reason: str, data: dict[str, Any]) -> None:
    emit(
        Event(
            name, "area", str(area.pk), by, clock.now(),
            code=area.code, township=area.township, area=area.pk, revision=area.revision, reason=reason, data=data,
        )
    )  # fmt: skip
