"""Areas from a file, as they stand: for taking a city over, not for changing it on a day (that is a re-division)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from vitalgrid.city.grids.access import reaches_area, require
from vitalgrid.city.grids.actions.division import COPIED, MANAGE, check_code, put_below
from vitalgrid.city.grids.models import Area, AreaKind, Boundary
from vitalgrid.city.grids.outlines import boundary_of
from vitalgrid.city.grids.queries.memory import net, touch
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.checks import Box, examine
from vitalgrid.foundation.kit.geometry.frames import FRAMES, frame_named
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.problems import Problem

LEVELS = 5


@dataclass(frozen=True)
class AreaRow:
    """An area as a file gives it. `geometry` is GeoJSON in `frame`; `is_mended` takes the offered repair of it."""

    code: str
    name: str = ""
    name_en: str = ""
    kind: str = ""
    parent: str = ""
    level: int | None = None
    households: int | None = None
    valid_from: date | None = None
    geometry: Mapping[str, Any] | None = None
    frame: str = "wgs84"
    source: str = ""
    is_schematic: bool = False
    is_mended: bool = False


@dataclass
class AreaDone:
    """What became of a row. `error` is a sentence, `notes` are counted by name."""

    error: str = ""
    is_repeated: bool = False
    notes: list[str] = field(default_factory=list)


def import_areas(*, by: Actor, rows: Sequence[AreaRow]) -> list[AreaDone]:
    """Make the areas that are not there yet, and give outlines and household numbers to those that are.

    A parent may stand anywhere in the file. A row that would rename or move an area is refused: that has a day of
    effect. Raises `kit.forbidden`.
    """
    require(by, MANAGE)
    with transaction.atomic():
        work = _Work(by, {row.code for row in rows if row.geometry is not None})
        done = [AreaDone() for _row in rows]
        left = list(range(len(rows)))
        while left:
            ready = [n for n in left if work.has_parent(rows[n])]
            if not ready:
                break
            for number in ready:
                work.take(rows[number], done[number])
            left = [n for n in left if n not in set(ready)]
        for number in left:
            done[number].error = _("There is no area %(code)s to stand below.") % {"code": rows[number].parent}
        if work.write():
            touch()
            data = {"made": len(work.made), "outlined": len(work.boundaries), "altered": len(work.altered)}
            emit(Event("areas.imported", "area", "import", by, clock.now(), data=data))
    return done


class _Work:
    """The areas as they are and as they will be."""

    def __init__(self, by: Actor, outlined: set[str]) -> None:
        self.by = by
        rows = Area.objects.select_for_update(of=("self",)).select_related("parent").filter(valid_until__isnull=True)
        self.open = {area.code: area for area in rows}
        self.top = next((area for area in self.open.values() if area.level == 0), None)
        self.near = self._box()
        held = Boundary.objects.filter(area__valid_until__isnull=True).values_list("area__code", "geojson")
        self.held = {code: text for code, text in held.iterator() if code in outlined} if outlined else {}
        self.made: dict[str, Area] = {}
        self.altered: set[str] = set()
        self.boundaries: dict[str, Boundary] = {}

    def _box(self) -> Box | None:
        """Where the city lies, so that swapped coordinates are seen even where both orders are on the earth."""
        outline = Boundary.objects.filter(area=self.top).first() if self.top else None
        return (outline.min_lon, outline.min_lat, outline.max_lon, outline.max_lat) if outline else None

    def has_parent(self, row: AreaRow) -> bool:
        """Whether the row can be taken now: its parent is there, or it names none."""
        return not row.parent or row.parent in self.open or row.code in self.open

    def take(self, row: AreaRow, done: AreaDone) -> None:
        """Judge one row and keep what it brings."""
        held = self.open.get(row.code)
        try:
            area = self._alter(held, row, done) if held else self._make(row)
        except Problem as problem:
            done.error = problem.sentence
            return
        except ValueError as error:
            done.error = str(error)
            return
        if not self._outline(area, row, done):
            return
        self.open[row.code] = area
        if held is None:
            self.made[row.code] = area

    def _make(self, row: AreaRow) -> Area:
        check_code(row.code)
        parent = self.open[row.parent] if row.parent else self.top
        if not row.name:
            raise ValueError(_("The area has no name."))
        kind = row.kind or (AreaKind.CITY if parent is None else "")
        if kind not in AreaKind.values:
            raise ValueError(_("type must be one of: %(kinds)s") % {"kinds": ", ".join(AreaKind.values)})
        level = row.level if row.level is not None else (parent.level + 1 if parent else 0)
        if level >= LEVELS or (parent is not None and level <= parent.level) or (parent is None and level):
            raise ValueError(_("An area of level %(level)s cannot stand there.") % {"level": level})
        known = net().area(parent.pk) if parent and parent.code not in self.made else None
        if known is not None and not reaches_area(self.by, MANAGE, known):
            raise ValueError(_("There is no area %(code)s to stand below.") % {"code": row.parent})
        start = row.valid_from or (parent.valid_from if parent else net().today())
        if parent is not None and start < parent.valid_from:
            raise ValueError(_("The area above begins only on %(day)s.") % {"day": parent.valid_from})
        area = Area(
            id=new_id(), code=row.code, name=row.name, name_en=row.name_en, kind=kind, level=level,
            households_planned=row.households, valid_from=start,
        )  # fmt: skip
        if parent is None:
            self.top = area
        return put_below(area, parent)

    def _alter(self, area: Area, row: AreaRow, done: AreaDone) -> Area:
        parent = area.parent.code if area.parent else ""
        told = ((row.name, area.name), (row.kind, area.kind), (row.parent, parent))
        if any(new and new != old for new, old in told):
            what = _("%(code)s exists with another name, type or parent. Change it with a day of effect.")
            raise ValueError(what % {"code": row.code})
        if row.households is not None and row.households != area.households_planned:
            area.households_planned = row.households
            self.altered.add(area.code)
        elif row.geometry is None:
            done.is_repeated = True
        return area

    def _outline(self, area: Area, row: AreaRow, done: AreaDone) -> bool:
        if row.geometry is None:
            return True
        if row.frame not in (*FRAMES, "cgcs2000"):
            done.error = _("frame must be one of: %(frames)s") % {"frames": ", ".join(FRAMES)}
            return False
        examined = examine(row.geometry, row.frame, near=self.near)
        shape: BaseGeometry | None = examined.shape
        if shape is None and row.is_mended:
            shape = examined.mended
            done.notes += [f"mended_{fault.kind.code}" for fault in examined.faults] if shape is not None else []
        if shape is None:
            done.error = " ".join(f"{fault.sentence}; {fault.proposal}." for fault in examined.faults)
            return False
        made = boundary_of(
            area, shape, source=row.source, source_frame=frame_named(row.frame), is_schematic=row.is_schematic
        )
        if self.held.get(area.code) == made.geojson:
            done.is_repeated = area.code not in self.altered
        else:
            self.boundaries[area.code] = made
        return True

    def write(self) -> bool:
        """Store what was kept. Whether there was anything."""
        Area.objects.bulk_create(self.made.values(), batch_size=500)
        altered = [self.open[code] for code in self.altered if code not in self.made]
        Area.objects.bulk_update(altered, ["households_planned"], batch_size=500)
        touched = [self.open[code].pk for code in {*self.altered, *self.boundaries} if code not in self.made]
        for start in range(0, len(touched), 500):
            Area.objects.filter(pk__in=touched[start : start + 500]).update(revision=F("revision") + 1)
        Boundary.objects.bulk_create(
            self.boundaries.values(),
            batch_size=200,
            update_conflicts=True,
            unique_fields=["area"],
            update_fields=COPIED,
        )
        return bool(self.made or altered or self.boundaries)
