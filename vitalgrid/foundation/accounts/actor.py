"""Who acts: what every action takes as `by`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from vitalgrid.foundation.kit.problems import FORBIDDEN, Problem


@dataclass(frozen=True, slots=True)
class Grant:
    """What one post allows, and where. Code never names a role: it asks for a permission inside a scope.

    `area_ids` is the post's area with its earlier selves (a renamed or re-divided area keeps its old cases in reach);
    `area_level` its level (0 city … 4 patch). `unit_ids` is the post's unit with the units below it and those it
    succeeded. `is_citywide` means no narrowing at all.
    """

    role: str
    permissions: frozenset[str]
    area_ids: frozenset[UUID] = frozenset()
    area_level: int | None = None
    township: UUID | None = None
    unit_ids: frozenset[UUID] = frozenset()
    is_citywide: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """A user, a device, the system or an anonymous resident, with what it may do. Built once a request."""

    kind: str  # user | api_key | system | resident
    id: str  # user id, key id, the system part's name, or "" for a resident
    name: str  # shown in the story of a case
    user_id: int | None = None
    grants: tuple[Grant, ...] = ()
    permissions: frozenset[str] = frozenset()
    purpose: str = ""
    address: str = ""  # network address, for the journal's "from where"
    channel: str = "console"  # console | field | public | api | hotline | import | system
    post: str = ""  # the post's title as shown ("环卫处 承办员")
    is_second_factor_met: bool = False
    _extra: dict[str, str] = field(default_factory=dict, compare=False, hash=False)

    @classmethod
    def system(cls, part: str) -> "Actor":
        """The product itself: the sweep, the worker, an import. It may do what no person has to be asked for."""
        return cls(kind="system", id=part, name=part, permissions=frozenset({"system.act"}), channel="system")

    @classmethod
    def resident(cls, address: str = "", channel: str = "public") -> "Actor":
        """Somebody without an account."""
        return cls(
            kind="resident",
            id="",
            name="resident",
            permissions=frozenset({"report.file"}),
            address=address,
            channel=channel,
        )

    def can(self, permission: str) -> bool:
        """Whether any post gives `permission` anywhere. Where is asked of the room's `access`."""
        return permission in self.permissions

    def grants_with(self, permission: str) -> Iterator[Grant]:
        """The grants that carry `permission`."""
        return (grant for grant in self.grants if permission in grant.permissions)

    def require(self, permission: str) -> None:
        """Raise `kit.forbidden` unless some post gives `permission`."""
        if not self.can(permission):
            raise Problem(FORBIDDEN)
