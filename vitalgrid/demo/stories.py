"""The stories of ordinary matters, from the telling to the resident's last word."""

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import datetime
from typing import Any

from vitalgrid.city.grids.queries import net
from vitalgrid.demo import apart, grammar
from vitalgrid.demo.endings import say_how_it_was
from vitalgrid.demo.life import Life, Story
from vitalgrid.demo.plan import Fate
from vitalgrid.demo.working import after, check_and_close, dispatch, work
from vitalgrid.loop.cases.actions import reveal_contact
from vitalgrid.loop.cases.models import Case, Contact
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.workflow import Desk, State, Urgency

_REFUSED_FOR = {
    "01": ("in_court", "not_public_matter"),
    "06": ("in_court", "not_public_matter", "already_answered"),
    "10": ("emergency_number", "no_facts"),
    "11": ("already_answered", "not_public_matter"),
}


def whole_story(life: Life) -> Story:
    """Everything that becomes of one telling."""
    first = life.stage.lives.get(life.told.of) if life.told.of is not None else None
    if (
        first is not None
        and "same" in life.marks
        and first.code
        and first.look().is_open
        and not first.row.is_integrity
    ):
        life.file(joins=first.code)
        return
    if life.told.source == "import":
        yield from apart.imported(life)
    elif life.fate.path == "emergency":
        life.file(is_record_to_follow=life.told.source == "worker")
    else:
        life.file()
    yield from PATHS[life.fate.path](life)


# -- the desk


def ordinary(life: Life) -> Story:
    """Triage, dispatch, work, check, close, and what comes after."""
    yield from triage(life)
    if life.row.state != State.TRIAGED:
        return
    yield from from_dispatch(life)


def from_dispatch(life: Life) -> Story:
    """From an accepted case to its end."""
    yield from dispatch(life)
    yield from work(life)
    if not life.row.is_open:
        return
    yield from check_and_close(life)
    yield from after(life)


def triage(life: Life) -> Story:
    """The desk looks, corrects, accepts; or joins it to another, or splits it."""
    yield life.office(900 if "overlooked" in life.marks else 14)
    if life.row.desk == Desk.TOWNSHIP and ("send_up" in life.marks or not life.has_station()):
        life.do(life.desk(), "send_up", text=life.words("send_up"))
        yield life.office(12)
    elif life.row.desk == Desk.CENTRE and "send_down" in life.marks and life.row.township and _station_exists(life):
        life.do(life.desk(), "send_down", text=life.words("send_down"))
        yield life.office(15)
    if "join" in life.marks and (yield from _join(life)):
        return
    if "reveal" in life.marks:
        _reveal(life)
    yield from _accept(life)
    if "split" in life.marks:
        yield from _split(life)
    if "note" in life.marks:
        yield life.office(8)
        life.do(life.desk(), "note", text=life.words("note"))


def _station_exists(life: Life) -> bool:
    life.row.desk = Desk.TOWNSHIP
    exists = life.has_station()
    life.row.desk = Desk.CENTRE
    return exists


def _accept(life: Life) -> Story:
    category = life.told.category
    is_mistaken = "recategorise" in life.marks
    data: dict[str, Any] = {"category": life.neighbour(category) if is_mistaken else category}
    if not is_mistaken and life.chance(0.6):
        data |= _matter(life)
    if life.row.area_id is None and "place" not in life.marks:
        data["area"] = life.told.place.code
    if "place" in life.marks:
        data["area"] = _sibling(life)
    if life.chance(0.5):
        data["text"] = life.words("triage")
    life.do(life.desk(), "accept", **data)
    if is_mistaken:
        yield life.office(20)
        life.do(life.desk(), "recategorise", category=category, text=life.words("recategorise"))
    if "urgency" in life.marks and life.row.urgency != Urgency.URGENT:
        yield life.office(6)
        life.do(life.desk(), "set_urgency", urgency=Urgency.URGENT.value, text=life.words("set_urgency"))
    if "place" in life.marks:
        yield life.office(25)
        life.do(life.desk(), "place", area=life.told.place.code, text=life.words("place"))


def _matter(life: Life) -> dict[str, Any]:
    known, today = catalogue(), net().today()
    codes = sorted({m.code for m in known.matters if m.category_id == life.category.id})
    codes = [code for code in codes if known.matter(code, today)]
    return {"matter": life.dice.choice(codes)} if codes else {}


def _sibling(life: Life) -> str:
    area = life.area
    beside = [a.code for a in net().children(area.parent) if a.code != area.code] if area else []
    return (
        life.dice.choice(beside) if beside else area.code[: area.code.rindex("-")] if area else life.told.place.township
    )


def _reveal(life: Life) -> None:
    contact = Contact.objects.filter(report__case=life.row).first()
    if contact is not None:
        reveal_contact(by=life.desk(), code=life.code, report_id=contact.report_id, reason=life.words("contact_reason"))


def _join(life: Life) -> Generator[datetime, None, bool]:
    """The desk sees that it is the same matter. Returns whether it stays joined."""
    first = life.stage.lives.get(life.told.of) if life.told.of is not None else None
    if first is None or not first.code or not first.look().is_open or first.row.is_integrity:
        return False
    if life.row.desk == Desk.TOWNSHIP and first.row.township != life.row.township:
        return False
    life.do(life.desk(), "join", into=first.code, text=life.words("join"))
    if "undo_join" not in life.marks:
        return True
    yield life.office(30)
    if not first.look().is_open:
        return True
    life.do(life.desk(), "undo_join", text=life.words("undo_join"))
    yield life.office(10)
    return False


def _split(life: Life) -> Story:
    parts = grammar.parts_of_split(life.dice)
    category = life.told.category
    given = [{"text": part, "category": category, "area": life.told.place.code} for part in parts]
    life.do(life.centre("centre_intake"), "split", parts=given)
    children = list(Case.objects.filter(parent=life.row).order_by("code").values_list("code", flat=True))
    for index, code in enumerate(children):
        part = Life(life.stage, replace(life.told, fate=Fate("ordinary", pace=0.3), of=None), code)
        part.look()
        story = _undone_part(part) if index and "undo_split" in life.marks else ordinary(part)
        life.stage.spawn(story, life.office(5))
    yield life.office(20)


def _undone_part(part: Life) -> Story:
    yield part.office(4)
    part.do(part.centre("centre_intake"), "undo_split", text=part.words("undo_split"))


# -- the short paths


def answered(life: Life) -> Story:
    """A question that needs nobody else."""
    yield life.office(16)
    top = life.told.category[:2]
    answer = life.words("answer_at_once", of=top)
    life.do(life.desk(), "answer_at_once", answer=answer, category=life.told.category)
    yield from say_how_it_was(life)


def refused(life: Life) -> Story:
    """Not accepted, with a reason."""
    yield life.office(25)
    reason = life.dice.choice(
        _REFUSED_FOR.get(life.told.category[:2], ("no_facts", "outside_city", "not_public_matter"))
    )
    life.do(life.desk(), "refuse", reason=reason, answer=life.words("refuse_reason", of=reason))
    yield from say_how_it_was(life)


def on_spot(life: Life) -> Story:
    """Whoever stands there settles it: the worker, or the head of the village within its powers."""
    yield life.awake(35)
    if not life.is_in(State.RECEIVED, State.TRIAGED):
        return
    area = net().area(life.row.area_id)
    by = life.stage.cast.worker(life.dice, area)
    if area is None or by is None:
        yield from ordinary(life)
        return
    life.result = life.words("on_spot", of=life.told.category[:2])
    data: dict[str, Any] = {"answer": life.result, "photos": life.photo(is_after=True)}
    if not life.row.category_id:
        data["category"] = life.told.category
    if life.told.category[:2] == "01":
        data["mediation"] = "succeeded"
    life.do(by, "handle_on_spot", **data)
    yield from check_and_close(life)
    yield from say_how_it_was(life)


PATHS: dict[str, Callable[[Life], Story]] = {
    "ordinary": ordinary,
    "answered": answered,
    "refused": refused,
    "on_spot": on_spot,
    "petition": apart.petition,
    "emergency": apart.emergency,
    "integrity": apart.integrity,
}
