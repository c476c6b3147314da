"""Taking what the check of the outlines proposes, where it is a slip of the pen and not land that moves; and back."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from shapely.geometry.base import BaseGeometry

from vitalgrid.city.grids.access import access_area, locked_area
from vitalgrid.city.grids.actions.division import COPIED
from vitalgrid.city.grids.models import Area, Boundary, OutlineMend
from vitalgrid.city.grids.outlines import boundary_of, digest_of
from vitalgrid.city.grids.problems import FAULT_GONE, FAULT_NOT_SAFE, MEND_BUILT_ON, MEND_UNDONE
from vitalgrid.city.grids.queries.boundaries import FaultRow, faults_below, is_safe, loser_of
from vitalgrid.city.grids.queries.memory import net, touch
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.coverage import coverage_faults, mended
from vitalgrid.foundation.kit.geometry.shapes import from_wkb
from vitalgrid.foundation.kit.problems import Problem

MANAGE = "area.manage"


def mend_fault(*, by: Actor, area: UUID, fault: str, reason: str = "") -> Area:
    """Do what the check proposes about one fault between the areas right below `area`; `fault` is its key.

    The outline of exactly one area changes, and never by more than `SAFE_SHARE` of it. Raises `kit.not_found`,
    `grids.fault_gone`, `grids.fault_not_safe`.
    """
    parent = access_area(by, area, MANAGE)
    with transaction.atomic():
        locked_area(area)
        pieces, whole, rows, is_complete = faults_below(parent, net().today())
        row = next((one for one in rows if one.key == fault), None)
        if row is None:
            raise Problem(FAULT_GONE)
        if not is_safe(row, pieces):
            raise Problem(FAULT_NOT_SAFE)
        code = loser_of(row.fault)
        shape = mended(pieces, [row.fault])[code]
        after = [piece if piece.code != code else type(piece)(code, shape) for piece in pieces]
        if len(coverage_faults(after, whole, is_complete=is_complete)) >= len(rows):
            raise Problem(FAULT_NOT_SAFE)  # it would only move the fault elsewhere
        return _redraw(by, row, code, shape, reason)


def undo_mend(*, by: Actor, area: UUID, reason: str = "") -> Area:
    """Take back what `mend_fault` last did to the outline of `area`: it is again what it was, to the last digit.

    Raises `kit.not_found`, `grids.mend_undone`, and `grids.mend_built_on` when the outline was changed again since.
    """
    access_area(by, area, MANAGE)
    with transaction.atomic():
        changed = locked_area(area)
        mend = OutlineMend.objects.filter(area=changed, undone_at=None).order_by("-made_at", "-pk").first()
        if mend is None:
            raise Problem(MEND_UNDONE)
        kept = Boundary.objects.filter(area=changed).first()
        if kept is None or digest_of(kept.geojson) != mend.after:
            raise Problem(MEND_BUILT_ON, name=changed.name)
        made = _alike(changed, kept, from_wkb([bytes(mend.wkb)])[0])
        made.geojson, made.wkb = mend.geojson, mend.wkb
        OutlineMend.objects.filter(pk=mend.pk).update(undone_at=clock.now())
        _put(by, "area.mend_undone", changed, made, reason)
    return changed


def _redraw(by: Actor, row: FaultRow, code: str, shape: BaseGeometry, reason: str) -> Area:
    known = net().area_by_code(code)
    assert known is not None
    changed = locked_area(known.id)
    kept = Boundary.objects.get(area=changed)
    made = _alike(changed, kept, shape)
    OutlineMend.objects.create(
        area=changed, made_at=clock.now(), geojson=kept.geojson, wkb=kept.wkb, after=digest_of(made.geojson)
    )
    _put(by, "area.boundary_set", changed, made, reason, source="check", fault=row.fault.kind.code)
    return changed


def _alike(area: Area, kept: Boundary, shape: BaseGeometry) -> Boundary:
    """The unsaved boundary with another shape; where it is from stays."""
    return boundary_of(area, shape, source=kept.source, source_frame=kept.source_frame, is_schematic=kept.is_schematic)


def _put(by: Actor, event: str, area: Area, made: Boundary, reason: str, **told: str) -> None:
    Boundary.objects.filter(area=area).update(**{name: getattr(made, name) for name in COPIED})
    Area.objects.filter(pk=area.pk).update(revision=F("revision") + 1)
    touch()
    emit(
        Event(
            event, "area", str(area.pk), by, clock.now(),
            code=area.code, township=area.township, area=area.pk, revision=area.revision + 1, reason=reason,
            data={"square_metres": round(made.square_metres), **told},
        )
    )  # fmt: skip
