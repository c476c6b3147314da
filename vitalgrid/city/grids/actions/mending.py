"""Taking what the check of the outlines proposes, where it is a slip of the pen and not land that moves."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from shapely.geometry.base import BaseGeometry

from vitalgrid.city.grids.access import access_area, locked_area
from vitalgrid.city.grids.actions.division import COPIED
from vitalgrid.city.grids.models import Area, Boundary
from vitalgrid.city.grids.outlines import boundary_of
from vitalgrid.city.grids.problems import FAULT_GONE, FAULT_NOT_SAFE
from vitalgrid.city.grids.queries.boundaries import FaultRow, faults_below, is_safe, loser_of
from vitalgrid.city.grids.queries.memory import net, touch
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.coverage import coverage_faults, mended
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


def _redraw(by: Actor, row: FaultRow, code: str, shape: BaseGeometry, reason: str) -> Area:
    known = net().area_by_code(code)
    assert known is not None
    changed = locked_area(known.id)
    kept = Boundary.objects.get(area=changed)
    made = boundary_of(
        changed, shape, source=kept.source, source_frame=kept.source_frame, is_schematic=kept.is_schematic
    )
    Boundary.objects.filter(area=changed).update(**{name: getattr(made, name) for name in COPIED})
    Area.objects.filter(pk=changed.pk).update(revision=F("revision") + 1)
    touch()
    emit(
        Event(
            "area.boundary_set", "area", str(changed.pk), by, clock.now(),
            code=changed.code, township=changed.township, area=changed.pk, revision=changed.revision + 1, reason=reason,
            data={"square_metres": round(made.square_metres), "source": "check", "fault": row.fault.kind.code},
        )
    )  # fmt: skip
    return changed
