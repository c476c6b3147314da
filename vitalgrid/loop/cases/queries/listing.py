"""Lists of cases: filters, keyset pages, search. One statement for a page; names come from what the process knows."""

import base64
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_date

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.days import day_end, day_start
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.loop.cases.access import AREA_COLUMN, own_cases, visible_in_units, visible_to
from vitalgrid.loop.cases.models import Case, Report
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.finding import TELEPHONE, found_ids, named_cases, page_of_found, veiled
from vitalgrid.loop.cases.queries.reach import groups_of
from vitalgrid.loop.cases.queries.views import NARROW, OF_UNITS, VIEWS
from vitalgrid.loop.cases.queries.walking import COLUMNS, DUE, NEW, Values, Walk, rows_of_walks, walk
from vitalgrid.loop.cases.ring import is_overdue, ring_of
from vitalgrid.loop.cases.workflow import OPEN_STATES, State

PAGE = 50
ORDERS = (DUE, NEW)
FOUND_AT_MOST = 5000  # cases found by words on a map and in a count; lists and files go on to the last one


@dataclass(frozen=True)
class CaseFilter:
    """What a list shows. Every value comes from the address, so that a list can be shared."""

    view: str = "open"  # a name in VIEWS
    state: str = ""
    category: str = ""  # code of a class or sub-class
    area: str = ""  # code
    unit: str = ""  # code
    platform: str = ""
    urgency: str = ""
    source: str = ""
    desk: str = ""
    since: date | None = None  # local day of receipt, included
    until: date | None = None  # included
    q: str = ""
    order: str = ""  # due | new; the view's own when empty

    @classmethod
    def from_query(cls, given: Mapping[str, Any]) -> "CaseFilter":
        """From an address. What cannot be read is left out: a broken link still shows a list."""
        values: dict[str, Any] = {}
        for each in fields(cls):
            text = str(given.get(each.name) or "").strip().replace("\x00", "")[:200]
            if each.name in ("since", "until"):
                values[each.name] = _day(text)
            elif text:
                values[each.name] = veiled(text) if each.name == "q" else text
        if values.get("view") not in VIEWS:
            values.pop("view", None)
        if values.get("order") not in ORDERS:
            values.pop("order", None)
        return cls(**values)

    def to_query(self) -> dict[str, str]:
        """For an address: only what differs from an empty filter."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self) if getattr(self, f.name) not in ("", None)}

    @property
    def query(self) -> str:
        """The address's part behind the "?"."""
        return urlencode(self.to_query())

    @property
    def is_telephone(self) -> bool:
        """Whether what is sought is a telephone number; `q` then holds its index and nothing to read."""
        return self.q.startswith(TELEPHONE)

    def without(self, name: str) -> "CaseFilter":
        """The same without one narrowing."""
        given = self.to_query()
        given.pop(name, None)
        return CaseFilter.from_query(given)


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list, ready to be shown."""

    id: UUID
    code: str
    title: str
    state: str
    category: str
    place: str
    unit: str
    urgency: str
    opened_at: datetime
    due_at: datetime | None
    next_due_at: datetime | None
    paused_until: datetime | None
    pause_cause: str
    outcome: str
    report_count: int
    return_count: int
    reopen_count: int
    press_count: int
    is_extension_asked: bool
    is_overdue: bool
    is_integrity: bool
    revision: int
    ring: Ring
    lon: float | None
    lat: float | None
    closed_at: datetime | None = None
    is_follow_up_due: bool = False
    rework_count: int = 0

    @property
    def state_label(self) -> str:
        """The state's word."""
        return str(State(self.state).label)


@dataclass
class Page:
    """One page of a list. `older` and `newer` are cursors for the addresses, "" at the ends."""

    rows: list[CaseRow] = field(default_factory=list)
    older: str = ""
    newer: str = ""
    order: str = "due"
    is_cut: bool = False  # a search ends this page early: see `FoundPage`


@dataclass(frozen=True)
class Ask:
    """One page of one list: `before` goes on (older, or due later), `after` goes back."""

    wanted: CaseFilter
    before: str = ""
    after: str = ""
    limit: int = PAGE


def list_cases(by: Actor, wanted: CaseFilter, *, before: str = "", after: str = "", limit: int = PAGE) -> Page:
    """One page of the cases that `by` may see. `before` goes on (older, or due later), `after` goes back."""
    return list_together(by, [Ask(wanted, before, after, limit)])[0]


def list_together(by: Actor, asks: Sequence[Ask], *, own: Collection[UUID] | None = None) -> list[Page]:
    """The pages of several lists in one statement; what words find is asked for apart.

    `own`: what `own_cases` gave, when somebody asked already.
    """
    if own is None and any(_goes_by_place(one.wanted) for one in asks):
        own = own_cases(by)
    found: dict[int, Page] = {}
    walks: dict[int, tuple[Ask, str, Walk]] = {}
    for number, one in enumerate(asks):
        wanted, named = one.wanted, named_cases(by, one.wanted.q) if one.wanted.q else None
        if wanted.q and named is None:
            found[number] = _found(by, wanted, before=one.before, after=one.after, limit=one.limit)
            continue
        order = NEW if wanted.q else wanted.order or VIEWS[wanted.view][1]
        query = narrowed(by, wanted, named, own if _goes_by_place(wanted) else None)
        cursor, by_units = _unpack(one.before or one.after), wanted.view in OF_UNITS
        made = walk(query, order, cursor, one.limit + 1, is_back=bool(one.after), goes_by_units=by_units)
        walks[number] = (one, order, made)
    rows = rows_of_walks([made for _ask, _order, made in walks.values()])
    for (number, (one, order, _made)), values in zip(walks.items(), rows, strict=True):
        found[number] = _page(one, values, order)
    return [found[number] for number in range(len(asks))]


def _goes_by_place(wanted: CaseFilter) -> bool:
    """Whether the list is found by what its reader may see, and not by an index of its view or of words."""
    return not wanted.q and wanted.view not in NARROW


def _page(asked: Ask, found: list[Values], order: str) -> Page:
    is_back, cursor = bool(asked.after), _unpack(asked.before or asked.after)
    has_more = len(found) > asked.limit
    found = found[: asked.limit]
    if is_back:
        found.reverse()
    rows = [_row(values) for values in found]
    page = Page(rows, order=order)
    if rows:
        page.older = _pack(rows[-1], order) if has_more or is_back else ""
        page.newer = _pack(rows[0], order) if (has_more and is_back) or (cursor and not is_back) else ""
    return page


def _found(by: Actor, wanted: CaseFilter, *, before: str, after: str, limit: int) -> Page:
    """One page of what words found, the newest place of the words first, to the last one."""
    found = page_of_found(
        by,
        wanted.q,
        _narrowed(by, wanted, Case.objects.all()),
        COLUMNS,
        groups=groups_of(by, area=wanted.area, unit=wanted.unit),
        before=before,
        after=after,
        limit=limit,
    )
    rows = [_row(values) for values in found.rows]
    return Page(rows, found.older, found.newer, order="new", is_cut=found.is_cut)


def rows_with_ids(by: Actor, ids: Iterable[UUID]) -> list[CaseRow]:
    """The rows of these cases that `by` may see, the newest first; one statement."""
    return rows_of(visible_to(by).filter(pk__in=list(ids)).order_by("-opened_at", "-id"))


def narrowed(
    by: Actor,
    wanted: CaseFilter,
    named: Collection[UUID] | None = None,
    own: Collection[UUID] | None = None,
    seen: QuerySet[Case] | None = None,
) -> QuerySet[Case]:
    """The cases of a filter, without order. `named`: what `named_cases` gave already for what is sought; `own`: as
    `visible_to` takes it; `seen`: what it made of it already, for several lists. Of what words find, the newest
    `FOUND_AT_MOST`."""
    if wanted.view in OF_UNITS:
        seen = visible_in_units(by, "case.handle")
    elif seen is None:
        seen = visible_to(by, own=own)
    if wanted.q:
        seen = seen.filter(pk__in=_sought(by, wanted) if named is None else named)
    return _narrowed(by, wanted, seen)


def _sought(by: Actor, wanted: CaseFilter) -> list[UUID]:
    named = named_cases(by, wanted.q)
    if named is not None:
        return named
    groups = groups_of(by, area=wanted.area, unit=wanted.unit)
    return found_ids(by, wanted.q, _narrowed(by, wanted, Case.objects.all()), groups, FOUND_AT_MOST)


def _narrowed(by: Actor, wanted: CaseFilter, seen: QuerySet[Case]) -> QuerySet[Case]:
    query = seen.filter(VIEWS[wanted.view][0](by))
    if wanted.state in set(State):
        query = query.filter(state=wanted.state)
        if wanted.state in OPEN_STATES:
            query = query.filter(is_open=True)
    if wanted.category:
        query = query.filter(_category(wanted.category))
    if wanted.area:
        query = query.filter(_area(wanted.area))
    if wanted.unit:
        units = [unit.id for unit in net().units.with_code(wanted.unit)]
        query = query.filter(lead_unit__in=units)
    for name in ("platform", "urgency", "desk"):
        if getattr(wanted, name):
            query = query.filter(**{name: getattr(wanted, name)})
    if wanted.source:
        query = query.filter(Exists(Report.objects.filter(case=OuterRef("pk"), source=wanted.source)))
    return _days(query, wanted)


def _days(query: QuerySet[Case], wanted: CaseFilter) -> QuerySet[Case]:
    if wanted.since:
        query = query.filter(opened_at__gte=day_start(wanted.since, city_zone()))
    if wanted.until:
        query = query.filter(opened_at__lt=day_end(wanted.until, city_zone()))
    return query


def _category(code: str) -> Q:
    category = catalogue().category(code)
    if category is None:
        return Q(pk__in=[])
    return Q(class_code=code) if category.parent_id is None else Q(category=category.id)


def _area(code: str) -> Q:
    areas = net().areas.with_code(code)
    if not areas:
        return Q(pk__in=[])
    column = AREA_COLUMN.get(areas[0].level)
    ids = {each for area in areas for each in net().areas.selves(area.id)}
    return Q(**{f"{column}__in": sorted(ids)}) if column else Q()


def rows_of(query: QuerySet[Case]) -> list[CaseRow]:
    """The cases of `query` as rows, in its order; one statement."""
    return [_row(values) for values in query.values_list(*COLUMNS)]


def _pack(row: CaseRow, order: str) -> str:
    is_clocked = order == DUE and row.next_due_at is not None and row.state in OPEN_STATES
    moment = row.next_due_at if is_clocked else row.opened_at
    assert moment is not None
    plain = json.dumps([DUE if is_clocked else NEW, moment.isoformat(), str(row.id)])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _unpack(cursor: str) -> list[str] | None:
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        section, moment, last = json.loads(base64.urlsafe_b64decode(padded.encode()))
        datetime.fromisoformat(moment)
        UUID(last)
    except (ValueError, TypeError, UnicodeError, AttributeError):
        return None
    return [section, moment, last]


def _row(values: tuple[Any, ...]) -> CaseRow:
    got = dict(zip(COLUMNS, values, strict=True))
    known, now = catalogue(), clock.now()
    category = known.category_by_id(got["category_id"])
    unit = net().unit(got["lead_unit_id"])
    cause = known.reason("pause_cause", got["pause_cause"]) if got["pause_cause"] else None
    return CaseRow(
        id=got["id"],
        code=got["code"],
        title=got["title"],
        state=got["state"],
        category=name_of(category) if category else got["category_text"],
        place=place_of(got["area_id"], got["address"]),
        unit=unit.label if unit else got["unit_text"],
        urgency=got["urgency"],
        opened_at=got["opened_at"],
        due_at=got["due_at"],
        next_due_at=got["next_due_at"],
        paused_until=got["paused_until"],
        pause_cause=name_of(cause) if cause else "",
        outcome=got["outcome"],
        report_count=got["report_count"],
        return_count=got["return_count"],
        reopen_count=got["reopen_count"],
        press_count=got["press_count"],
        is_extension_asked=got["is_extension_asked"],
        is_overdue=is_overdue(got["state"], got["next_due_at"], now),
        is_integrity=got["is_integrity"],
        revision=got["revision"],
        ring=ring_of(got["state"], due_at=got["next_due_at"], now=now, outcome=got["outcome"]),
        lon=got["lon"],
        lat=got["lat"],
        closed_at=got["closed_at"],
        rework_count=got["rework_count"],
        is_follow_up_due=bool(got["follow_up_due_at"] and got["follow_up_due_at"] < now and not got["followed_up_at"]),
    )


def place_of(area_id: UUID | None, address: str = "") -> str:
    """A place in few words: the village or community and the grid, else the address."""
    area = net().area(area_id)
    if area is None:
        return address
    chain = [each.label for each in net().areas.above(area.id) if each.level in (2, 3)]
    if len(chain) == 2 and chain[1].startswith(chain[0]):
        chain = chain[1:]  # the grid's name says its village
    return " ".join(chain) or area.label
