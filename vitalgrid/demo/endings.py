"""How matters of the played city end: handled, looked at by somebody else, and what the reporter says."""

from typing import Any

from vitalgrid.city.grids.queries import KnownUnit, net
from vitalgrid.demo import grammar
from vitalgrid.demo.life import Life, Story
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.workflow import Desk, State
from vitalgrid.loop.tasks.actions import finish_task
from vitalgrid.loop.tasks.models import Task


def handle(life: Life, unit: KnownUnit | None) -> None:
    """Handled, by the unit; or by the worker again where a worker had handled it on the spot."""
    is_done = "explained" not in life.marks
    life.result = grammar.result(life.dice, life.told.category, life.scene, is_done=is_done)
    data: dict[str, Any] = {
        "outcome": "done" if is_done else "explained",
        "answer": life.result,
        "photos": life.photo(is_after=True) if is_done and life.chance(0.8) else [],
    }
    if life.told.category[:2] == "01":
        data["mediation"] = "succeeded" if is_done else life.dice.choice(("failed", "failed", "stopped"))
    if unit is not None:
        life.do(life.executor(unit), "handle", **data)


def inspector(life: Life) -> Actor:
    """The centre's inspection, or the head of the township for what the township dealt with."""
    if life.row.desk == Desk.TOWNSHIP and life.chance(0.5):
        for area in net().areas.heirs(life.row.township, net().today()) if life.row.township else []:
            head = life.stage.cast.at(life.dice, "grid_head_1", area.id)
            if head:
                return head
    return life.centre("centre_inspection")


def check(life: Life, *, is_good: bool) -> Story:
    yield life.office(18)
    worker = life.stage.cast.worker(life.dice, net().area(life.row.area_id)) if "check" in life.marks else None
    if worker is None or worker.user_id == life.row.executor_id:
        text = life.words("pass" if is_good else "fail")
        life.do(inspector(life), "pass" if is_good else "fail", text=text)
        return
    life.do(life.centre("centre_inspection"), "ask_check", text=life.words("ask_check"))
    yield life.awake(70)
    task = Task.objects.filter(object_id=str(life.row.pk), state=Task.State.OPEN).first()
    if task is None or not life.is_in(State.HANDLED):
        return
    photos = life.photo(is_after=True) if is_good and life.chance(0.6) else []
    finish_task(
        by=worker,
        task_id=task.pk,
        result="in_order" if is_good else "not_in_order",
        text=life.words("check_seen" if is_good else "check_missing"),
        photos=photos,
    )
    life.stage.done["pass" if is_good else "fail"] += 1
    life.look()


def say_how_it_was(life: Life) -> Story:
    """The reporter answers by the link, on the telephone, or not at all."""
    mood = life.fate.mood
    key = {"yes": "satisfied", "partly": "partly", "no": "unsatisfied"}[mood]
    solved = mood == "yes" or (mood == "partly" and life.chance(0.5))
    if life.fate.aftermath == "rate" and life.secret:
        yield life.awake(1200)
        if life.is_in(State.CLOSED):
            text = life.words(key) if life.chance(0.7) else ""
            life.reporter_does("rate", solved=solved, satisfied=mood, text=text)
    elif life.fate.aftermath == "call" and life.told.has_contact and not life.row.is_integrity:
        yield life.office(500)
        if life.is_in(State.CLOSED):
            reached = life.chance(0.72)
            data = {"channel": "phone" if life.chance(0.9) else "visit", "reached": reached}
            data |= {"solved": solved, "satisfied": mood} if reached else {}
            life.do(life.centre("centre_inspection"), "follow_up", text=life.words("follow_up"), **data)
