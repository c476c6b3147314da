"""Somebody else looks: verified or not in order, closed with an honest outcome, reviewed on a complainant's request."""

from uuid import UUID

from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.files.marks import mark_of
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.access import is_executor
from vitalgrid.loop.cases.actions.effects.triage import end, stay_with_parts
from vitalgrid.loop.cases.actions.moving import Move, carry_out, effect
from vitalgrid.loop.cases.models import Assignment, Case
from vitalgrid.loop.cases.problems import CHECK_ASKED, EXECUTOR, NOT_YOURS, PLACE_FIRST
from vitalgrid.loop.cases.workflow import Outcome, State, transition
from vitalgrid.loop.tasks.actions import cancel_tasks, give_task
from vitalgrid.loop.tasks.models import Task

CHECK = "check"


@effect("ask_check")
def ask_check(move: Move) -> None:
    """The worker of the area goes and looks; never the one who handled it, and never at a complaint about staff."""
    case = move.case
    if case.is_integrity:
        raise Problem(NOT_YOURS)
    if case.area_id is None:
        raise Problem(PLACE_FIRST)  # a task over no area would lie where nobody looks
    if Task.objects.filter(object_id=str(case.pk), kind=CHECK, state=Task.State.OPEN).exists():
        raise Problem(CHECK_ASKED)
    give_task(
        by=move.by,
        kind=CHECK,
        title=case.title,
        text=move.text,
        object_kind="case",
        object_id=str(case.pk),
        object_code=case.code,
        area=case.area_id,
        township=case.township,
        not_for=case.executor_id,
        due_at=case.next_due_at,
    )


@effect("pass")
def pass_check(move: Move) -> None:
    """Seen to be in order."""
    move.set(verified_at=move.at)


@effect("fail")
def fail_check(move: Move) -> None:
    """Not in order: back to the unit, or to the desk when a worker had handled it on the spot."""
    case = move.case
    move.set(rework_count=case.rework_count + 1, handled_at=None, outcome="")
    if not Assignment.objects.filter(case=case, is_lead=True, ended_at=None).exists():
        move.to_state = State.TRIAGED


def conclude_check(event: Event) -> None:
    """What the worker saw on the spot becomes the case's verification, under the worker's own name."""
    if event.data.get("task_kind") != CHECK or event.data.get("object_kind") != "case":
        return
    case = Case.objects.select_for_update(of=("self",)).filter(pk=UUID(str(event.data["object_id"]))).first()
    if case is None or case.state != State.HANDLED:
        return  # it was verified or reopened meanwhile; the task stands as it was done
    if is_executor(event.by, case):
        raise Problem(EXECUTOR)
    row = transition("pass" if event.data["result"] == "in_order" else "fail")
    remark = Task.objects.values_list("remark", flat=True).get(pk=event.object_id)
    seen = {"text": remark, "photos": [mark_of(digest) for digest in event.data.get("photos", [])]}
    carry_out(by=event.by, case=case, row=row, data=seen)


@effect("close")
def close(move: Move) -> None:
    """Closed with one of three outcomes and an answer to the reporter, once what was split off is over too."""
    stay_with_parts(move)
    end(move, move.given["outcome"])
    move.data["outcome"] = move.given["outcome"]


@effect("decide_review")
def decide_review(move: Move) -> None:
    """The opinion of a review (复查, 复核); the case is closed again, once what was split off meanwhile is over too."""
    stay_with_parts(move)
    move.data["decision"] = move.given["decision"]
    end(move, move.case.outcome or Outcome.DONE)


def drop_checks(event: Event) -> None:
    """The case is verified or back at work: nobody needs to go and look any more."""
    cancel_tasks(by=event.by, object_id=event.object_id)
