"""Areas and units as a process remembers them: plain values with their kinship."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What areas and units have in common. Days are half-open, as in `models.validity`."""

    id: UUID
    code: str
    name: str
    name_en: str
    kind: str
    parent: UUID | None
    township: UUID | None
    valid_from: date
    valid_until: date | None
    is_invented: bool

    def is_valid_on(self, on: date) -> bool:
        """Whether it is valid on the day `on`."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)

    @property
    def label(self) -> str:
        """The name in the language that is active now; names without an English form stay as they are."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArea(Known):
    """An area; the same words as `models.Area`, without its boundary."""

    level: int
    path: str
    village: UUID | None
    grid: UUID | None
    households_planned: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit(Known):
    """A unit; the same words as `models.Unit`. `area` is where it works, None for the whole city."""

    platforms: tuple[str, ...]
    area: UUID | None
    duty_phone: str


T = TypeVar("T", KnownArea, KnownUnit)


class Family(Generic[T]):
    """All areas, or all units, of every day: found by id or by code and day, with parents, children, predecessors."""

    def __init__(self, members: Iterable[T], successions: Iterable[tuple[UUID, UUID]]) -> None:
        self._by_id: dict[UUID, T] = {}
        self._by_code: dict[str, list[T]] = defaultdict(list)
        self._children: dict[UUID | None, list[T]] = defaultdict(list)
        for member in sorted(members, key=lambda m: (m.code, m.valid_from)):
            self._by_id[member.id] = member
            self._by_code[member.code].append(member)
            self._children[member.parent].append(member)
        self._olds: dict[UUID, list[UUID]] = defaultdict(list)
        self._news: dict[UUID, list[UUID]] = defaultdict(list)
        for old, new in successions:
            self._olds[new].append(old)
            self._news[old].append(new)

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, member_id: UUID | None) -> T | None:
        """The member of that id, of whatever day."""
        return self._by_id.get(member_id) if member_id is not None else None

    def by_code(self, code: str, on: date) -> T | None:
        """The member that has `code` on the day `on`."""
        return next((m for m in self._by_code.get(code, ()) if m.is_valid_on(on)), None)

    def with_code(self, code: str) -> Sequence[T]:
        """Every member that ever had `code`, oldest first."""
        return tuple(self._by_code.get(code, ()))

    def every(self) -> list[T]:
        """The members of every day, by code and first day."""
        return list(self._by_id.values())

    def all_on(self, on: date) -> list[T]:
        """The members valid on the day `on`, by code."""
        return [m for m in self._by_id.values() if m.is_valid_on(on)]

    def children(self, member_id: UUID | None, on: date | None = None) -> list[T]:
        """The members right below, by code. With a day: those valid on it, also where they stand below an earlier self
        of the member (a department that was renamed keeps its stations)."""
        if on is None or member_id is None:
            return [m for m in self._children.get(member_id, []) if on is None or m.is_valid_on(on)]
        found = [m for each in self.selves(member_id) for m in self._children.get(each, []) if m.is_valid_on(on)]
        return sorted(found, key=lambda m: m.code)

    def below(self, member_id: UUID, on: date | None = None) -> list[T]:
        """Every member below, itself not included, depth first by code."""
        found: list[T] = []
        for child in self.children(member_id, on):
            found.append(child)
            found += self.below(child.id, on)
        return found

    def above(self, member_id: UUID) -> list[T]:
        """The chain from the top down to the member, itself included."""
        chain: list[T] = []
        member = self.get(member_id)
        while member is not None:
            chain.append(member)
            member = self.get(member.parent)
        return chain[::-1]

    def selves(self, member_id: UUID) -> frozenset[UUID]:
        """The member and all that it succeeded, over any number of steps."""
        return self._walk(member_id, self._olds)

    def heirs(self, member_id: UUID, on: date) -> list[T]:
        """What the member has become by the day `on`: itself while it is valid, else those that succeeded it."""
        found = (self._by_id[each] for each in self._walk(member_id, self._news) if each in self._by_id)
        return sorted((m for m in found if m.is_valid_on(on)), key=lambda m: m.code)

    def present(self, member_id: UUID | None, on: date) -> T | None:
        """The member itself, or after one or more renamings what it is called on the day `on`.

        Only a plain succession carries over, one old and one new: who held a post in what was divided or merged has to
        be appointed again.
        """
        member = self.get(member_id)
        while member is not None and member.valid_until is not None and member.valid_until <= on:
            news = self._news.get(member.id, [])
            if len(news) != 1 or len(self._olds[news[0]]) != 1:
                break
            member = self.get(news[0])
        return member

    def names(self, member_id: UUID) -> list[T]:
        """The member and its earlier selves by plain renaming, the present one first."""
        found: list[T] = []
        member = self.get(member_id)
        while member is not None:
            found.append(member)
            olds = self._olds.get(member.id, [])
            member = self.get(olds[0]) if len(olds) == 1 and len(self._news[olds[0]]) == 1 else None
        return found

    @staticmethod
    def _walk(start: UUID, links: dict[UUID, list[UUID]]) -> frozenset[UUID]:
        seen, left = {start}, [start]
        while left:
            for each in links.get(left.pop(), ()):
                if each not in seen:
                    seen.add(each)
                    left.append(each)
        return frozenset(seen)
