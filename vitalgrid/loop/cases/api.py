"""The API of the loop for staff and for systems with a key: lists, stories, and every verb of the table."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field, TypeAdapter

from vitalgrid.foundation.accounts.requests import signed_in
from vitalgrid.foundation.accounts.stepup import require_fresh
from vitalgrid.foundation.kit import limits
from vitalgrid.foundation.kit.api import READS, answers, repeatable
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import move_case, reveal_contact
from vitalgrid.loop.cases.models import Category
from vitalgrid.loop.cases.problems import TELEPHONE_IN_ADDRESS
from vitalgrid.loop.cases.queries.catalogue import Catalogue, catalogue, name_of
from vitalgrid.loop.cases.queries.desk import DeskCase, desk_case
from vitalgrid.loop.cases.queries.finding import TELEPHONE
from vitalgrid.loop.cases.queries.listing import PAGE, CaseFilter, list_cases
from vitalgrid.loop.cases.schemas import (
    CaseOut,
    CasePageOut,
    CategoryOut,
    ContactOut,
    MovedOut,
    RevealIn,
    verb_schema,
)
from vitalgrid.loop.cases.workflow import TRANSITIONS, Reach

router = Router()


class ListIn(Schema):
    """The filters of a list; the same words as in the console's addresses."""

    view: str = Field("open", max_length=20)
    state: str = Field("", max_length=12)
    category: str = Field("", max_length=32)
    area: str = Field("", max_length=40)
    unit: str = Field("", max_length=40)
    platform: str = Field("", max_length=20)
    urgency: str = Field("", max_length=8)
    source: str = Field("", max_length=12)
    desk: str = Field("", max_length=8)
    since: str = Field("", max_length=10)
    until: str = Field("", max_length=10)
    q: str = Field("", max_length=200)
    order: str = Field("", max_length=4)
    before: str = Field("", max_length=200)
    after: str = Field("", max_length=200)
    limit: int = Field(PAGE, ge=1, le=200)


@router.get("/cases", response=answers((200, CasePageOut)), summary="List cases")
def cases(request: HttpRequest, given: Query[ListIn]) -> Any:
    """The cases that you may see, by keyset: give `older` back as `before` to go on. `q` seeks words, a place or a
    code, newest first; a telephone number goes to `POST /cases/search`."""
    if CaseFilter.from_query({"q": given.q}).is_telephone and not given.q.startswith(TELEPHONE):
        raise Problem(TELEPHONE_IN_ADDRESS, field="q")
    return _page(request, given)


@router.post("/cases/search", response=answers((200, CasePageOut)), summary="Search cases", openapi_extra={READS: True})
def search_cases(request: HttpRequest, given: ListIn) -> Any:
    """The same list with its filters in the body: so a telephone number stands in no address and no log."""
    return _page(request, given)


def _page(request: HttpRequest, given: ListIn) -> dict[str, Any]:
    by, wanted = signed_in(request), CaseFilter.from_query(given.dict())
    if wanted.q:
        limits.spend(request, limits.SEARCH)
    page = list_cases(by, wanted, before=given.before, after=given.after, limit=given.limit)
    return {"cases": page.rows, "older": page.older, "newer": page.newer}


@router.get("/cases/{code}", response=answers((200, CaseOut)), summary="The story of a case")
def case(request: HttpRequest, code: str) -> Any:
    """Everything about one case, and what you may do next."""
    return case_out(desk_case(signed_in(request), code))


def case_out(seen: DeskCase) -> dict[str, Any]:
    """The desk's view as JSON."""
    plain = seen.case
    columns = (
        "code", "title", "state", "outcome", "class_code", "platform", "urgency", "desk", "lon", "lat", "opened_at",
        "due_at", "closed_at", "revision",
    )  # fmt: skip
    return {
        **{name: getattr(plain, name) for name in columns},
        "category": seen.category,
        "matter": seen.matter,
        "place": seen.place,
        "lead_unit": seen.lead_unit,
        "is_overdue": seen.is_overdue,
        "parent": seen.parent_code,
        "joined_into": seen.joined_into,
        "children": [child.code for child in seen.children],
        "reports": [_report(one) for one in seen.reports],
        "steps": [_step(one) for one in seen.steps],
        "clocks": [
            {name: getattr(one.clock, name) for name in ("stage", "limit", "started_at", "due_at", "stopped_at")}
            | {"is_late": one.is_late}
            for one in seen.clocks
        ],
        "next": [
            {"verb": row.verb, "label": str(row.label), "key": row.key, "fields": [f.name for f in row.fields]}
            for row in seen.next_verbs
        ],
    }


def _report(one: Any) -> dict[str, Any]:
    told = one.report
    return {
        "id": str(told.pk),
        "source": told.source,
        "description": told.description,
        "place": one.place,
        "lon": told.lon,
        "lat": told.lat,
        "received_at": told.received_at,
        "is_anonymous": told.is_anonymous,
        "masked_name": one.masked_name,
        "masked_phone": one.masked_phone,
        "photos": [photo.blob_id for photo in one.photos],
    }


def _step(one: Any) -> dict[str, Any]:
    names = ("number", "verb", "at", "text", "answer", "from_state", "to_state")
    return {name: getattr(one.step, name) for name in names} | {
        "label": one.label,
        "who": one.who,
        "unit": one.unit,
        "more": one.more,
    }


@router.post("/cases/{code}/reports/{report_id}/reveal", response=answers((200, ContactOut)), summary="See a contact")
def reveal(request: HttpRequest, code: str, report_id: UUID, given: RevealIn) -> Any:
    """The contact in clear, for a reason that is written into the journal. Never stored for a repeat."""
    by = signed_in(request)
    require_fresh(request)
    found = reveal_contact(by=by, code=code, report_id=report_id, reason=given.reason)
    return {"name": found.name, "phone": found.phone, "email": found.email}


@router.get("/categories", response=answers((200, list[CategoryOut])), summary="The tree of categories")
def categories(request: HttpRequest) -> Any:
    """Classes and sub-classes in the pack's order, with their limits. 304 while the catalogue is the same."""
    known, language = catalogue(), get_language() or ""
    if language not in known.told:
        known.told[language] = _SHAPE.dump_json(
            _SHAPE.validate_python([_category(known, c) for c in known.by_code.values()])
        )
    tag = quote_etag(f"{known.stamp}-{language}")
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    whole = HttpResponse(known.told[language], content_type="application/json; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=tag, response=whole)


_SHAPE = TypeAdapter(list[CategoryOut])


def _category(known: Catalogue, one: Category) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": name_of(one),
        "parent": known.by_id[one.parent_id].code if one.parent_id else None,
        "platform": one.platform,
        "procedure": one.procedure,
        "urgency": one.urgency,
        "contact_limit": one.contact_limit,
        "resolve_limit": one.resolve_limit,
        "is_anonymous_allowed": one.is_anonymous_allowed,
    }


def _operation(verb: str) -> None:
    body = verb_schema(verb)

    def operation(request: HttpRequest, code: str, given: body) -> Any:  # type: ignore[valid-type]
        by = signed_in(request)
        values = given.model_dump(exclude_none=True)  # type: ignore[attr-defined]
        revision = values.pop("expected_revision", None)

        def act() -> tuple[int, Any]:
            moved = move_case(by=by, code=code, verb=verb, data=values, expected_revision=revision)
            names = ("code", "state", "revision", "due_at", "next_due_at")
            return 200, {name: getattr(moved, name) for name in names}

        return repeatable(request, act, out=MovedOut)

    operation.__name__ = f"case_{verb}"
    operation.__doc__ = f"“{verb}”, as in the transition table: states, permission and reach decide who may."
    router.post(f"/cases/{{code}}/{verb}", response=answers((200, MovedOut)), summary=f"Case: {verb}")(operation)


for _row in TRANSITIONS:
    if _row.reach not in (Reach.REPORTER, Reach.SYSTEM):
        _operation(_row.verb)
