"""Taking the last step back, for some seconds: an honest step of its own, after which all stands as before."""

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.access import access_case, check_reach
from vitalgrid.loop.cases.actions.effects.joining import undo_join
from vitalgrid.loop.cases.actions.moving import Move, conflict, finish
from vitalgrid.loop.cases.actions.pictures import put_back
from vitalgrid.loop.cases.models import Case, Step, Undoable
from vitalgrid.loop.cases.workflow import transition


@transaction.atomic
def undo_step(*, by: Actor, code: str, number: int) -> Case:
    """Take back the step `number` of the case: it must be the last one, one's own, and some seconds old at most.

    Clocks, shares and columns stand exactly as before it; the story keeps both steps. Raises `kit.not_found`,
    `kit.conflict` (something followed), `cases.undo_others`, `cases.undo_too_late`, `cases.not_yours`,
    `cases.not_undoable`.
    """
    case = access_case(by, code, lock=True)
    step = Step.objects.filter(case=case).order_by("-number").first()
    if step is None or step.number != number:
        raise conflict(case)
    kept = Undoable.objects.filter(case=case, number=number).first()
    if step.by_user_id != by.user_id:
        raise Problem(p.UNDO_OTHERS, who=step.by_name)
    if kept is None or clock.now() > kept.until:
        raise Problem(p.UNDO_TOO_LATE)
    check_reach(by, case, transition(step.verb))
    move = Move(by, case, transition("undo"), clock.now(), {}, stage_from=case.state)
    if step.verb == "join":
        undo_join(move)
    else:
        put_back(move, kept.was)
    move.unit_id = step.unit_id
    move.data |= {"undoes": step.verb, "number": step.number}
    finish(move)
    kept.delete()
    return case
