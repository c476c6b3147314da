"""Open cases near a place, and likely twins: with distance, age and likeness, so that a person can judge."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from uuid import UUID

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.shapes import METRES_PER_DEGREE, metres_between
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.foundation.search.rules import likeness
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.models import Case, Report
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.ring import ring_of
from vitalgrid.loop.cases.workflow import State

NEAR = 300.0  # metres
RECENT = timedelta(days=14)


@dataclass(frozen=True)
class Neighbour:
    """A case nearby. `likeness` is 0–1 (shared pairs of characters ÷ all pairs), `distance` metres."""

    code: str
    title: str
    state: str
    opened_at: datetime
    distance: float
    likeness: float
    ring: Ring
    lon: float
    lat: float

    @property
    def state_label(self) -> str:
        """The state's word."""
        return str(State(self.state).label)


def near(
    lon: float,
    lat: float,
    *,
    by: Actor | None,
    text: str = "",
    metres: float = NEAR,
    exclude: UUID | None = None,
    limit: int = 10,
) -> list[Neighbour]:
    """Open cases within `metres` of the point, likeliest first, then nearest. Without `by`: what any resident may know.

    Residents see only ordinary open cases of public kinds, by the name of their kind, never a complaint about staff.
    """
    high = metres / METRES_PER_DEGREE
    wide = high / max(cos(radians(lat)), 0.01)
    cases = visible_to(by) if by else Case.objects.filter(is_integrity=False, procedure="ordinary")
    found = (
        cases.filter(is_open=True, lat__range=(lat - high, lat + high), lon__range=(lon - wide, lon + wide))
        .exclude(pk__in=[exclude] if exclude else [])
        .order_by("-opened_at", "-id")[:200]
    )
    told = _first_words([case.pk for case in found]) if text else {}
    neighbours = []
    for case in found:
        assert case.lon is not None and case.lat is not None
        distance = metres_between(lon, lat, case.lon, case.lat)
        if distance <= metres:
            alike = likeness(text, told.get(case.pk, case.title)) if text else 0.0
            neighbours.append(_neighbour(case, distance, alike, is_public=by is None))
    return sorted(neighbours, key=lambda n: (-round(n.likeness, 1), n.distance))[:limit]


def _neighbour(case: Case, distance: float, alike: float, *, is_public: bool) -> Neighbour:
    ring = ring_of(case.state, due_at=case.next_due_at, now=clock.now(), outcome=case.outcome)
    category = catalogue().category_by_id(case.category_id)
    # What somebody wrote may name people: residents are shown the kind of matter, not the words.
    title = (name_of(category) if category else "") if is_public else case.title
    return Neighbour(
        case.code, title, case.state, case.opened_at, distance, alike, ring, case.lon or 0.0, case.lat or 0.0
    )


def _first_words(cases: list[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for case_id, words in (
        Report.objects.filter(case__in=cases).order_by("received_at").values_list("case", "description")
    ):
        found.setdefault(case_id, words)
    return found
