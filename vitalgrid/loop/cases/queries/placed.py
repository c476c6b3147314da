"""Cases on a map: a window answered by cells of a grid, counts by area, and how many were open over time.

The cells stand fast on the ground (they do not move with the window), and their number is bounded, so that a window
costs about the same with a hundred open cases as with a hundred thousand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import nlargest, nsmallest
from math import cos, radians
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Avg, Count, F, FloatField, Func, IntegerField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.access import AREA_COLUMN
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.listing import CaseFilter, CaseRow, narrowed, rows_of
from vitalgrid.loop.cases.queries.moments import in_hand_at, open_at, overdue_at, states_at, turns_between
from vitalgrid.loop.cases.ring import is_overdue, ring_of

SHOWS = ("open", "overdue", "closed")
RECENT = timedelta(days=7)  # what "closed lately" means
FEWEST_CELLS = 4
MOST_CELLS = 24  # across a window, and as many down
FEW = 5_000
SINGLES = 150  # cases shown by themselves; more would hide one another


@dataclass(frozen=True)
class Window:
    """A part of the map in WGS-84 degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def from_text(cls, text: str) -> "Window | None":
        """From "west,south,east,north"; None for anything else."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            return None
        is_on_earth = -180 <= west < east <= 180 and -90 <= south < north <= 90
        return cls(west, south, east, north) if is_on_earth else None

    def cell(self, across: int = MOST_CELLS) -> tuple[float, float]:
        """Width and height of a cell in degrees: a power of two, at most `across` (≤ `MOST_CELLS`) either way."""
        widest = max(self.east - self.west, (self.north - self.south) / self._flatness())
        step = 2.0 ** np.ceil(np.log2(max(widest, 1e-6) / min(max(across, FEWEST_CELLS), MOST_CELLS)))
        return float(step), float(step * self._flatness())

    def _flatness(self) -> float:
        # By whole degrees, so that a small move of the window does not shift every cell.
        return max(cos(radians(round((self.north + self.south) / 2))), 0.05)

    def holds(self) -> Q:
        """The condition that a case lies in the window."""
        return Q(lat__range=(self.south, self.north), lon__range=(self.west, self.east))


@dataclass(frozen=True)
class Asked:
    """Which cases: a filter, what of them (`SHOWS`), and at which moment (None is now)."""

    wanted: CaseFilter
    show: str = "open"
    at: datetime | None = None


@dataclass(frozen=True)
class Cell:
    """Some cases close together; `code` is set where it is one."""

    lon: float
    lat: float
    count: int
    in_hand: int
    overdue: int
    code: str


@dataclass(frozen=True)
class Tally:
    """How many cases, how many of them past their time, and how many without a place on the map."""

    count: int = 0
    overdue: int = 0
    bare: int = 0


class _Whole(Func):
    """The whole part of a number that is not negative, as an integer."""

    output_field = IntegerField()
    template = "CAST(FLOOR(%(expressions)s) AS integer)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite cuts off by itself, and its FLOOR would be called in Python for every row."""
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS integer)", **context)


def cases_asked(by: Actor, asked: Asked) -> QuerySet[Case]:
    """The cases that `by` may see and that were asked for, wherever they lie."""
    at, now = asked.at, clock.now()
    if asked.show == "closed":
        end = at or now
        cases = narrowed(by, replace(asked.wanted, view="closed", state=""))
        return cases.filter(closed_at__gt=end - RECENT, closed_at__lte=end)
    if at is None:
        return narrowed(by, replace(asked.wanted, view="overdue" if asked.show == "overdue" else "open"))
    cases = open_at(narrowed(by, replace(asked.wanted, view="all", state="")), at)
    if asked.wanted.state:
        cases = cases.filter(Q(state_then=asked.wanted.state))
    return cases.filter(overdue_at(at, now)) if asked.show == "overdue" else cases


def cells_in(cases: QuerySet[Case], window: Window, at: datetime | None = None, across: int = MOST_CELLS) -> list[Cell]:
    """The cases of the window by cells; one statement, at most (`MOST_CELLS` + 1)² rows."""
    wide, high = window.cell(across)
    late = overdue_at(at, clock.now())
    column, row = (
        _Whole(Cast((F(name) + Value(shift)) / Value(size), FloatField()))
        for name, shift, size in (("lon", 180.0, wide), ("lat", 90.0, high))
    )
    rows = (
        cases.filter(window.holds())
        .order_by()
        .values(column=column, row=row)
        .annotate(
            n=Count("*"),
            x=Avg("lon"),
            y=Avg("lat"),
            late=Count("pk", filter=late),
            hand=Count("pk", filter=in_hand_at(at) & ~late),
            one=Min("code"),
        )
        .values_list("x", "y", "n", "hand", "late", "one")
    )
    return [Cell(round(x, 6), round(y, 6), n, hand, late, one if n == 1 else "") for x, y, n, hand, late, one in rows]


def singles_in(cases: QuerySet[Case], cells: list[Cell], at: datetime | None = None) -> list[CaseRow]:
    """The cases that stand alone in their cell, at most `SINGLES`, as they were at `at`."""
    codes = [cell.code for cell in cells if cell.code][:SINGLES]
    return as_of(rows_of(cases.filter(code__in=codes)), at) if codes else []


def listed_in(
    cases: QuerySet[Case], window: Window | None, at: datetime | None, limit: int, count: int = 0
) -> list[CaseRow]:
    """The first cases of the window, or of all that were asked for, due first (at a past moment the newest first).

    `count` is how many the window holds, where that is known.
    """
    within = cases.filter(window.holds()) if window else cases
    first, ascends = ("opened_at", False) if at else ("next_due_at", True)
    if window is not None and count <= FEW:
        # Walking the order of the due days until fifty of a small window are found would read every open case.
        keys = [(moment is None, moment, pk) for moment, pk in within.order_by().values_list(first, "pk")]
        least = nsmallest(limit, keys) if ascends else nlargest(limit, keys)
        place = {pk: n for n, (_bare, _moment, pk) in enumerate(least)}
        rows = rows_of(Case.objects.filter(pk__in=list(place)))
        return as_of(sorted(rows, key=lambda row: place[row.id]), at)
    order = (first, "id") if ascends else (f"-{first}", "-id")
    return as_of(rows_of(within.order_by(*order)[:limit]), at)


def as_of(rows: list[CaseRow], at: datetime | None) -> list[CaseRow]:
    """The rows with state and ring of the moment `at`; one statement, none for now."""
    if at is None or not rows:
        return rows
    then = states_at([row.id for row in rows], at)
    return [_then(row, then.get(row.id, row.state), at) for row in rows]


def _then(row: CaseRow, state: str, at: datetime) -> CaseRow:
    ring = ring_of(state, due_at=row.due_at, now=at, outcome=row.outcome)
    late = is_overdue(state, row.due_at, at)
    return replace(row, state=state, ring=ring, is_overdue=late, next_due_at=row.due_at)


@dataclass(frozen=True)
class Tallies:
    """How many cases in all, and in each area of each level."""

    whole: Tally
    areas: Mapping[int, Mapping[UUID, Tally]]

    def of(self, area_id: UUID, level: int) -> Tally:
        """Those of one area; of the city itself all."""
        return self.areas.get(level, {}).get(area_id, Tally()) if level else self.whole


def tallies_of(cases: QuerySet[Case], level: int, at: datetime | None = None) -> Tallies:
    """How many cases lie in each area of the levels 1 to `level` that is valid on the day of `at`.

    A case stays with the area of its day; where that area has become another one since, it counts there, and where it
    was divided its point decides. One statement, one more for each level on which areas were divided.
    """
    known, late = net(), overdue_at(at, clock.now())
    on = at.astimezone(known.zone).date() if at else known.today()
    columns = [AREA_COLUMN[n] for n in range(1, level + 1)]
    told = cases.order_by().values(*columns)
    told = told.annotate(
        n=Count("*"), late=Count("pk", filter=late), bare=Count("pk", filter=Q(lon=None) | Q(lat=None))
    )
    rows = list(told.values_list(*columns, "n", "late", "bare"))
    found: dict[int, dict[UUID, Tally]] = {}
    for number, column in enumerate(columns):
        found[number + 1], divided = {}, []
        for area_id, each in _grouped(rows, number).items():
            heirs = known.areas.heirs(area_id, on)
            if len(heirs) == 1:
                _add(found[number + 1], heirs[0].id, each)
            elif heirs:
                divided.append(area_id)
        if divided:
            _place_divided(found[number + 1], cases.filter(**{f"{column}__in": divided}), number + 1, on, late)
    return Tallies(_sum(rows), found)


def _grouped(rows: Sequence[tuple[Any, ...]], number: int) -> dict[UUID, Tally]:
    made: dict[UUID, Tally] = {}
    for row in rows:
        if row[number] is not None:
            _add(made, row[number], Tally(*row[-3:]))
    return made


def _sum(rows: Sequence[tuple[Any, ...]]) -> Tally:
    return Tally(*(sum(row[part] for row in rows) for part in (-3, -2, -1)))


def _place_divided(found: dict[UUID, Tally], cases: QuerySet[Case], level: int, on: date, late: Q) -> None:
    """Cases of areas that were divided since, by where their points lie now."""
    points = cases.exclude(lon=None).exclude(lat=None).order_by().values("lon", "lat")
    told = list(points.annotate(n=Count("*"), late=Count("pk", filter=late)).values_list("lon", "lat", "n", "late"))
    lons, lats = ([one[n] for one in told if one[n] is not None] for n in (0, 1))
    places = net().place(np.array(lons, float), np.array(lats, float), on) if told else []
    for place, (_lon, _lat, n, over) in zip(places, told, strict=True):
        for area in net().areas.above(place.id) if place else []:
            if area.level == level:
                _add(found, area.id, Tally(n, over))


def _add(found: dict[UUID, Tally], area_id: UUID, more: Tally) -> None:
    held = found.get(area_id, Tally())
    found[area_id] = Tally(held.count + more.count, held.overdue + more.overdue, held.bare + more.bare)


def open_over_time(by: Actor, asked: Asked, start: datetime, step: timedelta, steps: int) -> list[int]:
    """How many cases were open at `start`, after one `step`, and so on: `steps` + 1 numbers. Three statements."""
    cases = narrowed(by, replace(asked.wanted, view="all", state=""))
    end = start + step * steps
    began, ended = turns_between(cases, start, end)
    edges = np.array([(start + step * n).timestamp() for n in range(steps + 1)])
    born = np.searchsorted(np.sort([moment.timestamp() for moment in began]), edges, side="right")
    gone = np.searchsorted(np.sort([moment.timestamp() for moment in ended]), edges, side="right")
    return [int(n) for n in open_at(cases, start).count() + born - gone]
