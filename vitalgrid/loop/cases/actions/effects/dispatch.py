"""The desk hands a case to one lead unit and any assisting ones; the centre rules on what came back twice."""

from collections.abc import Iterable
from typing import Any

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.actions.clocking import leave_stage, move_final_due
from vitalgrid.loop.cases.actions.moving import Move, effect
from vitalgrid.loop.cases.models import Assignment, Extension, Pause
from vitalgrid.loop.cases.workflow import Desk


def check_station(move: Move, units: Iterable[Any]) -> None:
    """A township's desk assigns to its own stations and information room; city matters are sent up (R63)."""
    case = move.case
    if move.by.kind == "system" or case.desk != Desk.TOWNSHIP:
        return
    if any(grant.is_citywide for grant in move.by.grants_with(move.row.permission)):
        return
    for unit in units:
        area = net().area(unit.area)
        if area is None or area.township != case.township:
            raise Problem(p.NOT_STATION, field="unit")


def hand_to(move: Move, lead: Any, assisting: Iterable[Any] = (), *, why_ended: str = "replaced") -> None:
    """End what runs and start the lead's and the assisting units' shares."""
    case, at = move.case, move.at
    Assignment.objects.filter(case=case, ended_at=None, is_lead=True).update(ended_at=at, end_reason=why_ended)
    helping = {unit.id: unit for unit in assisting if unit.id != lead.id}
    known = set(Assignment.objects.filter(case=case, ended_at=None).values_list("unit_id", flat=True))
    if lead.id in known:  # an assisting unit becomes the lead
        Assignment.objects.filter(case=case, ended_at=None, unit=lead.id).update(ended_at=at, end_reason=why_ended)
    shares = [(lead.id, True), *((key, False) for key in helping if key not in known)]
    Assignment.objects.bulk_create(
        Assignment(case=case, unit_id=key, is_lead=is_lead, instruction=move.text, assigned_at=at, due_at=case.due_at)
        for key, is_lead in shares
    )
    move.set(
        lead_unit_id=lead.id,
        unit_text="",
        assigned_at=at,
        taken_at=None,
        executor_id=None,
        first_assigned_at=case.first_assigned_at or at,
    )
    move.unit_id = lead.id
    move.data |= {"unit": lead.code, "assisting": [unit.code for unit in helping.values()]}


@effect("assign")
def assign(move: Move) -> None:
    """Assigned: one lead, any assisting units."""
    check_station(move, [move.given["unit"], *move.given["assisting"]])
    hand_to(move, move.given["unit"], move.given["assisting"])


@effect("reassign")
def reassign(move: Move) -> None:
    """Another lead unit. A pause ends with it: its cause was the old unit's."""
    if move.given["unit"].id == move.case.lead_unit_id:
        raise Problem(p.NO_CHANGE, field="unit")
    check_station(move, [move.given["unit"]])
    end_pause(move)
    # What the old unit asked for is not the new one's, and the new one has its own time to accept.
    Extension.objects.filter(case=move.case, decided_at=None).update(decided_at=move.at, is_granted=False)
    move.set(is_extension_asked=False)
    hand_to(move, move.given["unit"])
    leave_stage(move)
    move.is_clock_kept = True


def end_pause(move: Move) -> None:
    """If the clocks stand still, they run again from now."""
    running = Pause.objects.filter(case=move.case, ended_at=None)
    if running.update(ended_at=move.at):
        move_final_due(move.case)
        move.set(paused_until=None, pause_cause="", due_at=move.case.due_at)


@effect("assist")
def assist(move: Move) -> None:
    """More units help, each with its own clock."""
    units = {unit.id: unit for unit in move.given["assisting"]}
    check_station(move, units.values())
    known = set(Assignment.objects.filter(case=move.case, ended_at=None).values_list("unit_id", flat=True))
    new = [unit for key, unit in units.items() if key not in known]
    if not new:
        raise Problem(p.NO_CHANGE, field="assisting")
    Assignment.objects.bulk_create(
        Assignment(
            case=move.case,
            unit_id=unit.id,
            is_lead=False,
            instruction=move.text,
            assigned_at=move.at,
            due_at=move.case.due_at,
        )
        for unit in new
    )
    move.data["assisting"] = [unit.code for unit in new]


@effect("rule")
def rule(move: Move) -> None:
    """The centre decides whose it is; the clocks, which stood still for the dispute, run again."""
    end_pause(move)
    hand_to(move, move.given["unit"])
