"""How a case begins: its columns, its first clocks, its first step. Rows are made here and written by the caller."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone, work_calendar
from vitalgrid.foundation.changes.actions import emit_many
from vitalgrid.foundation.kit import ids
from vitalgrid.foundation.kit.fresh import fresh
from vitalgrid.foundation.kit.rows import insert_objects
from vitalgrid.foundation.search.actions import Entry, index_documents
from vitalgrid.loop.cases.actions.clocking import limits_of, next_due, stage_clock
from vitalgrid.loop.cases.actions.moving import event_of
from vitalgrid.loop.cases.models import Case, Category, Clock, Exclusion, Step
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.queries.reach import case_marks
from vitalgrid.loop.cases.rules import CONTACT, RESOLVE, desk_of, stage_due, title_of
from vitalgrid.loop.cases.workflow import Procedure, State

OPENED = "case.opened"


@dataclass
class Opening:
    """A case that begins, with the rows that begin with it."""

    case: Case
    clocks: list[Clock] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def open_case(
    *,
    by: Actor,
    at: datetime,
    description: str,
    source: str,
    category: Category | None,
    area: Any,
    is_reachable: bool,
    values: dict[str, Any],
    code: str = "",
    verb: str = "receive",
    is_timed: bool = True,
) -> Opening:
    """A new case in the state received. `area` is the leaf (or any level) that it lies in, or None.

    `is_reachable` starts the first-contact clock: there is somebody to contact. A petition's final clock is, until its
    acceptance, that of the notice of acceptance. Without `is_timed` no clock runs: the record brings its own moments.
    `code`: one that was found free; without it one is drawn.
    """
    known = catalogue()
    top = known.top_of(category)
    procedure = category.procedure if category else Procedure.ORDINARY
    case = fresh(
        Case,
        id=ids.new_id(),
        code=code or ids.case_code(at.astimezone(city_zone())),
        title=title_of(description),
        state=State.RECEIVED,
        category=category,
        class_code=top.code if top else "",
        platform=category.platform if category else "",
        procedure=procedure,
        urgency=category.urgency if category else "normal",
        is_integrity=procedure == Procedure.INTEGRITY,
        area_id=area.id if area else None,
        township=area.township if area else None,
        village=area.village if area else None,
        grid=area.grid if area else None,
        opened_at=at,
        desk=desk_of(
            source,
            has_township=bool(area and area.township),
            is_station_matter=bool(category and category.station_kind),
            procedure=procedure,
        ),
        **values,
    )
    made = Opening(case)
    if is_timed:
        _start_clocks(made, at, is_reachable)
    if case.is_integrity:
        areas = {key for key in (case.township, case.village, case.grid, case.area_id) if key}
        made.exclusions = [Exclusion(case=case, area_id=key) for key in sorted(areas)]
    made.steps.append(_first_step(case, by, at, verb, source))
    return made


def _start_clocks(made: Opening, at: datetime, is_reachable: bool) -> None:
    case = made.case
    contact, resolve = limits_of(case)
    if case.procedure == Procedure.PETITION:
        resolve = contact
    if is_reachable and contact:
        made.clocks.append(_clock(case, CONTACT, contact, at))
    if resolve:
        final = _clock(case, RESOLVE, resolve, at)
        final.is_pausable = True
        case.due_at = final.due_at
        made.clocks.append(final)
    stage = stage_clock(case, case.state, at)
    if stage:
        made.clocks.append(stage)
    case.stage = stage.stage if stage else ""
    case.next_due_at = next_due(case, stage)


def _clock(case: Case, stage: str, limit: str, at: datetime) -> Clock:
    due = stage_due(at, limit, work_calendar())
    assert due is not None  # the limit is not empty
    return fresh(Clock, case=case, stage=stage, limit=limit, started_at=at, due_at=due)


def _first_step(case: Case, by: Actor, at: datetime, verb: str, source: str) -> Step:
    return fresh(
        Step,
        case=case,
        number=1,
        verb=verb,
        to_state=case.state,
        at=at,
        by_kind=by.kind,
        by_user_id=by.user_id,
        by_name="" if by.kind == "resident" else by.name,
        by_post=by.post,
        is_public=True,
        data={"source": source},
    )


def write_openings(openings: Sequence[Opening]) -> None:
    """One statement a table, or one for all. Raises IntegrityError when a code is taken: the caller draws again."""
    insert_objects(*rows_of_openings(openings))


def rows_of_openings(openings: Sequence[Opening]) -> list[list[models.Model]]:
    """The rows of cases that begin, table by table."""
    return [
        [o.case for o in openings],
        [step for o in openings for step in o.steps],
        [c for o in openings for c in o.clocks],
        [e for o in openings for e in o.exclusions],
    ]


def open_parts(*, parent: Case, parts: Sequence[dict[str, Any]], by: Actor, at: datetime) -> list[Case]:
    """The cases that a split makes: place and clocks from the parent's receipt, words and category of their own."""
    known = catalogue()
    openings = []
    for part in parts:
        category = part["category"] or known.category_by_id(parent.category_id)
        made = open_case(
            by=by,
            at=parent.opened_at,
            description=part["text"],
            source="split",
            category=category,
            area=part["area"] or net().area(parent.area_id),
            is_reachable=False,
            values={"parent": parent, "address": parent.address, "lon": parent.lon, "lat": parent.lat},
            verb="split_off",
        )
        if made.case.is_integrity != parent.is_integrity:
            made.case.parent = None  # a complaint about staff stands below nothing, and nothing below it
        elif not made.case.is_integrity:
            made.case.desk = parent.desk
        made.case.report_count = 0
        made.steps[0].at = at
        made.steps[0].text = part["text"]
        made.steps[0].data = {"from": parent.code} if made.case.parent else {}
        openings.append(made)
    write_openings(openings)
    index_documents(
        [Entry("case", o.case.pk, at, o.steps[0].text, o.case.code, case_marks(o.case)) for o in openings], are_new=True
    )
    emit_many(
        [event_of(o.case, OPENED, by=by, at=at, verb="split_off", data=_split_off(o.case, parent)) for o in openings]
    )
    return [o.case for o in openings]


def _split_off(case: Case, parent: Case) -> dict[str, Any]:
    told = {"from": parent.code} if case.parent_id else {}
    return told | {"procedure": case.procedure, "class": case.class_code}
