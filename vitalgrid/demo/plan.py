"""What will be told in the played city, when, where, by whom, and what will become of it. Pure and seeded.

The plan is drawn before anything is played: a list of tellings with their fates. Playing it (`lives`, `player`) takes
the product's own actions. Rare turns are made sure of, so that a short play shows every verb too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from vitalgrid.demo import grammar
from vitalgrid.foundation.calendar.rules import WorkCalendar

# How many of 1,000 matters are of which class (domain 3.2), before the season.
CLASSES = {
    "01": 72, "02": 80, "03": 190, "04": 165, "05": 62, "06": 48, "07": 82, "08": 112,
    "09": 45, "10": 40, "11": 58, "12": 18, "13": 12, "14": 16,
}  # fmt: skip
# Sub-classes that come up more or less often than the others of their class, by season ("" = always).
OFTEN: dict[str, dict[str, float]] = {
    "0301": {"": 3.0}, "0302": {"": 1.5}, "0303": {"秋": 2.5, "冬": 1.5}, "0304": {"春": 3.0}, "0305": {"夏": 2.0},
    "0308": {"夏": 1.6, "冬": 0.2}, "0401": {"": 1.6}, "0402": {"": 1.8, "秋": 2.0, "冬": 2.4}, "0403": {"": 1.3},
    "0405": {"冬": 6.0, "秋": 1.2}, "0209": {"": 0.25}, "0703": {"夏": 2.5, "冬": 0.1}, "0704": {"秋": 1.5},
    "0706": {"": 0.5}, "0905": {"": 0.4}, "1003": {"": 0.4}, "1203": {"": 0.5}, "0801": {"": 1.6},
    "1301": {"冬": 0.2}, "1305": {"": 1.5},
}  # fmt: skip
# Who tells: of 1,000.
SOURCES = {"resident": 440, "worker": 265, "hotline": 150, "tip_off": 60, "api": 40, "import": 30, "department": 15}
VOICES = {
    "worker": ("worker",),
    "hotline": ("clerk",),
    "tip_off": ("tipoff", "youth", "tipoff"),
    "api": ("plain", "youth", "shopkeeper"),
    "import": ("plain", "farmer", "elder"),
    "department": ("worker",),
}
# Tellings by hour of the local day.
HOURS = (2, 1, 1, 1, 1, 2, 8, 22, 48, 62, 64, 52, 34, 30, 44, 56, 58, 54, 46, 40, 36, 26, 14, 6)
NAME_NEEDED = {"12"}
ON_SITE = {"02", "03", "04", "05", "07"}  # something stands or lies somewhere and can be looked at
_ON_SPOT = {"01", "02", "03", "05", "07", "08", "09"}
_AT_ONCE = {"11": 0.34, "08": 0.2, "04": 0.05, "05": 0.04}
_LONG = {"01", "05", "06", "07", "08"}  # limits of some days: more time may be asked for


@dataclass(frozen=True)
class Place:
    """One worker's area as the plan needs it: its codes, how people call it, points inside (lon, lat), its weight."""

    code: str
    township: str
    name: str
    setting: str
    group: str
    points: tuple[tuple[float, float], ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Fate:
    """What becomes of a matter. `path` is the main road, `marks` what happens beside it.

    `pace` is the share of the time allowed that is used until the end; above 1 it ends late.
    """

    path: str  # ordinary | on_spot | answered | refused | petition | emergency | integrity
    pace: float = 0.6
    returns: int = 0
    pause: str = ""
    extension: str = ""  # grant | refuse
    marks: frozenset[str] = frozenset()
    aftermath: str = ""  # rate | call | ""
    mood: str = "yes"  # yes | partly | no


@dataclass(frozen=True)
class Telling:
    """One report to come. `of` is the number of an earlier telling of the same matter."""

    number: int
    at: datetime
    category: str
    place: Place
    source: str
    voice: str
    fate: Fate
    of: int | None = None
    has_contact: bool = True
    has_pin: bool = True
    has_photo: bool = False
    point: tuple[float, float] = (0.0, 0.0)


@dataclass
class Plan:
    """All tellings in the order of time, and when the play begins and ends (UTC)."""

    start: datetime
    end: datetime
    tellings: list[Telling] = field(default_factory=list)


def scene_of(place: Place, day: date) -> grammar.Scene:
    """The scene in which something at `place` is told on `day`."""
    return grammar.Scene(place.setting, place.name, day, place.group)


def draw_plan(
    *, seed: int, until: date, days: int, count: int, places: Sequence[Place], calendar: WorkCalendar
) -> Plan:
    """The plan of `count` tellings over `days` days that end with the midnight closing `until` (local)."""
    dice = Random(f"plan {seed} {until} {days} {count}")
    first = until - timedelta(days=days - 1)
    start, end = (datetime.combine(day, time(), calendar.zone) for day in (first, until + timedelta(days=1)))
    all_days = [first + timedelta(days=index) for index in range(days)]
    storms = set(dice.sample(all_days, max(1, days // 30)))
    weights = [_day_weight(day, calendar) * (1.4 if day in storms else 1) for day in all_days]
    chosen = sorted(dice.choices(all_days, weights, k=count))
    moments = sorted(_moment(dice, day, calendar) for day in chosen)
    tellings: list[Telling] = []
    for number, at in enumerate(moments):
        day = at.astimezone(calendar.zone).date()
        echo = _echo(dice, number, at, tellings)
        made = echo or _new(dice, number, at, places, day, is_storm=day in storms)
        tellings.append(made)
    _ensure(dice, tellings, end)
    return Plan(start, end, tellings)


def _day_weight(day: date, calendar: WorkCalendar) -> float:
    if calendar.is_working_day(day):
        return 1.0
    return 0.72 if day.weekday() >= 5 else 0.5


def _moment(dice: Random, day: date, calendar: WorkCalendar) -> datetime:
    hour = dice.choices(range(24), HOURS)[0]
    return datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)), calendar.zone)


def _echo(dice: Random, number: int, at: datetime, before: Sequence[Telling]) -> Telling | None:
    """Now and then somebody tells what another told shortly before."""
    if dice.random() > 0.075 or not before:
        return None
    near = [t for t in before[-40:] if t.of is None and at - t.at < timedelta(hours=30) and _can_be_echoed(t)]
    if not near:
        return None
    first = dice.choice(near)
    source = dice.choice(("resident", "resident", "hotline", "worker", "tip_off"))
    voice = dice.choice(VOICES.get(source, ("plain", "youth", "farmer")))
    marks = frozenset({dice.choice(("same", "join", "join"))})
    return replace(
        first,
        number=number,
        at=at,
        source=source,
        voice=voice,
        of=first.number,
        fate=replace(_ordinary(dice, first.category), marks=marks),
    )


def _can_be_echoed(told: Telling) -> bool:
    return told.category[:2] in ON_SITE and told.fate.path == "ordinary"


def _new(dice: Random, number: int, at: datetime, places: Sequence[Place], day: date, *, is_storm: bool) -> Telling:
    place = dice.choices(places, [p.weight for p in places])[0]
    scene = scene_of(place, day)
    category = _category(dice, scene, is_storm=is_storm)
    source = _source(dice, category)
    is_anonymous = category[:2] not in NAME_NEEDED and dice.random() < (0.5 if category[:2] in ("10", "14") else 0.3)
    return Telling(
        number=number,
        at=at,
        category=category,
        place=place,
        source=source,
        voice=_voice(dice, source, category, place, is_anonymous),
        fate=_fate(dice, category, source, has_contact=not is_anonymous),
        has_contact=not is_anonymous,
        has_pin=dice.random() < (0.9 if source == "worker" else 0.6),
        has_photo=dice.random() < (0.8 if source == "worker" else 0.5),
        point=dice.choice(place.points),
    )


def _category(dice: Random, scene: grammar.Scene, *, is_storm: bool) -> str:
    classes = dict(CLASSES)
    if is_storm:
        classes |= {"13": 60, "02": 140, "04": 220}
    while True:
        top = dice.choices(list(classes), list(classes.values()))[0]
        codes = [c for c in grammar.subclasses() if c[:2] == top and grammar.can_happen(c, scene)]
        if codes:
            return dice.choices(codes, [_often(code, scene) for code in codes])[0]


def _often(code: str, scene: grammar.Scene) -> float:
    known = OFTEN.get(code, {})
    return known.get(scene.season, known.get("", 1.0))


def _source(dice: Random, category: str) -> str:
    if category[:2] in ("12", "14"):
        return dice.choices(("resident", "hotline"), (8, 2))[0]
    if category[:2] == "13":
        return dice.choices(("worker", "hotline", "resident"), (5, 3, 2))[0]
    if category[:2] in ("01", "09"):  # nobody tells a board about a family
        return dice.choices(("worker", "resident", "hotline"), (4, 4, 2))[0]
    return dice.choices(list(SOURCES), list(SOURCES.values()))[0]


def _voice(dice: Random, source: str, category: str, place: Place, is_anonymous: bool) -> str:
    if category[:2] == "12":
        return "clerk" if source == "hotline" else "petition"
    if category[:2] == "13" and source != "hotline":
        return "urgent"
    if source in VOICES:
        return dice.choice(VOICES[source])
    if is_anonymous and dice.random() < 0.45:
        return "anonymous"
    if category[:2] == "09":
        return "plain"
    voices = ("plain", "farmer", "farmer", "elder") if place.setting == "农" else ("plain", "elder", "youth", "youth")
    return "shopkeeper" if category[:2] in ("03", "04", "05") and dice.random() < 0.2 else dice.choice(voices)


def _fate(dice: Random, category: str, source: str, *, has_contact: bool) -> Fate:
    top = category[:2]
    mood = dice.choices(("yes", "partly", "no"), (78, 13, 9))[0]
    after = dice.choices(("rate", "call", ""), (34, 26, 40))[0] if has_contact else dice.choice(("rate", "", ""))
    if top in ("12", "13", "14"):
        fate = Fate({"12": "petition", "13": "emergency", "14": "integrity"}[top], pace=dice.uniform(0.3, 0.92))
        marks = {"publish"} if top == "13" and dice.random() < 0.5 else set()
        if top == "12":
            marks |= {"review"} if dice.random() < 0.25 else set()
            fate = replace(fate, pause="court_or_hearing" if dice.random() < 0.2 else "")
        return replace(fate, marks=frozenset(marks | _explained(dice, 0.2)), aftermath=after, mood=mood)
    if source == "worker" and top in _ON_SPOT and dice.random() < 0.3:
        marks = {"check"} if dice.random() < 0.3 else set()
        return Fate("on_spot", marks=frozenset(marks), aftermath=after, mood=mood)
    chance = dice.random()
    if chance < _AT_ONCE.get(top, 0):
        return Fate("answered", aftermath=after, mood=mood)
    if chance > (0.93 if top in ("06", "10", "11", "01") else 0.975):
        return Fate("refused", aftermath=after, mood="no" if dice.random() < 0.6 else "partly")
    return replace(_ordinary(dice, category), aftermath=after, mood=mood)


def _explained(dice: Random, share: float) -> set[str]:
    return {"explained"} if dice.random() < share else set()


def _ordinary(dice: Random, category: str) -> Fate:
    top = category[:2]
    late = dice.random() < 0.085
    pace = dice.choice((1.05, 1.2, 1.6, 2.2)) if late else min(0.95, dice.betavariate(3.2, 3.0) + 0.1)
    marks = _explained(dice, {"06": 0.14, "11": 0.16, "08": 0.14, "01": 0.14}.get(top, 0.06))
    for mark, chance in _BESIDE.items():
        if dice.random() < chance:
            marks.add(mark)
    if late:
        marks.add("press")
    small = int(pace * 10_000) % 50  # no throw of its own: the throws that follow stay those of the seed
    if small in _SMALL:
        marks.add(_SMALL[small])
    returns = dice.choices((0, 1, 2), (91, 7, 2))[0]
    causes = ("weather", "weather", "awaiting_resident") if top in ON_SITE else ("awaiting_resident",)
    pause = dice.choice(causes) if dice.random() < 0.05 else ""
    extension = ""
    if top in _LONG and not pause and dice.random() < 0.12:
        extension = dice.choices(("grant", "refuse"), (4, 1))[0]
    return Fate("ordinary", pace, returns, pause, extension, frozenset(marks))


_BESIDE = {
    "contact": 0.55, "progress": 0.5, "publish": 0.34, "check": 0.4, "fail": 0.06, "contest": 0.035, "note": 0.05,
    "place": 0.03, "recategorise": 0.03, "assist": 0.05, "reassign": 0.02, "send_up": 0.06, "send_down": 0.04,
    "withdraw": 0.015, "reveal": 0.04, "add": 0.03, "staff_reopen": 0.008, "split": 0.004, "joint": 0.004,
    "unpublish": 0.006, "overlooked": 0.01,
}  # fmt: skip

_SMALL = {7: "slip", 11: "urgency"}

# Turns that every play shows at least once: what is changed in a telling's fate.
_TURNS: tuple[dict[str, Any], ...] = (
    {"marks": {"contact", "progress", "note", "add"}},
    {"marks": {"assist", "publish", "unpublish"}},
    {"marks": {"check", "fail"}},
    {"marks": {"fail"}},
    {"marks": {"check"}, "aftermath": "rate", "mood": "partly"},
    {"marks": {"contest"}, "aftermath": "rate", "mood": "no"},
    {"marks": {"staff_reopen"}, "aftermath": "call"},
    {"marks": {"withdraw"}},
    {"marks": {"place", "recategorise"}},
    {"marks": {"reassign", "press"}},
    {"marks": {"slip", "urgency"}},
    {"marks": {"send_up"}},
    {"marks": {"send_down"}},
    {"marks": {"split"}},
    {"marks": {"split", "undo_split"}},
    {"marks": {"joint"}},
    {"marks": {"joint", "release"}},
    {"marks": {"reveal", "overlooked"}},
    {"marks": {"explained"}, "aftermath": "rate", "mood": "no"},
    {"returns": 1},
    {"returns": 2},
    {"pause": "weather"},
    {"pause": "awaiting_resident"},
    {"extension": "grant"},
    {"extension": "refuse"},
    {"pace": 1.3, "marks": {"press"}},
    {"path": "answered", "aftermath": "call"},
    {"path": "refused", "aftermath": "rate", "mood": "no"},
)
_SURE = {"send_up": "0301", "send_down": "0302"}  # sub-classes that a township's station does
_ECHOES = ("same", "join", "undo_join", "same", "join")


def _ensure(dice: Random, tellings: list[Telling], end: datetime) -> None:
    """Make sure of every rare turn, early enough to be seen to its end."""
    half = tellings[0].at + (end - tellings[0].at) * 0.55
    free = [t.number for t in tellings if t.at < half and t.of is None and t.category[:2] not in ("12", "13", "14")]
    told_again = {t.of for t in tellings}
    free = [number for number in free if number not in told_again]
    for top, path in (("12", "petition"), ("13", "emergency"), ("14", "integrity")):
        if not free:
            return
        number = free.pop(dice.randrange(min(6, len(free))))
        tellings[number] = _of_class(tellings[number], top, path)
    for mark in _ECHOES if len(free) > 3 * len(_ECHOES) else ():
        beside = [n for n in range(len(free) - 1) if free[n + 1] == free[n] + 1]
        index = dice.choice(beside or range(len(free) - 1))
        first, second = free.pop(index), free.pop(index)
        made = _sure(tellings[first], {"pace": 0.9}, "0401")
        tellings[first] = made
        tellings[second] = replace(
            made,
            number=second,
            at=min(tellings[second].at, made.at + timedelta(hours=9)) if second == first + 1 else tellings[second].at,
            voice="plain",
            of=first,
            fate=Fate("ordinary", 0.5, marks=frozenset({mark, "join"} if mark != "same" else {mark})),
        )
    dice.shuffle(free)
    for turn, number in zip(_TURNS, free, strict=False):
        marks = turn.get("marks", set())
        category = next((_SURE[mark] for mark in marks if mark in _SURE), "")
        tellings[number] = _sure(tellings[number], turn, category)


def _sure(told: Telling, turn: dict[str, Any], category: str = "") -> Telling:
    """The telling with that turn in an otherwise quick and ordinary fate."""
    values = {"path": "ordinary", "pace": 0.45, "mood": "yes", **turn}
    fate = Fate(**{**values, "marks": frozenset(turn.get("marks", ()))})
    voice = "plain" if told.source == "import" else told.voice
    source = "resident" if told.source == "import" else told.source
    category = category or told.category
    return replace(told, fate=fate, category=category, source=source, voice=voice, has_contact=True, has_pin=True)


def _of_class(told: Telling, top: str, path: str) -> Telling:
    """One matter of a class with rules of its own, run quickly."""
    category = told.category if told.category[:2] == top else {"13": "1302"}.get(top, f"{top}01")
    marks = frozenset({"review"} if top == "12" else ())
    fate = Fate(path, pace=0.2, marks=marks, aftermath="rate", mood="partly")
    source, voice = ("worker", "urgent") if top == "13" else ("resident", "petition" if top == "12" else "plain")
    return replace(told, category=category, source=source, voice=voice, fate=fate, has_contact=True, has_pin=True)
