"""The desk decides what a report is: accepted, answered at once, not accepted, joined, somebody else's turn."""

from typing import Any

from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.access import visible_codes
from vitalgrid.loop.cases.actions.clocking import (
    limits_of,
    move_final_due,
    next_due,
    put_clock,
    stage_clock,
    start_resolve,
    stop_contact,
)
from vitalgrid.loop.cases.actions.moving import Move, effect
from vitalgrid.loop.cases.models import Case, Clock, Contact, Exclusion
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import CONTACT, FOLLOW_UP_AFTER, RESOLVE
from vitalgrid.loop.cases.workflow import Desk, Outcome, Procedure, State
from vitalgrid.loop.tasks.actions import hide_tasks


def set_category(move: Move, category: Any, matter: Any = None) -> bool:
    """Give the case its category; returns whether its limits have changed."""
    case = move.case
    before = (limits_of(case), case.procedure)
    top = catalogue().top_of(category)
    move.set(
        category_id=category.id,
        matter_id=matter.id if matter else None,
        class_code=top.code if top else "",
        platform=category.platform,
        procedure=category.procedure,
        urgency=category.urgency,
        is_integrity=category.procedure == Procedure.INTEGRITY,
    )
    if case.is_integrity:
        keep_chain_out(move)
    elif case.procedure == Procedure.EMERGENCY:
        move.data["procedure"] = case.procedure  # everybody concerned is told at once, however it was first filed
    return before != (limits_of(case), case.procedure)


def stay_with_parts(move: Move) -> None:
    """A case does not end before what was put below it. Raises `cases.children_open` with the codes `by` may read."""
    below = Case.objects.filter(parent=move.case, is_open=True)
    codes = list(below.values_list("code", flat=True))
    if codes:
        seen = sorted(visible_codes(move.by, codes))[:5] or ["•••"]
        raise Problem(p.CHILDREN_OPEN, codes=", ".join(seen))


def keep_chain_out(move: Move) -> None:
    """A complaint about staff is the discipline's alone: the posts over its place, up to the township, are out.

    Nothing else names it any more: it stands below no case, and whoever was sent to look at it forgets it.
    """
    case = move.case
    move.set(parent_id=None)
    hide_tasks(by=move.by, object_id=str(case.pk))
    areas = {area for area in (case.township, case.village, case.grid, case.area_id) if area}
    known = set(Exclusion.objects.filter(case=case, area__isnull=False).values_list("area_id", flat=True))
    Exclusion.objects.bulk_create(Exclusion(case=case, area_id=area) for area in sorted(areas - known))
    move.set(desk=Desk.CENTRE)


@effect("accept")
def accept(move: Move) -> None:
    """Accepted: category, urgency and place are settled, the final clock runs by them (R61, 案卷建立)."""
    given, case = move.given, move.case
    has_moved = set_category(move, given["category"], given["matter"])
    if given["urgency"]:
        move.set(urgency=given["urgency"])
    if given["title"]:
        move.set(title=given["title"])
    if given["area"]:
        set_place(move, given["area"])
    move.set(accepted_at=case.accepted_at or move.at)
    move.data |= {"category": given["category"].code, "matter": given["matter"].code if given["matter"] else ""}
    if case.procedure == Procedure.PETITION:
        # 信访工作条例: acceptance is told within 15 days, and the 60 days for the decision run from acceptance.
        stop_contact(case, move.at)
        restart_resolve(move, move.at)
    elif has_moved:
        restart_resolve(move, case.opened_at)
        restart_contact(case)


def restart_resolve(move: Move, at: Any) -> None:
    """The final clock by the category's limit, from `at`."""
    _contact, resolve = limits_of(move.case)
    if resolve:
        start_resolve(move.case, at, resolve)
        move.changed.add("due_at")


def restart_contact(case: Case) -> None:
    """The first-contact clock by the category's limit, from receipt, if there is somebody to reach and nobody did."""
    contact, _resolve = limits_of(case)
    reachable = Contact.objects.filter(report__case=case).exclude(phone_index="", email_index="")
    if contact and not case.contacted_at and reachable.exists():
        put_clock(case, CONTACT, case.opened_at, contact)


def set_place(move: Move, area: Any) -> None:
    """Put the case into `area` (a leaf or any level)."""
    move.set(area_id=area.id, township=area.township, village=area.village, grid=area.grid)
    move.data["area"] = area.code
    if move.case.is_integrity:
        keep_chain_out(move)


@effect("answer_at_once")
def answer_at_once(move: Move) -> None:
    """A question that needs nobody else: answered and closed in one step."""
    stay_with_parts(move)
    if move.given["category"]:
        set_category(move, move.given["category"])
    end(move, Outcome.DONE)


@effect("refuse")
def refuse(move: Move) -> None:
    """Not accepted, with a reason that the reporter reads."""
    stay_with_parts(move)
    move.data["reason"] = move.given["reason"].code
    end(move, Outcome.NOT_ACCEPTED)


def end(move: Move, outcome: str) -> None:
    """Closed now: one of the three outcomes, and whoever reported is asked how it was."""
    case = move.case
    stop_contact(case, move.at)
    move.set(
        outcome=outcome,
        closed_at=move.at,
        first_closed_at=case.first_closed_at or move.at,
        contacted_at=case.contacted_at or move.at,
        follow_up_due_at=move.at + FOLLOW_UP_AFTER,
        followed_up_at=None,
    )


@effect("send_up")
def send_up(move: Move) -> None:
    """The township sends a city matter up (R63 b)."""
    if move.case.desk == Desk.CENTRE:
        raise Problem(p.AT_CITY)
    move.set(desk=Desk.CENTRE)


@effect("send_down")
def send_down(move: Move) -> None:
    """The centre gives a matter to the township's information room."""
    if move.case.desk == Desk.TOWNSHIP or move.case.township is None:
        raise Problem(p.AT_TOWNSHIP)
    move.set(desk=Desk.TOWNSHIP)


@effect("recategorise")
def recategorise(move: Move) -> None:
    """Another category: the clocks follow from when they began, not from now."""
    case = move.case
    if case.category_id == move.given["category"].id and not move.given["matter"]:
        raise Problem(p.NO_CHANGE, field="category")
    move.data["category"] = move.given["category"].code
    if not set_category(move, move.given["category"], move.given["matter"]):
        return
    began = Clock.objects.filter(case=case, stage=RESOLVE, stopped_at=None).values_list("started_at", flat=True).first()
    restart_resolve(move, began or case.opened_at)
    move_final_due(case)  # what was paused and what was granted counts under the new limit too
    restart_contact(case)
    renew_stage(move)


def renew_stage(move: Move) -> None:
    """The clock of the stage that runs gets the limit that holds now, counted from when it began."""
    case = move.case
    running = Clock.objects.filter(case=case, stopped_at=None).exclude(stage__in=(RESOLVE, CONTACT)).first()
    if running is not None:
        renewed = stage_clock(case, case.state, running.started_at)
        if renewed is not None:
            Clock.objects.filter(pk=running.pk).update(limit=renewed.limit, due_at=renewed.due_at, late_at=None)
            running = renewed
    if case.state != State.PAUSED:
        move.set(next_due_at=next_due(case, running))


@effect("set_urgency")
def set_urgency(move: Move) -> None:
    """More or less urgent than it was taken for: the stage that runs has the other limit from when it began."""
    if move.case.urgency == move.given["urgency"]:
        raise Problem(p.NO_CHANGE, field="urgency")
    move.data |= {"was": move.case.urgency, "urgency": move.given["urgency"]}
    move.set(urgency=move.given["urgency"])
    renew_stage(move)


@effect("place")
def place(move: Move) -> None:
    """The right area; the report keeps what was told."""
    if move.case.area_id == move.given["area"].id:
        raise Problem(p.NO_CHANGE, field="area")
    set_place(move, move.given["area"])


@effect("exclude")
def exclude(move: Move) -> None:
    """Whoever is complained about, person or unit, neither sees nor touches the case from now on."""
    unit, user = move.given["unit"], move.given["user"]
    if not unit and not user:
        raise Problem(p.NO_CHANGE, field="unit")
    named = [Exclusion(case=move.case, unit_id=unit.id)] if unit else []
    named += [Exclusion(case=move.case, user=user)] if user else []
    Exclusion.objects.bulk_create(named)
