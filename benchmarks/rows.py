"""What a built instance is drawn from, and how its rows go in past the actions: for benches alone, never for a city."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models

from benchmarks.texts import sentence
from vitalgrid.city.grids.queries import net
from vitalgrid.demo.cast import places_of_net
from vitalgrid.loop.cases.queries.catalogue import catalogue

YEARS_BACK = timedelta(days=730)
OPEN_SHARE = 0.1
OPEN_STATES = (("received", 15), ("triaged", 5), ("assigned", 15), ("in_progress", 45), ("paused", 5), ("handled", 10),
               ("verified", 5))  # fmt: skip
# The verbs that brought a case to its state, and the state that each leads to.
STORY = {
    "received": ("receive",),
    "triaged": ("receive", "accept"),
    "assigned": ("receive", "accept", "assign"),
    "in_progress": ("receive", "accept", "assign", "take"),
    "paused": ("receive", "accept", "assign", "take", "pause"),
    "handled": ("receive", "accept", "assign", "handle"),
    "verified": ("receive", "accept", "assign", "handle", "pass"),
    "closed": ("receive", "assign", "handle", "close"),
}
AFTER = {
    "receive": "received", "accept": "triaged", "assign": "assigned", "take": "in_progress", "pause": "paused",
    "handle": "handled", "pass": "verified", "close": "closed",
}  # fmt: skip
SOURCES = (("resident", 55), ("hotline", 20), ("worker", 20), ("api", 5))


def uuid_of(at: datetime, dice: Random) -> str:
    """An id of version 7 as both databases read it."""
    value = (
        int(at.timestamp() * 1000) << 80 | 0x7 << 76 | dice.getrandbits(12) << 64 | 0b10 << 62 | dice.getrandbits(62)
    )
    return f"{value:032x}"


def moment(at: datetime | None) -> str | None:
    """A moment (UTC) as both databases read it, when the connection's zone is UTC."""
    return at.replace(tzinfo=None).isoformat(" ") if at else None


class Table:
    """The columns of a model with what they hold when nothing is said."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.fields = list(model._meta.concrete_fields)
        self.names = [f.column for f in self.fields]
        self.usual = [self._usual(f) for f in self.fields]
        self.at = {f.attname: place for place, f in enumerate(self.fields)}

    @staticmethod
    def _usual(field: Any) -> Any:
        if field.primary_key or field.get_default() is None:
            return None
        kind = field.get_internal_type()
        if kind == "JSONField":
            return json.dumps(field.get_default())
        return int(field.get_default()) if kind == "BooleanField" else field.get_default()

    def row(self, **values: Any) -> list[Any]:
        """One row."""
        made = self.usual.copy()
        for name, value in values.items():
            made[self.at[name]] = value
        return made


def write(table: Table, rows: list[list[Any]], names: list[str] | None = None) -> None:
    """Into the table, past everything."""
    if not rows:
        return
    quoted = ", ".join(connection.ops.quote_name(name) for name in names or table.names)
    place = connection.ops.quote_name(table.model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {place} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names or table.names))
            cursor.executemany(f"INSERT INTO {place} ({quoted}) VALUES ({marks})", rows)


@dataclass
class Told:
    """One case before it is rows."""

    number: int
    key: str
    code: str
    text: str
    at: datetime
    state: str
    place: Any
    point: tuple[float, float]
    category: Any
    top: str
    unit: UUID | None
    source: str

    @property
    def is_open(self) -> bool:
        return self.state != "closed"


class City:
    """What the cases are drawn from."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        known, today = net(), net().today()
        self.places = places_of_net()
        self.areas = {p.code: known.area_by_code(p.code) for p in self.places}
        self.weights = [p.weight for p in self.places]
        listed = catalogue()
        self.categories = [c for c in listed.by_code.values() if c.parent_id and c.procedure != "integrity"]
        self.apart = [c for c in listed.by_code.values() if c.procedure == "integrity"]
        self.category_weights = [1 / (place + 3) for place in range(len(self.categories))]
        self.tops = {c.pk: top.code for c in listed.by_code.values() if (top := listed.top_of(c))}
        self.stations = {(u.township, u.kind): u.id for u in known.units.all_on(today)}

    def cases(self, count: int, end: datetime) -> Iterator[Told]:
        """`count` of them in the order of their moments."""
        dice, start, span = self.dice, end - YEARS_BACK, YEARS_BACK.total_seconds()
        states, weights = zip(*OPEN_STATES, strict=True)
        sources, source_weights = zip(*SOURCES, strict=True)
        old_share = 0.3 * OPEN_SHARE
        for number in range(count):
            at = start + timedelta(seconds=span * (number + dice.random()) / count)
            is_late = number > 0.88 * count
            is_open = dice.random() < ((OPEN_SHARE - 0.88 * old_share) / 0.12 if is_late else old_share)
            place = dice.choices(self.places, self.weights)[0]
            category = (
                self.apart[0]
                if self.apart and dice.random() < 0.003
                else dice.choices(self.categories, self.category_weights)[0]
            )
            unit = category.lead_unit_id
            area = self.areas[place.code]
            if category.station_kind and area:
                unit = self.stations.get((area.township, category.station_kind), unit)
            yield Told(
                number,
                uuid_of(at, dice),
                f"{at:%y%m%d}-{number:07d}",
                sentence(dice, place.name),
                at,
                dice.choices(states, weights)[0] if is_open else "closed",
                area,
                dice.choice(place.points),
                category,
                self.tops[category.pk],
                unit,
                dice.choices(sources, source_weights)[0],
            )
