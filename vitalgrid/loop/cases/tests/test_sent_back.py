"""What came back to a unit, beside the plain sentence that says which cases those are."""

from itertools import product

import pytest

from vitalgrid.loop.cases.models import Assignment, Case
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.tests.factories import Loop

UNITS, STATES = ("water", "hygiene", ""), ("assigned", "in_progress", "paused")


@pytest.mark.parametrize("who", ["water", "hygiene"])
def test_it_is_what_a_unit_leads_and_has_a_second_time(loop: Loop, who: str) -> None:
    units, expected = loop.city.units, set()
    told = [(*counts, *more) for counts in product((0, 1), repeat=3) for more in product(UNITS, STATES)]
    for rework, reopened, is_given_back, leads, state in told:
        case = Case.objects.get(code=loop.report().code)
        lead = units[leads] if leads else None
        Case.objects.filter(pk=case.pk).update(rework_count=rework, reopen_count=reopened, lead_unit=lead, state=state)
        if is_given_back:  # by the first unit, and a ruling may have brought it to the one or the other
            Assignment.objects.create(
                case=case, unit=units["water"], is_lead=False, assigned_at=case.opened_at, ended_at=case.opened_at,
                end_reason="returned",
            )  # fmt: skip
        if leads == who and state != "paused" and (rework or reopened or (is_given_back and who == "water")):
            expected.add(case.code)
    found = list_cases(loop.actor(who), CaseFilter(view="sent_back")).rows
    assert {row.code for row in found} == expected and len(found) == len(expected) > 6
