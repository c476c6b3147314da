"""Open cases near a place, and likely twins: with distance, age and likeness, so that a person can judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import cos, radians
from uuid import UUID

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.shapes import METRES_PER_DEGREE, metres_between
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.foundation.search.rules import likeness
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.models import Attachment, Case, Report
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.shown import RELEASED
from vitalgrid.loop.cases.ring import ring_of
from vitalgrid.loop.cases.workflow import State

NEAR = 300.0  # metres
RECENT = timedelta(days=14)
OFFERED = 3  # beside a form: more than three nobody compares


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
    photo: str = ""  # the digest of a picture that whoever asks may see

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


@dataclass
class Around:
    """What a pin means: the place in words, how sure it is (metres; 0: nobody measured), and open cases near it."""

    place: str = ""
    accuracy: int = 0
    cases: list[Neighbour] = field(default_factory=list)
    is_outside: bool = False


def around(given: Mapping[str, object], *, by: Actor | None) -> Around:
    """What lies around the pin of a form's answers (lon, lat, accuracy, description, as typed); nothing without one."""
    try:
        lon, lat = float(str(given.get("lon") or "")), float(str(given.get("lat") or ""))
    except ValueError:
        return Around()
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return Around(is_outside=True)
    area = net().area_at(lon, lat)
    chain = [each.label for each in net().areas.above(area.id) if each.level] if area else []
    told = [label for label, below in pairwise([*chain, ""]) if not below.startswith(label)]
    found = near(lon, lat, by=by, text=str(given.get("description") or ""), limit=OFFERED)
    shown = _with_photos(found, is_public=by is None)
    return Around(" ".join(told), _metres(given), shown, is_outside=area is None)


def _with_photos(found: list[Neighbour], *, is_public: bool) -> list[Neighbour]:
    """Each with its first picture: residents see only what was released for the public."""
    pictures = Attachment.objects.filter(case__code__in=[one.code for one in found]).exclude(kind="document")
    if is_public:
        pictures = pictures.filter(RELEASED)
    first: dict[str, str] = {}
    for code, digest in pictures.order_by("at", "id").values_list("case__code", "blob"):
        first.setdefault(code, digest)
    return [replace(one, photo=first.get(one.code, "")) for one in found]


def _metres(given: Mapping[str, object]) -> int:
    """How far off the phone says its place may be, where it says so."""
    try:
        return min(max(round(float(str(given.get("accuracy") or 0))), 0), 100_000)
    except (ValueError, OverflowError):
        return 0
