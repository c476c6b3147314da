"""When somebody may hold a post."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from vitalgrid.foundation.accounts import duties
from vitalgrid.foundation.accounts.roles import AREA, FULL_TIME, HEAD, OFFICER, PART_TIME, ROLES, UNIT, Role


@dataclass(frozen=True)
class Term:
    """A role held at a place (any value that tells places apart) over half-open days."""

    role: str
    place: Any
    start: date
    end: date | None = None

    def meets(self, other: "Term") -> bool:
        """Whether both hold on some day."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)


def clash(new: Term, held: Iterable[Term]) -> tuple[str, str] | None:
    """Two duties that one person would hold on one day although they are kept apart, or None."""
    others = {ROLES[term.role].duty for term in held if term.role in ROLES and term.meets(new)}
    own = ROLES[new.role].duty
    for other in sorted(others):
        if duties.clash((own, other)):
            return other, own
    return None


def same_post(new: Term, held: Iterable[Term]) -> Term | None:
    """The term in which the same person already holds the same role at the same place on some day of `new`."""
    return next((t for t in held if t.role == new.role and t.place == new.place and t.meets(new)), None)


def is_single(role: Role) -> bool:
    """Whether a place has one holder of the role at a time: "1" in 1+X+X."""
    return role.grid_part == HEAD


def taken(new: Term, at_place: Iterable[Term]) -> Term | None:
    """Who holds a single post on some day of `new`; `at_place` are the terms of others at that place."""
    if not is_single(ROLES[new.role]):
        return None
    return next((t for t in at_place if t.role == new.role and t.place == new.place and t.meets(new)), None)


def place_fits(role: Role, area_level: int | None, *, has_unit: bool) -> bool:
    """Whether a post of the role may be held at an area of that level (None: no area) or at a unit.

    Heads and desks stand at exactly one level; workers at any below the city, since cities have two levels or five.
    """
    if role.reach == UNIT:
        return has_unit and area_level is None
    if role.reach == AREA:
        if area_level is None:
            return has_unit and role.grid_part == ""
        if role.grid_part in (FULL_TIME, PART_TIME, OFFICER):
            return area_level > 0
        return role.level is None or area_level == role.level
    return area_level in (None, 0)
