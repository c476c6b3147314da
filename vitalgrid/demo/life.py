"""One matter of the played city: what its people know, and the small things that they do.

The stories (`stories`, `apart`) are generators: they yield the moment of the next deed and are resumed at it. Every
deed is one of the product's own actions.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from vitalgrid.city.grids.queries import KnownArea, KnownUnit, net
from vitalgrid.demo import grammar
from vitalgrid.demo.cast import Cast
from vitalgrid.demo.pictures import SUBJECT_OF
from vitalgrid.demo.plan import ON_SITE, Telling, scene_of
from vitalgrid.demo.rhythm import Rhythm
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files.marks import mark_of
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.actions import NewReport, move_case, receive_report, undo_step
from vitalgrid.loop.cases.models import Case, Category, Step
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.workflow import Desk, State

Story = Iterator[datetime]
_CHANGING = (
    "state", "is_open", "desk", "due_at", "closed_at", "paused_until", "pause_cause", "outcome", "lead_unit_id",
    "executor_id", "area_id", "township", "village", "grid", "revision",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"


@dataclass
class Stage:
    """What all lives share: the cast, the rhythm, photos (subject → digests before and after), who lives, the count."""

    seed: int
    cast: Cast
    rhythm: Rhythm
    photos: Mapping[str, tuple[str, str]]
    keys: Mapping[str, Actor]  # source → the program that sends
    spawn: Callable[[Story, datetime], None]
    lives: dict[int, "Life"] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)


class Life:
    """One matter with its plan, its code and the words of its reporter's link."""

    def __init__(self, stage: Stage, told: Telling, code: str = "") -> None:
        self.stage, self.told, self.fate = stage, told, told.fate
        self.dice = Random(f"life {stage.seed} {told.number} {code}")
        self.code, self.secret = code, ""
        self.case: Case | None = None
        self.spot = ""  # where it is, in words
        self.result = ""  # what the reporter is told in the end
        stage.lives.setdefault(told.number, self)

    # -- what one knows

    @property
    def now(self) -> datetime:
        """The moment of the deed."""
        return clock.now()

    @property
    def marks(self) -> frozenset[str]:
        """What happens beside the main road."""
        return self.fate.marks

    @property
    def scene(self) -> grammar.Scene:
        """Where and when, for the words."""
        return scene_of(self.told.place, self.now.astimezone(self.stage.rhythm.calendar.zone).date())

    @property
    def category(self) -> Category:
        """The right category of the matter."""
        found = catalogue().category(self.told.category)
        assert found is not None, self.told.category
        return found

    @property
    def row(self) -> Case:
        """The case as it was after the last deed of this life."""
        assert self.case is not None
        return self.case

    @property
    def area(self) -> KnownArea | None:
        """The area of the matter by its code, today."""
        return net().area_by_code(self.told.place.code)

    def look(self) -> Case:
        """The case as it stands now. Only what others may have changed is read again: it is asked very often."""
        if self.case is None:
            self.case = Case.objects.get(code=self.code)
            return self.case
        for name, value in Case.objects.filter(pk=self.case.pk).values(*_CHANGING)[0].items():
            setattr(self.case, name, value)
        return self.case

    def words(self, key: str, *, of: str = "") -> str:
        """A remark for a verb."""
        return grammar.remark(self.dice, key, self.scene, of=of or ("site" if self.is_on_site else "any"))

    @property
    def is_on_site(self) -> bool:
        """Whether there is something to look at."""
        return self.told.category[:2] in ON_SITE

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in `share` of all cases."""
        return self.dice.random() < share

    # -- who

    def desk(self, permission: str = "case.triage") -> Actor:
        """Somebody at the desk whose turn it is: the information room, or intake or dispatch of the centre."""
        case = self.row
        if case.desk == Desk.TOWNSHIP and case.township:
            room = self.stage.cast.room(self.dice, case.township)
            if room:
                return room
        return self.centre("centre_dispatch" if permission == "case.assign" else "centre_intake")

    def centre(self, role: str) -> Actor:
        """Somebody of the command centre."""
        return self.stage.cast.of_role(self.dice, role)

    def executor(self, unit: KnownUnit) -> Actor:
        """Somebody in the unit."""
        found = self.stage.cast.unit_worker(self.dice, unit.id)
        assert found is not None, unit.code
        return found

    def right_unit(self) -> KnownUnit:
        """Whose it is: the township's station where the township has the case, else the city's unit."""
        case, known = self.row, net()
        kind = self.category.station_kind
        if case.desk == Desk.TOWNSHIP and kind and case.township:
            for area in known.areas.heirs(case.township, known.today()):
                station = known.unit_by_code(f"{area.code}-{kind}")
                if station and self.stage.cast.unit_worker(self.dice, station.id):
                    return station
        unit = known.unit(self.category.lead_unit_id)
        assert unit is not None, self.told.category
        return unit

    def has_station(self) -> bool:
        """Whether the township can do it with a station of its own."""
        return self.right_unit().township is not None

    # -- deeds

    def do(self, by: Actor, verb: str, **data: Any) -> Case:
        """One verb by a member of staff."""
        self.case = move_case(by=by, code=self.code, verb=verb, data=data)
        self.stage.done[verb] += 1
        return self.case

    def take_back(self, by: Actor) -> Case:
        """The slip of a moment ago, by whom it happened to."""
        self.case = undo_step(by=by, code=self.code, number=Step.objects.filter(case=self.row).count())
        self.stage.done["undo"] += 1
        return self.case

    def reporter_does(self, verb: str, **data: Any) -> Case:
        """One verb by the reporter, through their link."""
        self.case = move_case(by=Actor.resident(), code=self.code, verb=verb, data=data, secret=self.secret)
        self.stage.done[verb] += 1
        return self.case

    def photo(self, *, is_after: bool) -> list[str]:
        """The mark of a photo of the matter, if such a matter is photographed."""
        subject = SUBJECT_OF.get(self.told.category)
        return [mark_of(self.stage.photos[subject][is_after])] if subject else []

    def description(self) -> str:
        """What is told, in words that were not told more than once before."""
        text = ""
        for _ in range(6):
            text = grammar.describe(self.dice, self.told.category, self.told.voice, self.scene, self.spot)
            if self.stage.said[text] < 1:
                break
        self.stage.said[text] += 1
        return text

    def person(self) -> dict[str, Any]:
        """A visibly invented reporter."""
        if not self.told.has_contact:
            return {"is_anonymous": self.told.voice == "anonymous" or self.chance(0.5)}
        name = f"演示·{self.dice.choice(_SURNAMES)}某"
        return {"name": name, "phone": f"0937-00{self.dice.randrange(100_000):05d}"}

    def find_spot(self) -> None:
        """The same words for the place, whoever tells of it."""
        first = self.stage.lives.get(self.told.of) if self.told.of is not None else None
        self.spot = first.spot if first and first.spot else grammar.spot(self.dice, self.scene)

    def where(self) -> dict[str, Any]:
        """The place as it is told: a pin, the area, or words alone."""
        place, spot = self.told.place, self.spot
        if self.told.has_pin:
            lon, lat = self.told.point
            return {"lon": lon, "lat": lat, "address": spot if self.chance(0.6) else "", "accuracy": 12.0}
        return {"area": place.code, "address": spot} if self.chance(0.7) else {"address": spot}

    def filer(self) -> Actor:
        """Who files the report."""
        source, dice, cast = self.told.source, self.dice, self.stage.cast
        if source == "worker":
            return cast.worker(dice, self.area) or Actor.resident()
        if source == "hotline":
            return cast.of_role(dice, "hotline_clerk")
        if source == "department":
            return cast.of_role(dice, "unit_worker")
        if source == "resident" and self.told.has_contact and self.told.number % 40 == 7:
            return self.stage.keys.get("resident") or Actor.resident()  # somebody with an account of their own
        return self.stage.keys.get(source) or Actor.resident()

    def file(self, *, joins: str = "", **more: Any) -> None:
        """Tell it. The answer gives the code and the reporter's word."""
        by, source = self.filer(), self.told.source
        self.find_spot()
        given: dict[str, Any] = {
            "description": self.description(),
            "source": source,
            "category": self.told_category(),
            "photos": tuple(self.photo(is_after=False)) if self.told.has_photo else (),
            "joins": joins,
            "is_on_behalf": source == "hotline",
            **self.person(),
            **self.where(),
            **more,
        }
        if by.kind == "api_key":
            given |= {"source_name": by.name, "external_source": source, "external_id": f"{source}-{self.told.number}"}
        receipt = receive_report(by=by, report=NewReport(**given))
        self.code, self.secret = receipt.code, receipt.secret
        self.stage.done["follow" if joins else "receive"] += 1
        self.look()

    def told_category(self) -> str:
        """What the reporter chose: mostly right, sometimes nothing, sometimes the neighbour's."""
        code, source = self.told.category, self.told.source
        if "send_down" in self.marks:
            return ""  # nobody could know yet that a station does this
        if code[:2] in ("12", "13", "14") or source in ("worker", "department") or self.chance(0.72):
            return code
        return "" if self.chance(0.75) else self.neighbour(code)

    def neighbour(self, code: str) -> str:
        """Another sub-class of the same class."""
        others = [c for c in grammar.subclasses() if c[:2] == code[:2] and c != code]
        return self.dice.choice(others)

    # -- when

    def office(self, minutes: float) -> datetime:
        """Working minutes from now; round the clock where it is urgent."""
        if self.is_urgent:
            return self.stage.rhythm.always(self.dice, self.now, minutes / 3)
        return self.stage.rhythm.office(self.dice, self.now, minutes)

    def awake(self, minutes: float) -> datetime:
        """Minutes from now, by somebody who sleeps at night."""
        return self.stage.rhythm.awake(self.dice, self.now, minutes)

    @property
    def is_urgent(self) -> bool:
        """Whether people see to it at any hour."""
        return self.category.urgency == "extra" or self.category.resolve_limit.endswith(" h")

    def share_of_time(self, share: float) -> datetime:
        """When `share` of the time allowed is used, not before now."""
        case = self.row
        due = case.due_at or self.office(600)
        at = self.stage.rhythm.at_share(self.dice, case.opened_at, due, share, is_office=not self.is_urgent)
        return max(at, self.office(6))

    def is_in(self, *states: State) -> bool:
        """Whether the case stands in one of `states` now."""
        return self.look().state in states
