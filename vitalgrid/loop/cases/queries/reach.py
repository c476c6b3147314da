"""Who may find a case by its words, as marks beside the words in the index. They narrow; `access` decides.

A mark stands for an area, a unit or an account. The marks of a case change when it changes hands or place or is kept
apart; those of a person follow from their posts. A re-divided area changes nothing: a post reaches its earlier selves.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.search.rules import mark_of
from vitalgrid.loop.cases.access import AREA_COLUMN, VIEW, VIEW_INTEGRITY, sees_every_place
from vitalgrid.loop.cases.models import Assignment, Case, Report

ORDINARY, APART = "o", "i"  # stands in front of every document's marks


def case_marks(case: Case, units: Iterable[UUID | None] = ()) -> tuple[str, ...]:
    """The marks of a case's documents. `units` had a share in it. Nothing tells where what is kept apart lies."""
    if case.is_integrity:
        return (APART,)
    keys = {case.township, case.village, case.grid, case.area_id, case.lead_unit_id, *units}
    return (ORDINARY, *sorted(mark_of(key) for key in keys if key is not None))


def report_marks(marks: tuple[str, ...], filed_by: int | None) -> tuple[str, ...]:
    """The marks of one report's document: whoever filed it finds it too."""
    return marks if filed_by is None or marks == (APART,) else (*marks, _account(filed_by))


def wanted_marks(cases: Collection[Case], only: Collection[UUID] | None = None) -> dict[UUID, tuple[str, ...]]:
    """For each object that may be indexed of these cases, a report or a part's own words, the marks it should have.

    `only`: of no other reports than these.
    """
    units: dict[UUID, set[UUID]] = {}
    for key, unit in Assignment.objects.filter(case__in=cases).order_by().values_list("case", "unit"):
        units.setdefault(key, set()).add(unit)
    marks = {case.pk: case_marks(case, units.get(case.pk, ())) for case in cases}
    reports = Report.objects.filter(case__in=cases) if only is None else Report.objects.filter(pk__in=only)
    told = reports.values_list("pk", "case", "filed_by")
    return marks | {key: report_marks(marks[case], filed_by) for key, case, filed_by in told}


def groups_of(by: Actor, *, area: str = "", unit: str = "") -> list[set[str]]:
    """The groups of marks of which a document must bear one each, for `by` to see its case there. An empty group:
    nothing can be found."""
    groups = [] if by.kind == "system" else [_reach(by)]
    if area:
        areas = net().areas.with_code(area)
        if not areas or AREA_COLUMN.get(areas[0].level):
            groups.append({mark_of(key) for one in areas for key in net().areas.selves(one.id)} | {APART})
    if unit:
        groups.append({mark_of(one.id) for one in net().units.with_code(unit)} | {APART})
    return groups


def _reach(by: Actor) -> set[str]:
    marks = {APART} if by.can(VIEW_INTEGRITY) else set()
    if sees_every_place(by):
        return marks | {ORDINARY}
    for grant in by.grants_with(VIEW):
        marks |= {mark_of(key) for key in (*grant.area_ids, *grant.unit_ids)}
    return marks if by.user_id is None else marks | {_account(by.user_id)}


def _account(user_id: int) -> str:
    return f"u{user_id}"
