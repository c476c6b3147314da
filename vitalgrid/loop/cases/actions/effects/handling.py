"""The unit: accepts or returns, tells, pauses for a named cause, asks for time, handles with result and evidence."""

from datetime import timedelta

from vitalgrid.foundation.calendar.queries import work_calendar
from vitalgrid.foundation.calendar.rules import due_at, parse_limit
from vitalgrid.foundation.kit.problems import INVALID, Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.actions.clocking import leave_stage, move_final_due, next_due, stop_contact
from vitalgrid.loop.cases.actions.effects.triage import set_category
from vitalgrid.loop.cases.actions.moving import Move, effect
from vitalgrid.loop.cases.models import Assignment, Extension, Pause
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import max_extensions
from vitalgrid.loop.cases.workflow import State

RULING_CAUSE = "ownership_ruling"
RULING_AT_MOST = timedelta(days=3)


@effect("take")
def take(move: Move) -> None:
    """The unit accepts. The final clock has been running since receipt; signing for it starts nothing."""
    move.set(taken_at=move.at)
    Assignment.objects.filter(case=move.case, is_lead=True, ended_at=None).update(taken_at=move.at)


@effect("return")
def give_back(move: Move) -> None:
    """Returned with legal ground and proposed owner. The second return goes to a ruling, and the clocks stand still."""
    case, proposed = move.case, move.given["unit"]
    if proposed.id == case.lead_unit_id:
        raise Problem(INVALID, errors=[Problem(p.PROPOSED_SELF, field="unit")])
    Assignment.objects.filter(case=case, is_lead=True, ended_at=None).update(ended_at=move.at, end_reason="returned")
    move.data |= {"ground": move.given["ground"].code, "proposed": proposed.code}
    move.set(return_count=case.return_count + 1, lead_unit_id=None, taken_at=None, is_extension_asked=False)
    Extension.objects.filter(case=case, decided_at=None).update(decided_at=move.at, is_granted=False)
    if case.return_count < 2:
        return
    move.to_state = State.RULING
    limit = catalogue().stage_limit("ruling", case.urgency, case.procedure)
    until = due_at(move.at, parse_limit(limit), work_calendar()) if limit else move.at + RULING_AT_MOST
    before = case.due_at
    pause = Pause(
        case=case, cause=RULING_CAUSE, by_name=move.by.name, from_at=move.at, until_at=until, due_before=before
    )
    Pause.objects.bulk_create([pause])
    move_final_due(case)
    Pause.objects.filter(pk=pause.pk).update(due_after=case.due_at)
    move.set(due_at=case.due_at, pause_cause=RULING_CAUSE)


@effect("contact")
def contact(move: Move) -> None:
    """The reporter was spoken to: the first-contact clock stops."""
    stop_contact(move.case, move.at)
    move.set(contacted_at=move.case.contacted_at or move.at)


@effect("progress")
def progress(move: Move) -> None:
    """A word to the reporter on how it stands; it is a first contact too."""
    contact(move)


@effect("pause")
def pause(move: Move) -> None:
    """The clocks stand still for a named cause until a named moment; the reporter sees both and the new day."""
    case, cause, until = move.case, move.given["cause"], move.given["until"]
    if until <= move.at:
        raise Problem(INVALID, errors=[Problem(p.PAST_MOMENT, field="until")])
    if cause.max_limit and until > due_at(move.at, parse_limit(cause.max_limit), work_calendar()):
        raise Problem(INVALID, errors=[Problem(p.TOO_FAR, field="until", limit=cause.max_limit)])
    stood = Pause(
        case=case,
        cause=cause.code,
        answer=move.answer,
        by_name=move.by.name,
        from_at=move.at,
        until_at=until,
        due_before=case.due_at,
    )
    Pause.objects.bulk_create([stood])
    move_final_due(case)
    Pause.objects.filter(pk=stood.pk).update(due_after=case.due_at)
    leave_stage(move)
    move.is_clock_kept = True
    move.set(due_at=case.due_at, paused_until=until, pause_cause=cause.code, next_due_at=until)
    move.data |= {"cause": cause.code, "until": until.isoformat(), "due": case.due_at and case.due_at.isoformat()}


@effect("resume")
def resume(move: Move) -> None:
    """The clocks run again, earlier or later than promised; the due moment follows what really was."""
    case = move.case
    for stood in Pause.objects.filter(case=case, ended_at=None):
        # Found late by the sweep: the pause ended when it was promised to, not when somebody looked.
        ended = min(move.at, stood.until_at) if move.by.kind == "system" else move.at
        Pause.objects.filter(pk=stood.pk).update(ended_at=ended)
    move_final_due(case)
    move.set(due_at=case.due_at, paused_until=None, pause_cause="")
    move.to_state = State.IN_PROGRESS if case.taken_at else State.ASSIGNED
    move.data["due"] = case.due_at and case.due_at.isoformat()


@effect("ask_extension")
def ask_extension(move: Move) -> None:
    """More time is asked for; until it is granted the clock goes on."""
    case, reason, limit = move.case, move.given["reason"], move.given["limit"]
    if case.is_extension_asked:
        raise Problem(p.EXTENSION_PENDING)
    if case.extension_count >= max_extensions(case.procedure):
        raise Problem(p.EXTENSION_LIMIT)
    if reason.max_limit:
        longest = due_at(move.at, parse_limit(reason.max_limit), work_calendar())
        if due_at(move.at, parse_limit(limit), work_calendar()) > longest:
            raise Problem(INVALID, errors=[Problem(p.TOO_FAR, field="limit", limit=reason.max_limit)])
    Extension.objects.bulk_create(
        [
            Extension(
                case=case,
                limit=limit,
                reason=reason.code,
                text=move.text,
                asked_at=move.at,
                asked_by=move.by.name,
                due_before=case.due_at,
            )
        ]
    )
    move.set(is_extension_asked=True)
    move.data |= {"limit": limit, "reason": reason.code}


@effect("decide_extension")
def decide_extension(move: Move) -> None:
    """Granted, the due moment moves and the reporter reads why; refused, it stays."""
    case = move.case
    asked = Extension.objects.filter(case=case, decided_at=None).first()
    if asked is None:
        raise Problem(p.NO_EXTENSION)
    is_granted = move.given["decision"] == "grant"
    Extension.objects.filter(pk=asked.pk).update(
        decided_at=move.at, decided_by=move.by.name, is_granted=is_granted, answer=move.answer
    )
    move.set(is_extension_asked=False)
    if is_granted:
        move_final_due(case)
        move.set(due_at=case.due_at, extension_count=case.extension_count + 1)
        if case.state != State.PAUSED:
            move.set(next_due_at=next_due(case, None))
    Extension.objects.filter(pk=asked.pk).update(due_after=case.due_at)
    move.data |= {"decision": move.given["decision"], "due": case.due_at and case.due_at.isoformat()}


@effect("handle_part")
def handle_part(move: Move) -> None:
    """An assisting unit has done its share."""
    units = {unit for grant in move.by.grants for unit in grant.unit_ids}
    mine = Assignment.objects.filter(case=move.case, is_lead=False, ended_at=None, unit__in=units).first()
    if mine is None:
        raise Problem(p.NOT_YOURS)
    Assignment.objects.filter(pk=mine.pk).update(
        handled_at=move.at, ended_at=move.at, end_reason="done", result=move.text
    )
    move.unit_id = mine.unit_id


@effect("handle")
def handle(move: Move) -> None:
    """Handled by the lead unit, with result and evidence; somebody else verifies."""
    settle(move, move.given["outcome"])
    Assignment.objects.filter(case=move.case, is_lead=True, ended_at=None).update(
        handled_at=move.at, result=move.answer
    )


@effect("handle_on_spot")
def handle_on_spot(move: Move) -> None:
    """Whoever stood there settled it (R42: a village within its powers). It is still verified by somebody else."""
    if move.given["category"]:
        set_category(move, move.given["category"])
    settle(move, "done")


def settle(move: Move, outcome: str) -> None:
    """The common part of both ways of handling."""
    contact(move)
    move.set(
        handled_at=move.at, executor_id=move.by.user_id, outcome=outcome, mediation=move.given.get("mediation") or ""
    )
    move.data["outcome"] = outcome
    if move.case.is_extension_asked:
        Extension.objects.filter(case=move.case, decided_at=None).update(decided_at=move.at, is_granted=False)
        move.set(is_extension_asked=False)
