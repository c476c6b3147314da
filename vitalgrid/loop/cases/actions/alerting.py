"""An emergency goes to everybody concerned at once; people are told, and the record may follow (class 13)."""

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.events import Event
from vitalgrid.loop.cases.actions.moving import carry_out
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.workflow import Procedure, State, transition


def alert_everybody(event: Event) -> None:
    """Accept and assign an emergency the moment it is told: the lead unit of its category, the township beside it.

    Nobody has to be awake at a desk for it. Who must know is told by `notices.tell_of_emergency`, later.
    """
    if event.data.get("procedure") != Procedure.EMERGENCY:
        return
    case = Case.objects.select_for_update(of=("self",)).get(pk=event.object_id)
    category = catalogue().category_by_id(case.category_id)
    lead = net().unit(category.lead_unit_id) if category else None
    if case.state != State.RECEIVED or category is None or lead is None:
        return
    by = Actor.system("emergency")
    carry_out(by=by, case=case, row=transition("accept"), data={"category": category.code})
    beside = [unit.code for unit in rooms_of(case)]
    carry_out(by=by, case=case, row=transition("assign"), data={"unit": lead.code, "assisting": beside})


def rooms_of(case: Case) -> list:
    """The information room of the case's township."""
    known = net()
    return [
        unit
        for unit in known.units.all_on(known.today())
        if unit.kind == "information_room" and unit.area is not None and unit.area == case.township
    ]
