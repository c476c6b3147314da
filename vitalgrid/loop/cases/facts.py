"""What the loop tells the engine of figures: one row a case, a report, an answer.

A case that was joined into another opened none and is not told. One that was withdrawn has no due moment any more.
`closed_at` is null unless the case is closed now; the areas are those of the case's own day; the unit is the lead unit
at closing, else now. Complaints about staff stand apart: they count for the city, and of an area or a unit only for
those who may see them. A report and an answer are told by their case's areas and unit. `record` is the case in all
three: a figure opens its cases.
"""

from django.db.models import Q

from vitalgrid.foundation.figures.fact import Column, Fact, identity, moment, number, text, truth
from vitalgrid.loop.cases.models import Answer, Case, Report
from vitalgrid.loop.cases.workflow.states import State


def _places(of: str = "") -> dict[str, Column]:
    """Where and whose: `area_1` township, `area_2` village, `area_3` grid, `area` the case's own, `unit` the lead."""
    return {
        "area_1": identity(f"{of}township"),
        "area_2": identity(f"{of}village"),
        "area_3": identity(f"{of}grid"),
        "area": identity(f"{of}area_id"),
        "unit": identity(f"{of}lead_unit_id"),
        "class_code": text(f"{of}class_code"),
    }


CASE = Fact(
    "case",
    lambda: Case.objects.exclude(state=State.JOINED),
    {
        "record": identity("id"),
        "received_at": moment("opened_at"),
        "first_assigned_at": moment("first_assigned_at"),
        "assigned_at": moment("assigned_at"),
        "taken_at": moment("taken_at"),
        "handled_at": moment("handled_at"),
        "verified_at": moment("verified_at"),
        "first_closed_at": moment("first_closed_at"),
        "closed_at": moment("closed_at", when=Q(state=State.CLOSED)),
        "due_at": moment("due_at", when=~Q(state=State.WITHDRAWN)),
        "is_open": truth(Q(is_open=True)),
        "return_count": number("return_count"),
        "reopen_count": number("reopen_count"),
        "mediation": text("mediation"),
        **_places(),
    },
    apart=Q(is_integrity=True),
)

REPORT = Fact(
    "report",
    lambda: Report.objects.all(),
    {
        "record": identity("case_id"),
        "received_at": moment("received_at"),
        "source": text("source"),
        **_places("case__"),
    },
    apart=Q(case__is_integrity=True),
)

ANSWER = Fact(
    "answer",
    lambda: Answer.objects.all(),
    {
        "record": identity("case_id"),
        "at": moment("at"),
        "says_solved": truth(Q(is_valid=True, is_solved__isnull=False)),
        "is_solved": truth(Q(is_valid=True, is_solved=True)),
        "says_satisfied": truth(Q(is_valid=True) & ~Q(satisfied="")),
        "is_satisfied": truth(Q(is_valid=True, satisfied=Answer.Satisfied.YES)),
        **_places("case__"),
    },
    apart=Q(case__is_integrity=True),
)

FACTS = (CASE, REPORT, ANSWER)
