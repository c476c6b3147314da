"""What moved while somebody looked at a case."""

from dataclasses import dataclass
from datetime import datetime

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.models import Step
from vitalgrid.loop.cases.queries.desk.story import step_label, who_of

AT_MOST = 200


@dataclass(frozen=True, slots=True)
class MovedOn:
    """The last thing that happened to a case since somebody read it, and how many there were."""

    who: str
    what: str
    at: datetime
    count: int


def moved_after(by: Actor, code: str, revision: int) -> MovedOn | None:
    """What happened to the case after `revision`, by others than `by`; None when nothing did, or when it cannot be
    seen any more: absent and forbidden look alike, and the page that is open says nothing new."""
    case = visible_to(by).filter(code=code, revision__gt=revision).values_list("pk", flat=True).first()
    if case is None:
        return None
    steps = list(Step.objects.filter(case=case, number__gt=revision).order_by("-number")[:AT_MOST])
    others = [step for step in steps if by.user_id is None or step.by_user_id != by.user_id]
    if not others:
        return None
    return MovedOn(who_of(others[0]), step_label(others[0]), others[0].at, len(others))
