"""Who sees which case, and who stands near enough to move it. Absent and forbidden look alike."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from vitalgrid.foundation.accounts.actor import Actor, Grant
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem
from vitalgrid.loop.cases.models import Assignment, Case, Exclusion, Report
from vitalgrid.loop.cases.problems import EXECUTOR, NOT_YOURS
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.workflow import Desk, Reach, Transition

# Which column of a case holds the area of a level; a post over a patch sees the cases of its patch.
AREA_COLUMN = {1: "township", 2: "village", 3: "grid", 4: "area_id"}
OWN_AT_MOST = 200
VIEW, VIEW_INTEGRITY, REVEAL = "case.view", "case.view_integrity", "contact.reveal"


def visible_to(by: Actor, *, own: Collection[UUID] | None = None) -> QuerySet[Case]:
    """The cases that `by` may see. Complaints about staff are apart: default deny, and never for their chain.

    `own`: what `own_cases` gave. With it the database can go straight into the index of the person's area or unit.
    """
    if by.kind == "system":
        return Case.objects.all()
    mine = Q(pk__in=[])
    if by.user_id is not None and not sees_every_place(by):
        filed = Report.objects.filter(case=OuterRef("pk"), filed_by=by.user_id)
        mine = Q(Exists(filed)) if own is None else Q(pk__in=own)
    return Case.objects.filter(_seen(by, mine))


def visible_by_post(by: Actor) -> Q:
    """The cases that `by` sees by a post, and not only because they reported them."""
    return Q() if by.kind == "system" else _seen(by, Q(pk__in=[]))


def readable_by(by: Actor) -> Q:
    """Of cases joined with their `reports`: those of which `by` may read this report. Who sees a case only because they
    reported it reads their own report alone."""
    if by.kind == "system" or by.user_id is None or sees_every_place(by):
        return visible_by_post(by)
    return _seen(by, Q(reports__filed_by=by.user_id))


def _seen(by: Actor, mine: Q) -> Q:
    ordinary = mine
    for grant in by.grants_with(VIEW):
        ordinary |= _within(grant)
    seen = ordinary & Q(is_integrity=False)
    if by.can(VIEW_INTEGRITY):
        seen |= Q(is_integrity=True) & ~_excludes(by)
    return seen


def visible_in_units(by: Actor, permission: str) -> QuerySet[Case]:
    """As `visible_to`, for a list that is narrowed to the units of the posts with `permission`: who may see what their
    unit has needs no second proof of it, row by row."""
    if not all(VIEW in grant.permissions for grant in by.grants_with(permission)):
        return visible_to(by)
    seen = Q(is_integrity=False)
    if by.can(VIEW_INTEGRITY):
        seen |= Q(is_integrity=True) & ~_excludes(by)
    return Case.objects.filter(seen)


def sees_every_place(by: Actor) -> bool:
    """Whether a post of `by` sees the ordinary cases of the whole city."""
    return any(
        grant.is_citywide or (grant.area_ids and AREA_COLUMN.get(grant.area_level or 0) is None)
        for grant in by.grants_with(VIEW)
    )


def own_cases(by: Actor) -> list[UUID] | None:
    """The cases that `by` reported, to be named in a statement; None when they are too many for that."""
    return few_enough(own_reports(by))


def own_reports(by: Actor) -> "QuerySet[Report, UUID]":
    """The cases of the reports of `by`, for `few_enough`; nobody's where `by` sees every place anyhow."""
    if by.user_id is None or sees_every_place(by):
        return Report.objects.none().values_list("case", flat=True)
    return Report.objects.filter(filed_by=by.user_id).values_list("case", flat=True)[: OWN_AT_MOST + 1]


def few_enough(cases: Iterable[UUID]) -> list[UUID] | None:
    """The cases of somebody's reports, each once; None when they are too many to be named in a statement."""
    found = set(cases)
    return None if len(found) > OWN_AT_MOST else sorted(found)


def sees_story(by: Actor, case: Case) -> bool:
    """Whether `by` reads the whole story of a case that they may see; who only reported it reads as reporters do."""
    if by.kind == "system" or case.is_integrity:
        return True
    grants = list(by.grants_with(VIEW))
    if any(covers(grant, case) or case.lead_unit_id in grant.unit_ids for grant in grants):
        return True
    units = {unit for grant in grants for unit in grant.unit_ids}
    return any(one.unit_id in units for one in case.assignments.all())


def visible_codes(by: Actor, codes: Iterable[str]) -> set[str]:
    """Those of the codes whose cases `by` may see: a story names no other."""
    wanted = {code for code in codes if code}
    return set(visible_to(by).filter(code__in=wanted).values_list("code", flat=True)) if wanted else set()


def _within(grant: Grant) -> Q:
    if grant.is_citywide:
        return Q(is_integrity=False)
    reach = Q(pk__in=[])
    if grant.area_ids:
        column = AREA_COLUMN.get(grant.area_level or 0)
        reach |= Q(**{f"{column}__in": list(grant.area_ids)}) if column else Q(is_integrity=False)
    if grant.unit_ids:
        units = list(grant.unit_ids)
        assisting = Assignment.objects.filter(case=OuterRef("pk"), unit__in=units)
        reach |= Q(lead_unit__in=units) | Q(Exists(assisting))
    return reach


def _excludes(by: Actor) -> Q:
    """True of cases that complain about `by`, a unit of theirs or an area they hold a post over."""
    units = {unit for grant in by.grants for unit in grant.unit_ids}
    areas = {area for grant in by.grants for area in grant.area_ids}
    named = Q(user=by.user_id) | Q(unit__in=list(units)) | Q(area__in=list(areas))
    return Q(Exists(Exclusion.objects.filter(named, case=OuterRef("pk"))))


def access_case(by: Actor, code: str, *, to: Transition | None = None, lock: bool = False) -> Case:
    """The case called `code`, if `by` may see it and, when `to` is given, may do that to it.

    With `lock` the row is locked until the transaction ends. Raises `kit.not_found` for what cannot be seen, then
    `kit.forbidden`, `cases.not_yours` or `cases.executor`.
    """
    query = visible_to(by).filter(code=code)
    if lock:
        query = query.select_for_update(of=("self",))
    case = query.first()
    if case is None:
        raise Problem(NOT_FOUND)
    if to is not None:
        check_reach(by, case, to)
    return case


def access_report(code: str, secret_digest: str, *, lock: bool = False) -> tuple[Case, Report]:
    """The case and the report of a reporter who holds the secret link. Raises `kit.not_found`."""
    report = None
    if secret_digest:
        report = Report.objects.filter(secret_digest=secret_digest).select_related("case").first()
    if report is None or not _is_told_as(report, code):
        raise Problem(NOT_FOUND)
    case = report.case
    if lock:
        case = Case.objects.select_for_update().get(pk=case.pk)
    return case, report


def access_own_report(by: Actor, code: str) -> tuple[Case, Report]:
    """The case and the newest report on it that `by` filed under their own name. Raises `kit.not_found`."""
    mine = Report.objects.filter(case__code=code, filed_by=by.user_id).order_by("-received_at", "-id")
    report = mine.first() if by.user_id is not None else None
    if report is None:
        raise Problem(NOT_FOUND)
    return Case.objects.select_for_update(of=("self",)).get(pk=report.case_id), report


def _is_told_as(report: Report, code: str) -> bool:
    """The reporter's code may be of a case that was joined into another one since, and that one into a third."""
    at = Case.objects.filter(code=code).values_list("pk", "joined_into").first()
    seen = set()
    while at is not None and at[0] not in seen:
        if at[0] == report.case_id:
            return True
        seen.add(at[0])
        at = Case.objects.filter(pk=at[1]).values_list("pk", "joined_into").first() if at[1] else None
    return False


def check_reach(by: Actor, case: Case, row: Transition) -> None:
    """Raise unless `by` holds the row's permission near enough to the case, and did not execute what it checks."""
    if by.kind == "system":
        return
    by.require(row.permission)
    if not any(_reaches(grant, case, row.reach) for grant in by.grants_with(row.permission)):
        raise Problem(NOT_YOURS)
    if row.is_apart and is_executor(by, case):
        raise Problem(EXECUTOR)


def may_move(by: Actor, case: Case, row: Transition) -> bool:
    """Whether `check_reach` would let `by` pass; for the list of what may be done next."""
    try:
        check_reach(by, case, row)
    except Problem:
        return False
    return True


def is_executor(by: Actor, case: Case) -> bool:
    """Whether `by` handled the case, or works in a unit that has it or did its part of it."""
    if case.executor_id is not None and case.executor_id == by.user_id:
        return True
    # Discipline handles and verifies complaints within one unit, so that nobody else sees them: two people, one unit.
    if case.is_integrity:
        return False
    units = {unit for grant in by.grants for unit in grant.unit_ids}
    if case.lead_unit_id in units:
        return True
    return any(
        one.unit_id in units and not one.is_lead and (one.ended_at is None or one.handled_at is not None)
        for one in case.assignments.all()
    )


def covers(grant: Grant, case: Case) -> bool:
    """Whether the grant's area holds the case."""
    if grant.is_citywide or grant.area_level == 0:
        return True
    column = AREA_COLUMN.get(grant.area_level or 0)
    return column is not None and getattr(case, column) in grant.area_ids


def _reaches(grant: Grant, case: Case, reach: Reach) -> bool:
    is_lead = case.lead_unit_id is not None and case.lead_unit_id in grant.unit_ids
    if case.is_integrity and VIEW_INTEGRITY in grant.permissions:
        return True
    if reach == Reach.LEAD:
        return is_lead
    if reach == Reach.UNIT:
        return is_lead or _assists(grant.unit_ids, case)
    if reach == Reach.DESK:
        return _is_desk(grant, case)
    if reach == Reach.TERRITORY:
        return covers(grant, case)
    if reach == Reach.OFFICE:
        return is_lead or covers(grant, case) or _assists(grant.unit_ids, case)
    return False


def _is_desk(grant: Grant, case: Case) -> bool:
    if grant.is_citywide:
        return True
    return case.desk == Desk.TOWNSHIP and grant.area_level == 1 and case.township in grant.area_ids


def _assists(units: frozenset[UUID], case: Case) -> bool:
    return bool(units) and any(one.unit_id in units and one.ended_at is None for one in case.assignments.all())


def may_reveal(by: Actor, case: Case) -> bool:
    """Whether `by` may ask to see the contacts of this case at all.

    Posts over the case's area may; the unit that handles it only where the category says that the work needs it.
    """
    for grant in by.grants_with(REVEAL):
        if case.is_integrity and VIEW_INTEGRITY in grant.permissions:
            return True
        if covers(grant, case):
            return True
        if case.lead_unit_id in grant.unit_ids and _is_contact_needed(case):
            return True
    return False


def findable_by(by: Actor) -> Q:
    """Cases whose contacts `by` may ask for by their place: a handling unit cannot try out numbers."""
    reach = Q(is_integrity=True)  # only their own office sees those at all
    for grant in by.grants_with(REVEAL):
        column = AREA_COLUMN.get(grant.area_level or 0)
        if grant.is_citywide or grant.area_level == 0:
            return Q()
        if column:
            reach |= Q(**{f"{column}__in": list(grant.area_ids)})
    return reach


def _is_contact_needed(case: Case) -> bool:
    category = catalogue().category_by_id(case.category_id)
    return category is not None and category.is_contact_shown
