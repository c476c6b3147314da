"""What can be taken back now."""

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Case, Undoable


def can_undo(by: Actor, case: Case) -> bool:
    """Whether `by` may take back the step that brought the case to its revision. One statement."""
    found = Undoable.objects.filter(case=case, number=case.revision, by_user=by.user_id, until__gte=clock.now())
    return by.user_id is not None and found.exists()
