"""Reports come in: kept as told, each opening a case or joining one. One door for every source, one report or many."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.frames import FRAMES, convert
from vitalgrid.foundation.kit.phones import clean_phone
from vitalgrid.foundation.kit.problems import INVALID, Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.actions.cleaning import check_photos, clean_moment, clean_text, local_day
from vitalgrid.loop.cases.actions.ready import Ready, Results
from vitalgrid.loop.cases.actions.told import Checked, NewReport, Receipt
from vitalgrid.loop.cases.models import Category
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import AHEAD_ALLOWED, MAX_DESCRIPTION

TRIES = 5


def receive_report(*, by: Actor, report: NewReport) -> Receipt:
    """Take one report in. Raises `kit.invalid` with one problem a field. Same external id: the receipt of the first."""
    result = receive_reports(by=by, reports=[report])[0]
    if isinstance(result, Problem):
        raise result
    return result


def receive_reports(*, by: Actor, reports: Sequence[NewReport]) -> list[Receipt | Problem]:
    """Take many reports in, in one transaction with one statement a table. A bad one is answered by its problem."""
    checked, results = _looked_at(by, reports)
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                ready = Ready.of(by, checked, results)
                ready.write()
            return ready.results
        except IntegrityError:
            # A code was taken, or the same external id came in meanwhile: look again.
            if attempt == TRIES - 1:
                raise
    raise AssertionError


def prepare_report(*, by: Actor, report: NewReport) -> Ready:
    """One report whose receipt is known and that is not written yet: `write` it inside a transaction.

    Raises `kit.invalid` with one problem a field. `write` raises IntegrityError when the code or the external id was
    taken meanwhile: undo the transaction and prepare again.
    """
    checked, results = _looked_at(by, [report])
    ready = Ready.of(by, checked, results)
    assert ready.receipt  # or its problem was raised
    return ready


def _looked_at(by: Actor, reports: Sequence[NewReport]) -> tuple[dict[int, Checked], Results]:
    """The reports that are in order and have their place, and the problems of the others, by their numbers."""
    by.require("report.file")
    results: Results = {}
    checked: dict[int, Checked] = {}
    for index, report in enumerate(reports):
        try:
            checked[index] = check_report(report)
        except Problem as problem:
            results[index] = problem
    for index in _place(checked):
        del checked[index]
        results[index] = Problem(INVALID, errors=[Problem(p.OUTSIDE, field="lat")])
    return checked, results


def check_report(report: NewReport) -> Checked:
    """Every answer of one report. Raises `kit.invalid` carrying one problem a field."""
    errors: list[Problem] = []

    def keep(name: str, make: Any) -> Any:
        try:
            return make()
        except Problem as problem:
            problem.field = name
            errors.append(problem)
            return None

    category = keep("category", lambda: _category(report))
    made = Checked(
        told=report,
        description=keep("description", lambda: _description(report)) or "",
        address=keep("address", lambda: clean_text(report.address, 300)) or "",
        category=category,
        lon=None,
        lat=None,
        photos=keep("photos", lambda: check_photos(list(report.photos))) or [],
        name="" if report.is_anonymous else keep("name", lambda: clean_text(report.name, 60)) or "",
        phone="" if report.is_anonymous else keep("phone", lambda: clean_phone(report.phone)) or "",
        email="" if report.is_anonymous else keep("email", lambda: _email(report.email)) or "",
    )
    point = keep("lat", lambda: _point(report))
    if point:
        made.lon, made.lat = point
    if report.area:
        made.area = keep("area", lambda: _area(report.area))
    keep("occurred_at", lambda: _occurred(report))
    if category and not category.is_anonymous_allowed and not (made.name and made.phone):
        errors.append(Problem(p.NAME_NEEDED, field="phone"))
    if errors:
        raise Problem(INVALID, errors=errors)
    return made


def _description(report: NewReport) -> str:
    text = clean_text(report.description, MAX_DESCRIPTION)
    if not text:
        raise Problem(p.NO_DESCRIPTION)
    return text


def _category(report: NewReport) -> Category | None:
    if not report.category:
        return None
    category = catalogue().category(report.category)
    if category is None:
        raise Problem(p.UNKNOWN_CATEGORY)
    return category


def _email(text: str) -> str:
    text = text.strip()
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise Problem(p.BAD_EMAIL) from None
    return text


def _point(report: NewReport) -> tuple[float, float] | None:
    if report.frame not in FRAMES:
        raise Problem(p.BAD_FRAME)
    if report.lon is None and report.lat is None:
        return None
    if report.lon is None or report.lat is None:
        raise Problem(p.BAD_PLACE)
    if not (-180 <= report.lon <= 180 and -90 <= report.lat <= 90):
        raise Problem(p.BAD_PLACE)
    return convert(report.lon, report.lat, report.frame)


def _occurred(report: NewReport) -> None:
    if report.occurred_at is not None and clean_moment(report.occurred_at) > clock.now() + AHEAD_ALLOWED:
        raise Problem(p.FUTURE)


def _area(code: str) -> Any:
    area = net().area_by_code(code, local_day(clock.now()))
    if area is None:
        raise Problem(p.UNKNOWN_AREA)
    return area


def _place(checked: dict[int, Checked]) -> list[int]:
    """Points into leaves, all at once. A point outside every leaf leaves the area that was chosen, or none.

    Returns the numbers of those that lie far from the city: a swapped pair of numbers, another frame, a mistake.
    """
    pinned = {index: c for index, c in checked.items() if c.lon is not None}
    if not pinned:
        return []
    lons, lats = [c.lon or 0.0 for c in pinned.values()], [c.lat or 0.0 for c in pinned.values()]
    today, far = local_day(clock.now()), []
    for (index, one), area in zip(pinned.items(), net().place(lons, lats, today), strict=True):
        one.area = area or one.area
        if area is None and net().places.is_far(one.lon or 0.0, one.lat or 0.0, today):
            far.append(index)
    return far
