"""What a map shows, as it stands in its address: where, what of it, and at which moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict

from vitalgrid.city.grids.access import reaches_area
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem
from vitalgrid.loop.cases.queries.listing import CaseFilter
from vitalgrid.loop.cases.queries.placed import SHOWS, Asked

STAFFING = "staffing.view"
FILTERS = ("category", "platform", "state", "source")
DEEPEST = 4
FIRST_YEAR, LAST_YEAR = 1990, 2200  # outside, zones and databases have no answer

# The steps of the scrubber, in hours, with how many of them it spans.
STEPS: dict[str, tuple[int, int]] = {
    "hour": (1, 168),
    "quarter": (6, 120),
    "day": (24, 90),
    "week": (168, 52),
    "month": (730, 36),
}


@dataclass(frozen=True)
class MapAsked:
    """One map. `area` is the part of the city that is shown, `pick` the area whose people stand beside it."""

    area: KnownArea
    pick: KnownArea | None
    level: int
    show: str
    at: datetime | None
    step: str
    filters: dict[str, str]
    shows_vacancies: bool = False
    base: str = ""  # code of the base map below

    @property
    def on(self) -> date:
        """The day whose areas and people are shown."""
        known = net()
        return self.at.astimezone(known.zone).date() if self.at else known.today()

    @property
    def seen(self) -> KnownArea:
        """The area beside the map."""
        return self.pick or self.area

    @property
    def at_text(self) -> str:
        """The moment as a field for date and time has it; "" for now."""
        return f"{self.at.astimezone(net().zone):%Y-%m-%dT%H:%M}" if self.at else ""

    def cases(self, area: KnownArea | None = None) -> Asked:
        """The question to the cases, of the whole part shown or of one area in it."""
        where = area or self.area
        wanted = CaseFilter.from_query({**self.filters, "area": where.code if where.level else ""})
        return Asked(wanted, self.show, self.at)

    def query(self, **changes: Any) -> str:
        """The address' query, with changes."""
        told = {
            "area": self.area.code if self.area.level else "",
            "pick": self.pick.code if self.pick else "",
            "level": "" if self.level == usual_level(self.area) else self.level,
            "show": "" if self.show == SHOWS[0] else self.show,
            "at": self.at_text,
            "step": "" if self.step == "day" else self.step,
            "vacant": "1" if self.shows_vacancies else "",
            "base": self.base,
            **self.filters,
            **changes,
        }
        return urlencode({key: value for key, value in told.items() if value not in ("", None)})

    def to_queue(self) -> str:
        """The same cases as a list of the queue, as far as a list has the words for it."""
        view = {"open": "open", "overdue": "overdue", "closed": "closed"}[self.show]
        told = {"view": view, **self.filters, "area": self.seen.code if self.seen.level else ""}
        return urlencode({key: value for key, value in told.items() if value})


def knows_staffing(by: Actor, area: KnownArea) -> bool:
    """Whether somebody may know who is missing in the area."""
    return by.can(STAFFING) and reaches_area(by, STAFFING, area)


def usual_level(area: KnownArea) -> int:
    """The level drawn when nothing was chosen: villages of a city, grids of a township, patches below."""
    return min(area.level + 2, DEEPEST)


def asked_for(by: Actor, given: QueryDict) -> MapAsked:
    """From an address; what cannot be read is left out. Raises `kit.not_found` for a city without areas."""
    at = _moment(given.get("at", ""))
    on = at.astimezone(net().zone).date() if at else net().today()
    area = net().area_by_code(given.get("area", "")[:80], on) or home_of(by, on)
    pick = net().area_by_code(given.get("pick", "")[:80], on)
    level = given.get("level", "")
    show, step = given.get("show", ""), given.get("step", "")
    wanted = CaseFilter.from_query({name: given.get(name, "") for name in FILTERS}).to_query()
    return MapAsked(
        area=area,
        pick=pick if pick and pick.id != area.id else None,
        level=int(level) if level in ("1", "2", "3", "4") and int(level) > area.level else usual_level(area),
        show=show if show in SHOWS else SHOWS[0],
        at=at,
        step=step if step in STEPS else "day",
        filters={name: wanted[name] for name in FILTERS if name in wanted},
        shows_vacancies=given.get("vacant", "") == "1" and knows_staffing(by, area),
        base=next((one["code"] for one in settings.BASE_MAPS if one["code"] == given.get("base")), ""),
    )


def home_of(by: Actor, on: date) -> KnownArea:
    """Where somebody's map begins: the highest area of their posts, else the city."""
    known = net()
    city = next(iter(known.areas.children(None, on)), None)
    if city is None:
        raise Problem(NOT_FOUND)
    grants = by.grants_with("case.view")
    if by.kind != "user" or any(grant.is_citywide or grant.unit_ids for grant in grants):
        return city
    held = [heir for grant in grants for each in grant.area_ids for heir in known.areas.heirs(each, on)]
    return min(held, key=lambda area: (area.level, area.code), default=city)


def _moment(text: str) -> datetime | None:
    """A past moment in the city's time; None for now, for what is ahead and for what is no moment."""
    try:
        read = datetime.fromisoformat(text.strip()[:25])
    except ValueError:
        return None
    if not FIRST_YEAR <= read.year < LAST_YEAR:
        return None
    at = read if read.tzinfo else read.replace(tzinfo=net().zone)
    return at if at < clock.now() - timedelta(minutes=1) else None
