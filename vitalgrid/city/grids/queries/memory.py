"""What a process remembers of the net, so that names, predecessors and places cost no statement.

A process asks at most once a second whether the city's stamp has changed, and reads the net again when it has. Who
changes areas, units or boundaries calls `touch()` inside the transaction; the changing thread sees its own work at
once, everybody else after the commit.
"""

import threading
import time
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import get_language
from numpy.typing import ArrayLike

from vitalgrid.city.grids.models import Area, City, Succession, Unit, UnitSuccession
from vitalgrid.city.grids.queries.known import Family, KnownArea, KnownUnit
from vitalgrid.city.grids.queries.places import Places
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id


class Net:
    """The areas and units of every day, as read at one moment. Never changed after it is made."""

    def __init__(self, city: City | None, areas: Family[KnownArea], units: Family[KnownUnit]) -> None:
        self.city, self.areas, self.units = city, areas, units
        self.zone = ZoneInfo(city.time_zone if city else "UTC")
        self.places = Places(areas)

    @property
    def stamp(self) -> UUID | None:
        """The city's stamp when the net was read."""
        return self.city.stamp if self.city else None

    def today(self) -> date:
        """The present day in the city's time zone."""
        return clock.now().astimezone(self.zone).date()

    def area(self, area_id: UUID | None) -> KnownArea | None:
        """The area of that id, of whatever day."""
        return self.areas.get(area_id)

    def unit(self, unit_id: UUID | None) -> KnownUnit | None:
        """The unit of that id, of whatever day."""
        return self.units.get(unit_id)

    def area_by_code(self, code: str, on: date | None = None) -> KnownArea | None:
        """The area that has `code` on the day `on` (today when left out)."""
        return self.areas.by_code(code, on or self.today())

    def unit_by_code(self, code: str, on: date | None = None) -> KnownUnit | None:
        """The unit that has `code` on the day `on` (today when left out)."""
        return self.units.by_code(code, on or self.today())

    def children(self, area_id: UUID | None, on: date | None = None) -> list[KnownArea]:
        """The areas right below, valid on the day `on` (today when left out); of None the city itself."""
        return self.areas.children(area_id, on or self.today())

    def place(self, lons: ArrayLike, lats: ArrayLike, on: date | None = None) -> list[KnownArea | None]:
        """For each point (WGS-84 degrees) the deepest area of the day whose outline holds it, or None. In bulk."""
        return self.places.place(lons, lats, on or self.today())

    def area_at(self, lon: float, lat: float, on: date | None = None) -> KnownArea | None:
        """The deepest area of the day `on` that holds the point (WGS-84 degrees), or None."""
        return self.place([lon], [lat], on)[0]

    def setting(self, key: str, default: Any = None) -> Any:
        """What the pack sets for the whole city under `key`."""
        return self.city.settings.get(key, default) if self.city else default

    def level_name(self, level: int) -> str:
        """What the city calls that level, in the reader's language where the pack has a name in it."""
        names = self.city.level_names.get(str(level), {}) if self.city else {}
        return names.get(f"name_{(get_language() or '')[:2]}") or names.get("name") or str(level)


class _Shared:
    net: Net | None = None
    asked_at: float | None = None
    lock = threading.Lock()


class _Mark:
    """Stands among the transaction's commit hooks while a change of the net is not committed yet."""

    def __call__(self) -> None:
        _Shared.asked_at = None


class _Own(threading.local):
    marks: tuple[_Mark, ...] = ()
    net: Net | None = None


_own = _Own()


def touch() -> None:
    """Say that areas, units or boundaries change in this transaction."""
    City.objects.update(stamp=new_id())
    mark = _Mark()
    _own.marks, _own.net = (*_own.marks, mark), None
    transaction.on_commit(mark)


def forget() -> None:
    """Ask for the stamp at the next question, whenever the last one was. For tests, whose tables are emptied."""
    _Shared.asked_at = None


def net() -> Net:
    """The net as this thread should see it now: its own uncommitted changes, else what is committed."""
    if _own.marks:
        hooks = {id(hook[1]) for hook in connection.run_on_commit}
        standing = tuple(mark for mark in _own.marks if id(mark) in hooks)
        if standing != _own.marks:  # committed, or rolled back: what was read in between may never have been
            _own.marks, _own.net = standing, None
            _Shared.asked_at = None
        if standing:
            _own.net = _own.net or _read()
            return _own.net
    return _shared_net()


def _shared_net() -> Net:
    now, known = time.monotonic(), _Shared.net
    fresh = float(getattr(settings, "NET_FRESH_SECONDS", 1.0))
    if known is not None and _Shared.asked_at is not None and now - _Shared.asked_at < fresh:
        return known
    with _Shared.lock:
        stamp = City.objects.values_list("stamp", flat=True).first()
        if _Shared.net is None or stamp is None or _Shared.net.stamp != stamp:
            _Shared.net = _read()
        _Shared.asked_at = now
        return _Shared.net


def _read() -> Net:
    city = City.objects.first()
    areas = Area.objects.values_list(
        "id", "code", "name", "name_en", "kind", "parent", "township", "valid_from", "valid_until", "is_invented",
        "level", "path", "village", "grid", "households_planned",
    )  # fmt: skip
    units = Unit.objects.values_list(
        "id", "code", "name", "name_en", "kind", "parent", "township", "valid_from", "valid_until", "is_invented",
        "platforms", "area", "duty_phone",
    )  # fmt: skip
    return Net(
        city,
        Family([_known_area(row) for row in areas.iterator()], Succession.objects.values_list("old", "new")),
        Family([_known_unit(row) for row in units.iterator()], UnitSuccession.objects.values_list("old", "new")),
    )


def _known_area(row: tuple[Any, ...]) -> KnownArea:
    (area_id, code, name, name_en, kind, parent, township, start, end, is_invented, level, path, village, grid, n) = row
    return KnownArea(
        id=area_id, code=code, name=name, name_en=name_en, kind=kind, parent=parent, township=township,
        valid_from=start, valid_until=end, is_invented=is_invented, level=level, path=path, village=village, grid=grid,
        households_planned=n,
    )  # fmt: skip


def _known_unit(row: tuple[Any, ...]) -> KnownUnit:
    (unit_id, code, name, name_en, kind, parent, township, start, end, is_invented, platforms, area, phone) = row
    return KnownUnit(
        id=unit_id, code=code, name=name, name_en=name_en, kind=kind, parent=parent, township=township,
        valid_from=start, valid_until=end, is_invented=is_invented, platforms=tuple(platforms), area=area,
        duty_phone=phone,
    )  # fmt: skip
