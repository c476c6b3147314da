"""What a person may do next with a case, without a statement for each verb."""

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.access import may_move
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.workflow import Reach, Transition, verbs_from

# The next thing to do in each state stands first and stands out.
MAIN = ("accept", "rule", "assign", "take", "handle", "resume", "decide_extension", "pass", "close", "decide_review")


def next_verbs(by: Actor, case: Case) -> list[Transition]:
    """What `by` may do next, the main step first, then in the table's order."""
    hidden = (Reach.REPORTER, Reach.SYSTEM)
    rows = [row for row in verbs_from(case.state, case.procedure) if row.reach not in hidden]
    possible = [row for row in rows if may_move(by, case, row) and _makes_sense(by, case, row.verb)]
    return sorted(possible, key=lambda row: row.verb not in MAIN)


def _makes_sense(by: Actor, case: Case, verb: str) -> bool:
    """Spare people verbs that their state allows but these facts refuse."""
    if verb == "handle_part":  # a lead unit has no part: it handles
        units = {unit for grant in by.grants for unit in grant.unit_ids}
        return any(not one.is_lead and one.ended_at is None and one.unit_id in units for one in case.assignments.all())
    if verb == "decide_extension":
        return case.is_extension_asked
    if verb == "ask_extension":
        return not case.is_extension_asked
    if verb in ("undo_split", "release"):
        return case.parent_id is not None
    if verb == "publish":
        return not case.is_integrity and case.published_at is None
    if verb == "unpublish":
        return case.published_at is not None
    if verb == "show_photos":
        return case.is_open or case.published_at is not None
    if verb == "send_up":
        return case.desk == "township"
    if verb == "send_down":
        return case.desk == "centre" and case.township is not None and not case.is_integrity
    return True
