"""From the assignment to the end: units take, return, wait, ask for time, handle; it is looked at and may come back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from vitalgrid.city.grids.queries import KnownUnit, net
from vitalgrid.demo import grammar
from vitalgrid.demo.endings import check, handle, inspector, say_how_it_was
from vitalgrid.demo.life import Life, Story
from vitalgrid.demo.plan import Fate
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.shown import showable_photos
from vitalgrid.loop.cases.workflow import Desk, State

_NOT_RIGHT = ("housing", "enforcement", "environment", "transport", "water", "land", "market", "civil-affairs")
_WHY_LONGER = ("complex", "procurement", "season", "expert")
_LONGER = {"complex": "3 wd", "procurement": "5 wd", "season": "7 d", "expert": "3 wd"}


def dispatch(life: Life) -> Story:
    """Assigned; with a wrong guess it comes back, and the second time the centre rules."""
    right = life.right_unit()
    for attempt in range(life.fate.returns):
        wrong = wrong_unit(life, right)
        yield life.office(10)
        life.do(life.desk("case.assign"), "assign", unit=wrong.code, text=life.words("assign"))
        yield life.office(45)
        by = life.executor(wrong)
        if attempt:
            life.do(by, "take")
            yield life.office(30)
        ground = life.dice.choice(grammar.remarks_for("return"))
        life.do(by, "return", ground=ground, unit=right.code, text=life.words("return", of=ground))
    yield life.office(12)
    if life.row.state == State.RULING:
        yield life.office(120)
        life.do(life.centre("centre_dispatch"), "rule", unit=right.code, text=life.words("rule"))
        return
    if "slip" in life.marks:
        by = life.desk("case.assign")
        life.do(by, "assign", unit=wrong_unit(life, right).code, text=life.words("assign"))
        yield life.now + timedelta(seconds=life.dice.randrange(3, 15))
        life.take_back(by)
        yield life.now + timedelta(seconds=life.dice.randrange(10, 60))
    data: dict[str, Any] = {"unit": right.code, "text": life.words("assign")}
    if "assist" not in life.marks and life.chance(0.04):
        data["assisting"] = [wrong_unit(life, right).code]
    life.do(life.desk("case.assign"), "assign", **data)
    if "reassign" in life.marks:
        yield life.office(20)
        other = wrong_unit(life, right)
        life.do(life.desk("case.assign"), "reassign", unit=other.code, text=life.words("reassign"))
        yield life.office(30)
        life.do(life.desk("case.assign"), "reassign", unit=right.code, text=life.words("reassign"))


def wrong_unit(life: Life, right: KnownUnit) -> KnownUnit:
    known = net()
    if right.township is not None and life.row.desk == Desk.TOWNSHIP:
        beside = [
            unit
            for unit in known.units.all_on(known.today())
            if unit.kind == "station" and unit.area == right.area and unit.id != right.id
        ]
    else:
        beside = [unit for code in _NOT_RIGHT if (unit := known.unit_by_code(code)) and unit.id != right.id]
    able = [unit for unit in beside if life.stage.cast.unit_worker(life.dice, unit.id)]
    return life.dice.choice(able)


def _beside(life: Life, right: KnownUnit) -> KnownUnit:
    return wrong_unit(life, right)


def work(life: Life) -> Story:
    """The unit accepts, tells, waits for the weather, asks for time, and handles it."""
    unit = net().unit(life.row.lead_unit_id)
    assert unit is not None
    by = life.executor(unit)
    yield life.office(25)
    life.do(by, "take", text=life.words("take"))
    for mark, deed in _ON_THE_WAY.items():
        if mark in life.marks and life.look().is_open:
            yield life.office(25)
            if life.is_in(State.IN_PROGRESS):
                yield from deed(life, unit)
    if not life.row.is_open:
        return
    if life.fate.pause:
        yield from _pause(life, unit)
    if life.fate.extension:
        yield from _extension(life, unit)
    share = 0.62 * life.fate.pace if life.fate.pace < 1 else life.fate.pace
    if "press" in life.marks and life.fate.pace > 1:
        yield max(life.share_of_time(1.0) + timedelta(minutes=life.dice.randint(5, 90)), life.office(10))
        life.do(life.centre("centre_inspection"), "press", text=life.words("press"))
    yield life.share_of_time(share)
    if life.is_in(State.PAUSED):
        life.do(life.executor(unit), "resume", text=life.words("resume", of=life.row.pause_cause))
        yield life.office(60)
    handle(life, unit)


def _contact(life: Life, unit: KnownUnit) -> Story:
    if life.told.has_contact:
        life.do(life.executor(unit), "contact", text=life.words("contact"))
    yield from ()


def _progress(life: Life, unit: KnownUnit) -> Story:
    text = grammar.progress(life.dice, life.told.category, life.scene)
    life.do(life.executor(unit), "progress", answer=text)
    yield from ()


def _assist(life: Life, unit: KnownUnit) -> Story:
    assisting = wrong_unit(life, unit)
    life.do(life.desk("case.assign"), "assist", assisting=[assisting.code], text=life.words("assist"))
    yield life.office(40)
    if life.is_in(State.IN_PROGRESS):
        life.do(life.executor(assisting), "handle_part", text=life.words("part"))


def _add(life: Life, unit: KnownUnit) -> Story:
    if life.secret and life.told.source != "import":
        life.reporter_does("add", text=life.words("add"))
    yield from ()


def _withdraw(life: Life, unit: KnownUnit) -> Story:
    if life.secret:
        life.reporter_does("withdraw", text=life.words("withdraw") if life.chance(0.7) else "")
    yield from ()


def _press(life: Life, unit: KnownUnit) -> Story:
    if life.fate.pace < 1:
        head = life.stage.cast.at(life.dice, "grid_head_2", life.row.village)
        life.do(head or life.centre("centre_inspection"), "press", text=life.words("press"))
    yield from ()


def _joint(life: Life, unit: KnownUnit) -> Story:
    """Other open cases of the place are dealt with in one action under this one; a meeting settles who does what."""
    others = Case.objects.filter(
        is_open=True, parent=None, children=None, is_integrity=False, procedure="ordinary", state=State.IN_PROGRESS
    ).exclude(pk=life.row.pk)
    near = others.filter(township=life.row.township)
    found = list(near.order_by("opened_at", "code").values_list("code", flat=True)[:2])
    chosen = found or list(others.order_by("opened_at", "code").values_list("code", flat=True)[:1])
    by = life.centre("centre_intake")
    for index, code in enumerate(chosen):
        other = Life(life.stage, life.told, code)
        other.look()
        other.do(by, "adopt", into=life.code, text=life.words("adopt"))
        if index or "release" in life.marks:
            yield life.office(30)
            if other.look().is_open:
                other.do(by, "release", text=life.words("release"))
    yield life.office(120)
    if not life.look().is_open:
        return
    held = (life.now - timedelta(minutes=50)).isoformat()
    units = [unit.code, wrong_unit(life, unit).code]
    place = life.words("meeting_place").rstrip("。")
    by = life.centre("centre_dispatch")
    life.do(by, "meet", held_at=held, place=place, units=units, text=life.words("meeting"))


_ON_THE_WAY: dict[str, Callable[[Life, KnownUnit], Story]] = {
    "contact": _contact,
    "add": _add,
    "progress": _progress,
    "assist": _assist,
    "press": _press,
    "joint": _joint,
    "withdraw": _withdraw,
}


def _pause(life: Life, unit: KnownUnit) -> Story:
    yield life.office(30)
    if not life.is_in(State.IN_PROGRESS):
        return
    cause = life.fate.pause
    days = life.dice.randint(1, 4)
    until = life.now + timedelta(days=days, minutes=life.dice.randint(0, 300))
    life.do(life.executor(unit), "pause", cause=cause, until=until.isoformat(), answer=life.words("pause", of=cause))
    if life.chance(0.5):  # it goes on earlier than promised; otherwise the sweep ends the pause
        yield life.now + timedelta(hours=days * 10)
        if life.is_in(State.PAUSED):
            life.do(life.executor(unit), "resume", text=life.words("resume", of=life.fate.pause))
    else:
        yield until + timedelta(hours=2)


def _extension(life: Life, unit: KnownUnit) -> Story:
    yield life.share_of_time(0.35)
    if not life.is_in(State.IN_PROGRESS):
        return
    reason = life.dice.choice(_WHY_LONGER if life.is_on_site else ("complex", "expert"))
    text = life.words("extension", of=reason)
    life.do(life.executor(unit), "ask_extension", limit=_LONGER[reason], reason=reason, text=text)
    yield life.office(90)
    if not life.is_in(State.IN_PROGRESS, State.PAUSED):
        return
    decision = life.fate.extension
    life.do(life.desk("case.assign"), "decide_extension", decision=decision, answer=life.words(decision))


def check_and_close(life: Life) -> Story:
    """Somebody else looks; not in order means work again. Then it is closed."""
    fails = 1 if "fail" in life.marks else 0
    for attempt in range(fails + 1):
        is_good = attempt == fails
        yield from check(life, is_good=is_good)
        if is_good:
            break
        yield life.office(60)
        if life.row.state == State.TRIAGED:  # a worker had handled it on the spot
            yield from dispatch(life)
            yield from work(life)
            continue
        unit = net().unit(life.row.lead_unit_id)
        handle(life, unit)
    while Case.objects.filter(parent=life.row, is_open=True).exists():
        yield life.office(240)
    yield life.office(20)
    life.look()
    life.do(inspector(life), "close", outcome=life.row.outcome or "done", answer=life.result)


def after(life: Life) -> Story:
    """Published, rated, asked by telephone, contested, opened again."""
    if "publish" in life.marks and not life.row.is_integrity:
        yield life.office(200)
        if life.is_in(State.CLOSED):
            said, shown = life.result or life.words("publish"), [one.blob_id for one in showable_photos(life.row)]
            # How it was at first and how it is now: drawn pictures, with nobody in them.
            pair = [*shown[:1], *shown[1:][-1:]]
            life.do(life.centre("centre_inspection"), "publish", answer=said, shown=pair[-1:])
            if len(pair) > 1:  # the one of before is looked at by a second pair of eyes
                yield life.office(45)
                if life.is_in(State.CLOSED):
                    life.do(life.centre("centre_inspection"), "show_photos", shown=pair)
            if "unpublish" in life.marks:
                yield life.office(60)
                life.do(life.centre("centre_inspection"), "unpublish", text=life.words("unpublish"))
    if "contest" in life.marks and life.secret:
        yield life.awake(1500)
        if life.is_in(State.CLOSED) and life.row.closed_at and life.now - life.row.closed_at < timedelta(days=6):
            life.reporter_does("contest", text=life.words("contest"))
            yield from _again(life)
    elif "staff_reopen" in life.marks:
        yield life.office(700)
        if life.is_in(State.CLOSED):
            life.do(life.centre("centre_inspection"), "reopen", text=life.words("reopen"))
            yield from _again(life)
    yield from say_how_it_was(life)


def _again(life: Life) -> Story:
    """Once more from the desk, more quickly and to a good end."""
    life.fate = Fate("ordinary", pace=0.4, marks=frozenset({"contact"}), aftermath=life.fate.aftermath, mood="yes")
    yield from dispatch(life)
    yield from work(life)
    if life.row.is_open:
        yield from check_and_close(life)
