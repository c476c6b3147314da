"""What stands open around a case, and which of it may be the same matter: how far, how old, how alike, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import cos, radians
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.shapes import METRES_PER_DEGREE, metres_between
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.foundation.search.rules import likeness, shared_words
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.models import Case, Report
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.sketch import Sketch, sketch_of
from vitalgrid.loop.cases.ring import is_overdue, ring_of
from vitalgrid.loop.cases.rules import is_twin
from vitalgrid.loop.cases.workflow import State

NEAR = 300.0  # metres
ASKED, SHOWN, TWINS = 200, 8, 3
WORDS = 600  # characters of a description that are compared


@dataclass(frozen=True)
class Standing:
    """An open case around another one. `distance` is in metres, None where one of the two has no point."""

    code: str
    title: str
    state: str
    opened_at: datetime
    next_due_at: datetime | None
    pause_cause: str
    distance: float | None
    likeness: float  # 0–1: shared pairs of characters ÷ all pairs
    is_same_kind: bool
    is_other_kind: bool  # both kinds are known and unlike
    is_older: bool  # it was there first, so it is the one that goes on
    is_overdue: bool
    ring: Ring
    lon: float | None
    lat: float | None
    revision: int
    kind: str = ""
    why: list[str] = field(default_factory=list)
    number: int = 0  # its number on the sketch

    @property
    def state_label(self) -> str:
        """The state's word."""
        return str(State(self.state).label)

    @property
    def percent(self) -> int:
        """The likeness in whole percent."""
        return round(self.likeness * 100)


@dataclass
class Around:
    """What stands around a case: the near ones by distance, the likely twins by likeness, and a sketch of the place."""

    near: list[Standing] = field(default_factory=list)
    twins: list[Standing] = field(default_factory=list)
    sketch: Sketch | None = None
    area: str = ""  # the code of the village or township around it, for the large map
    metres: int = int(NEAR)


def around_case(by: Actor, case: Case, words: str) -> Around:
    """Open cases around `case` that `by` may see, in one statement; twins also where there is no point, by the place's
    name. A complaint about staff has no neighbours: what lies around it must not be told by it."""
    if case.is_integrity or (case.lon is None and case.village is None):
        return Around()
    found = list(_candidates(by, case))
    words = words[:WORDS]
    by_code = {one.code: (one.words or one.title)[:WORDS] for one in found}
    standing = [_standing(case, one, likeness(words, by_code[one.code])) for one in found]
    near = sorted((one for one in standing if _is_near(one)), key=lambda one: one.distance or 0.0)[:SHOWN]
    near = [replace(one, number=number) for number, one in enumerate(near, start=1)]
    numbers = {one.code: one.number for one in near}
    alike = [one for one in standing if is_twin(one.likeness, one.distance, is_other_kind=one.is_other_kind)]
    twins = sorted(alike, key=lambda one: (-one.likeness, one.distance or 0.0))[:TWINS]
    shown = [
        replace(one, number=numbers.get(one.code, 0), why=_why(one, words, by_code.get(one.code, one.title)))
        for one in twins
    ]
    area = net().area(case.village or case.township)
    return Around(near, shown, sketch_of(case, near, NEAR), area.code if area else "")


def _candidates(by: Actor, case: Case) -> "Sequence[Any]":
    """The cases, each with the `words` in which it was told first."""
    where = Q(village=case.village, lon=None) if case.village else Q(pk__in=[])
    if case.lon is not None and case.lat is not None:
        high = NEAR / METRES_PER_DEGREE
        wide = high / max(cos(radians(case.lat)), 0.01)
        where |= Q(lat__range=(case.lat - high, case.lat + high), lon__range=(case.lon - wide, case.lon + wide))
    elif case.village:
        where = Q(village=case.village)
    open_ones = visible_to(by).filter(where, is_open=True, is_integrity=False).exclude(pk=case.pk)
    told = Report.objects.filter(case=OuterRef("pk")).order_by("received_at").values("description")[:1]
    return list(open_ones.annotate(words=Subquery(told)).order_by("-opened_at", "-id")[:ASKED])


def _is_near(one: Standing) -> bool:
    return one.distance is not None and one.distance <= NEAR


def _standing(case: Case, other: Case, alike: float) -> Standing:
    now = clock.now()
    distance = None
    if None not in (case.lon, case.lat, other.lon, other.lat):
        distance = metres_between(case.lon, case.lat, other.lon, other.lat)  # type: ignore[arg-type]
    known = catalogue()
    category = known.category_by_id(other.category_id)
    is_same_kind = case.category_id is not None and case.category_id == other.category_id
    cause = known.reason("pause_cause", other.pause_cause) if other.pause_cause else None
    return Standing(
        code=other.code,
        title=other.title,
        state=other.state,
        opened_at=other.opened_at,
        next_due_at=other.next_due_at,
        pause_cause=name_of(cause) if cause else "",
        distance=distance,
        likeness=alike,
        kind=name_of(category) if category else "",
        is_same_kind=is_same_kind,
        is_other_kind=None not in (case.category_id, other.category_id) and not is_same_kind,
        is_older=(other.opened_at, other.pk) < (case.opened_at, case.pk),
        is_overdue=is_overdue(other.state, other.next_due_at, now),
        ring=ring_of(other.state, due_at=other.next_due_at, now=now, outcome=other.outcome),
        lon=other.lon,
        lat=other.lat,
        revision=other.revision,
    )


def _why(one: Standing, words: str, others_words: str) -> list[str]:
    """Why the two may be one matter, as a person would say it."""
    why = [_("the same kind: %(kind)s") % {"kind": one.kind}] if one.is_same_kind and one.kind else []
    shared = shared_words(words, others_words)
    if shared:
        why.append(_("both say: %(words)s") % {"words": "、".join(shared)})
    return why
