"""Who holds which post in a part of the city on a day: one statement, with areas by their present names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from vitalgrid.city.grids.models import EndReason, Post, SourceType
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.queries.memory import Net, net
from vitalgrid.foundation.accounts.roles import ROLES, names_of

MANY = 2000  # areas; beyond that one reads all posts instead of naming each area


@dataclass(frozen=True, slots=True)
class Holder:
    """A post with its holder's name, at an area or unit as it is called on the day that was asked for."""

    id: UUID
    user_id: int
    name: str
    role: str
    part: str
    area: UUID | None
    unit: UUID | None
    title: str
    duty_phone: str
    source_type: str
    duties: tuple[str, ...]
    start: date
    end: date | None
    why: str = ""  # it ended: a code of `EndReason`

    def is_held_on(self, on: date) -> bool:
        """Whether it is held on the day `on`."""
        return self.start <= on and (self.end is None or on < self.end)

    @property
    def role_label(self) -> str:
        """The role in the language that is active now."""
        return str(ROLES[self.role].label) if self.role in ROLES else self.role

    @property
    def why_label(self) -> str:
        """Why it ended, in words."""
        return str(EndReason(self.why).label) if self.why else ""

    @property
    def source_label(self) -> str:
        """Where the worker comes from, in words."""
        return str(SourceType(self.source_type).label) if self.source_type else ""

    @property
    def shown_title(self) -> str:
        """The title on the door, else the role. One that is only the role's name is said in the reader's language."""
        return self.role_label if not self.title or self.title in names_of(self.role) else self.title


def holders_in(
    areas: Iterable[KnownArea], on: date, *, units: Iterable[UUID] = (), with_past: bool = False
) -> list[Holder]:
    """The posts held in the areas and units on the day, also under their earlier names; with the past ones if asked.

    Ordered by the first day.
    """
    known = net()
    area_ids = {each.id for area in areas for each in known.areas.names(area.id)}
    unit_ids = {each.id for unit in units for each in known.units.names(unit)}
    where = Q(unit__in=unit_ids)
    where |= Q(area__in=area_ids) if len(area_ids) <= MANY else Q(area__isnull=False)
    posts = Post.objects.filter(where)
    if not with_past:
        posts = posts.held_on(on)
    rows = posts.order_by("started_on", "id").values_list(
        "id", "user_id", "user__display_name", "user__username", "role", "area", "unit", "title", "duty_phone",
        "source_type", "duties", "started_on", "ended_on", "ended_reason",
    )  # fmt: skip
    return [_holder(known, row, on) for row in rows]


def _holder(known: Net, row: tuple[Any, ...], on: date) -> Holder:
    post_id, user_id, name, login, role, area, unit, title, phone, source, duties, start, end, why = row
    present_area, present_unit = known.areas.present(area, on), known.units.present(unit, on)
    return Holder(
        id=post_id,
        user_id=user_id,
        name=name or login,
        role=role,
        part=ROLES[role].grid_part if role in ROLES else "",
        area=present_area.id if present_area else None,
        unit=present_unit.id if present_unit else None,
        title=title,
        duty_phone=phone,
        source_type=source,
        duties=tuple(duties),
        start=start,
        end=end,
        why=why,
    )
