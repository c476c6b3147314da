"""Merging is adding reports to a case, and can be undone; so can splitting. Joint action has a leading case."""

from datetime import datetime
from typing import Any

from vitalgrid.foundation.kit.problems import INVALID, Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.actions.effects.triage import restart_resolve, stay_with_parts
from vitalgrid.loop.cases.actions.moving import Move, carry_out, effect, finish, lock_other
from vitalgrid.loop.cases.actions.opening import open_parts
from vitalgrid.loop.cases.actions.pictures import picture_of, put_back
from vitalgrid.loop.cases.models import (
    Assignment,
    Attachment,
    Case,
    Clock,
    Extension,
    Joining,
    Meeting,
    Pause,
    Report,
    Step,
)
from vitalgrid.loop.cases.workflow import State, transition

# What an undo puts back on the absorbed case.
KEPT = ("stage", "due_at", "next_due_at", "paused_until", "pause_cause", "is_extension_asked", "report_count")


def _running(case: Case) -> dict[str, list[str]]:
    """What a joining stops, so that its undo starts just that again."""
    return {
        "clocks": [str(k) for k in Clock.objects.filter(case=case, stopped_at=None).values_list("pk", flat=True)],
        "shares": [str(k) for k in Assignment.objects.filter(case=case, ended_at=None).values_list("pk", flat=True)],
        "pauses": [str(k) for k in Pause.objects.filter(case=case, ended_at=None).values_list("pk", flat=True)],
        "extensions": [
            str(k) for k in Extension.objects.filter(case=case, decided_at=None).values_list("pk", flat=True)
        ],
    }


def _run_again(running: dict[str, list[str]]) -> None:
    Clock.objects.filter(pk__in=running["clocks"]).update(stopped_at=None)
    Assignment.objects.filter(pk__in=running["shares"]).update(ended_at=None, end_reason="")
    Pause.objects.filter(pk__in=running["pauses"]).update(ended_at=None)
    Extension.objects.filter(pk__in=running["extensions"]).update(decided_at=None, is_granted=None)


MOMENTS = ("due_at", "next_due_at", "paused_until")


@effect("join")
def join(move: Move) -> None:
    """The reports of this case move to the one that goes on; a closed one is opened again by it."""
    case, into = move.case, move.given["into"]
    if into.pk == case.pk:
        raise Problem(INVALID, errors=[Problem(p.SAME_CASE, field="into")])
    stay_with_parts(move)
    target = lock_other(into.pk)
    is_below = target.parent_id == case.pk  # opened again to take this one in, it would stand open below what ended
    if target.state in (State.JOINED, State.WITHDRAWN) or target.is_integrity != case.is_integrity or is_below:
        why = State(target.state).label
        raise Problem(INVALID, errors=[Problem(p.NOT_JOINABLE, field="into", why=why)])
    stood = None
    if target.state == State.CLOSED:
        stood = picture_of(target)
        carry_out(by=move.by, case=target, row=transition("reopen"), data={"text": move.text or move.case.code})
    moved = list(Report.objects.filter(case=case).values_list("pk", flat=True))
    was = {name: _plain(getattr(case, name)) for name in KEPT} | {"state": case.state, "running": _running(case)}
    if stood is not None:  # opened again only for this: an undo closes it as it was, unless somebody went on with it
        was["stood"] = {"picture": stood, "revision": target.revision + 1}
    joining = Joining(
        case=target,
        absorbed=case,
        report_ids=[str(pk) for pk in moved],
        was=was,
        at=move.at,
        by_name=move.by.name,
    )
    Joining.objects.bulk_create([joining])
    Report.objects.filter(pk__in=moved).update(case=target)
    Attachment.objects.filter(report__in=moved).update(case=target)
    carry_out(by=move.by, case=target, row=transition("take_in"), data={"text": case.code})
    move.set(joined_into_id=target.pk, report_count=0)
    move.data["into"] = target.code


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _typed(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value and name in MOMENTS else value


@effect("take_in")
def take_in(move: Move) -> None:
    """The other half of a joining, on the case that goes on."""
    move.set(report_count=Report.objects.filter(case=move.case, withdrawn_at=None).count())
    move.data["from"] = move.text


@effect("follow")
def follow(move: Move) -> None:
    """One more report of the same matter."""
    move.set(report_count=Report.objects.filter(case=move.case, withdrawn_at=None).count())


@effect("let_go")
def let_go(move: Move) -> None:
    """The other half of an undone joining."""
    take_in(move)


@effect("undo_join")
def undo_join(move: Move) -> None:
    """Taken apart again: reports, clocks and shares stand as before the joining, as long as the other case is open."""
    case = move.case
    joining = Joining.objects.filter(absorbed=case, undone_at=None).first()
    if joining is None:
        return _undo_part(move)
    target = lock_other(joining.case_id)
    live = Report.objects.filter(pk__in=joining.report_ids, withdrawn_at=None).count()
    if not target.is_open or (joining.report_ids and not live):
        raise Problem(p.NOT_UNDOABLE)
    Joining.objects.filter(pk=joining.pk).update(undone_at=move.at)
    Report.objects.filter(pk__in=joining.report_ids).update(case=case)
    Attachment.objects.filter(report__in=joining.report_ids).update(case=case)
    was = dict(joining.was)
    stood = was.pop("stood", None)
    _run_again(was.pop("running"))
    columns = {name: _typed(name, value) for name, value in was.items()} | {"report_count": live}
    move.to_state = State(columns.pop("state"))
    move.set(joined_into_id=None, **columns)
    move.is_clock_kept = True
    _let_go(move, target, stood)
    move.data["from"] = target.code
    return None


def _let_go(move: Move, target: Case, stood: dict[str, Any] | None) -> None:
    """The step of the case that had taken the reports in; opened again only for them, it is closed again as it was."""
    if stood is None or target.revision != stood["revision"]:
        carry_out(by=move.by, case=target, row=transition("let_go"), data={"text": move.case.code})
        return
    gone = Move(move.by, target, transition("let_go"), move.at, {}, stage_from=target.state, text=move.case.code)
    put_back(gone, stood["picture"])
    let_go(gone)
    finish(gone)


def _undo_part(move: Move) -> None:
    """A part whose splitting was undone stands on its own again."""
    if move.case.parent_id is None:
        raise Problem(p.NO_PARENT)
    if not lock_other(move.case.parent_id).is_open:
        raise Problem(p.NOT_UNDOABLE)
    restart_resolve(move, move.case.opened_at)
    move.set(joined_into_id=None)
    move.to_state = State.RECEIVED


@effect("split")
def split(move: Move) -> None:
    """Several matters in one report: each part becomes a case below this one, with its own clocks from receipt."""
    children = open_parts(parent=move.case, parts=move.given["parts"], by=move.by, at=move.at)
    move.data["parts"] = [child.code for child in children if child.parent_id]


@effect("undo_split")
def undo_split(move: Move) -> None:
    """The part goes back into the case that it came from."""
    case = move.case
    is_part = Step.objects.filter(case=case, number=1, verb="split_off").exists()
    if case.parent_id is None or not is_part:  # what stands under a joint action is released, with its own reports
        raise Problem(p.NO_PARENT)
    if Report.objects.filter(case=case).exists() or not lock_other(case.parent_id).is_open:
        raise Problem(p.NOT_UNDOABLE)
    stay_with_parts(move)
    move.set(joined_into_id=case.parent_id)


@effect("adopt")
def adopt(move: Move) -> None:
    """Several cases are dealt with in one joint action under a leading case (R98)."""
    leading = move.given["into"]
    if leading.pk == move.case.pk:
        raise Problem(INVALID, errors=[Problem(p.SAME_CASE, field="into")])
    if not leading.is_open or leading.parent_id is not None or leading.is_integrity != move.case.is_integrity:
        raise Problem(INVALID, errors=[Problem(p.NOT_JOINABLE, field="into", why=State(leading.state).label)])
    if Case.objects.filter(parent=move.case).exists():
        raise Problem(INVALID, errors=[Problem(p.NOT_JOINABLE, field="into", why=move.case.code)])
    move.set(parent_id=leading.pk)
    move.data["into"] = leading.code


@effect("release")
def release(move: Move) -> None:
    """On its own again."""
    if move.case.parent_id is None:
        raise Problem(p.NO_PARENT)
    move.set(parent_id=None)


@effect("meet")
def meet(move: Move) -> None:
    """The record of a joint meeting, attached to the case."""
    given = move.given
    Meeting.objects.bulk_create(
        [
            Meeting(
                case=move.case,
                held_at=given["held_at"],
                place=given["place"],
                units=[unit.code for unit in given["units"]],
                decisions=move.text,
                recorded_at=move.at,
                recorded_by=move.by.name,
            )
        ]
    )
