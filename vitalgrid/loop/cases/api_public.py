"""The API without sign-in: report, add photos, follow by the secret word."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import File, Header, Router, Status
from ninja.files import UploadedFile

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.marks import mark_of
from vitalgrid.foundation.kit import limits
from vitalgrid.foundation.kit.api import answers, repeatable, repeatable_ready
from vitalgrid.foundation.kit.pages import problem_body
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import NewReport, Receipt, move_case, prepare_report, receive_reports
from vitalgrid.loop.cases.queries.following import Followed, follow
from vitalgrid.loop.cases.schemas import (
    BatchIn,
    BatchItemOut,
    FollowedOut,
    MovedOut,
    PhotoOut,
    ReceiptOut,
    ReportIn,
    verb_schema,
)
from vitalgrid.loop.cases.workflow import TRANSITIONS, Reach, Source

router = Router()


def told(by: Actor, given: ReportIn) -> NewReport:
    """The body of a request as the action takes it. A key marks its reports with the source it stands for."""
    contact = given.contact
    has_key = by.kind == "api_key"
    return NewReport(
        description=given.description,
        source=Source.API if has_key else Source.RESIDENT,
        source_name=by.post if has_key else "",
        category=given.category,
        lon=given.lon,
        lat=given.lat,
        frame=given.frame,
        accuracy=given.accuracy,
        address=given.address,
        area=given.area,
        name=contact.name if contact else "",
        phone=contact.phone if contact else "",
        email=contact.email if contact else "",
        is_anonymous=given.anonymous,
        occurred_at=given.occurred_at,
        photos=tuple(given.photos),
        # A name for the id's owner: two systems may both have a report number 1. Without a key nobody owns ids.
        external_source=f"key-{by.id}" if has_key and given.external_id else "",
        external_id=given.external_id if has_key else "",
        joins=given.joins,
    )


def track_url(request: HttpRequest, receipt: Receipt) -> str:
    """The reporter's link, with the secret word while it is known."""
    if not receipt.secret:
        return request.build_absolute_uri(reverse("residents:track", args=[receipt.code]))
    return request.build_absolute_uri(reverse("residents:open", args=[receipt.code, receipt.secret]))


def _receipt(request: HttpRequest, receipt: Receipt) -> dict[str, Any]:
    return {"code": receipt.code, "track_url": track_url(request, receipt), "expected_at": receipt.expected_at}


@router.post("/reports", response=answers((201, ReceiptOut)), summary="File a report (no sign-in needed)")
def file_report(request: HttpRequest, report: ReportIn) -> Any:
    """Opens a case, or joins one. The same `Idempotency-Key` and body give the same code again."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    limits.spend(request, limits.REPORT)

    def ready() -> tuple[int, Any, Callable[[], None]]:
        made = prepare_report(by=by, report=told(by, report))
        return 201, _receipt(request, made.receipt), made.write

    return repeatable_ready(request, ready, out=ReceiptOut)


@router.post("/reports/batch", response=answers((200, list[BatchItemOut])), summary="File many reports at once")
def file_reports(request: HttpRequest, batch: BatchIn) -> Any:
    """One answer a report, in their order; a bad one does not hinder the others. Needs a key or a sign-in."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    by.require("report.file_on_behalf")

    def act() -> tuple[int, Any]:
        results = receive_reports(by=by, reports=[told(by, one) for one in batch.reports])
        return 200, [
            {"problem": problem_body(one, request)} if isinstance(one, Problem) else _receipt(request, one)
            for one in results
        ]

    return repeatable(request, act, out=list[BatchItemOut])


@router.post("/photos", response=answers((201, PhotoOut)), summary="Store a photo before the report that shows it")
def add_photo(request: HttpRequest, photo: File[UploadedFile]) -> Any:
    """Re-encoded without any metadata; answers the mark to name in `photos`: for a week, by its sender."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    limits.spend(request, limits.PHOTO)
    blob = store_photo(by=by, data=photo.read(), name=photo.name or "")
    size = {"width": blob.width, "height": blob.height}
    return Status(201, {"mark": mark_of(blob.sha256), "sha256": blob.sha256} | size)


def followed_out(seen: Followed) -> dict[str, Any]:
    """The reporter's view as JSON."""
    may = {
        "add": seen.may_add,
        "withdraw": seen.may_withdraw,
        "rate": seen.may_rate,
        "contest": seen.may_contest,
        "request_review": seen.may_request_review,
    }
    return {
        "code": seen.case.code,
        "state": seen.case.state,
        "category": seen.category,
        "place": seen.place,
        "unit": seen.unit,
        "promised_at": seen.promised_at,
        "is_late": seen.is_late,
        "outcome": seen.case.outcome,
        "answer": seen.answer,
        "moved": [{"was": one.was, "reason": one.reason} for one in seen.moved],
        "steps": [{"label": s.label, "at": s.at, "unit": s.unit, "answer": s.answer} for s in seen.steps],
        "may": [verb for verb, is_possible in may.items() if is_possible],
    }


@router.get("/track/{code}", response=answers((200, FollowedOut)), summary="Follow a report")
def track(request: HttpRequest, code: str, x_track_secret: Header[str]) -> Any:
    """What the reporter sees. The word of the link goes into the header `X-Track-Secret`, never into the address."""
    with limits.guessing(request):
        return followed_out(follow(code, x_track_secret))


def _reporter_operation(verb: str) -> None:
    body = verb_schema(verb)

    def operation(request: HttpRequest, code: str, given: body, x_track_secret: Header[str]) -> Any:  # type: ignore[valid-type]
        by: Actor = request.actor  # type: ignore[attr-defined]
        values = given.model_dump(exclude_none=True)  # type: ignore[attr-defined]
        revision = values.pop("expected_revision", None)

        def act() -> tuple[int, Any]:
            case = move_case(
                by=by, code=code, verb=verb, data=values, expected_revision=revision, secret=x_track_secret
            )
            return 200, {
                "code": case.code,
                "state": case.state,
                "revision": case.revision,
                "due_at": case.due_at,
                "next_due_at": None,
            }

        with limits.guessing(request):
            return repeatable(request, act, out=MovedOut)

    operation.__name__ = f"track_{verb}"
    operation.__doc__ = f"“{verb}” by the reporter, proved by the word of their link."
    router.post(f"/track/{{code}}/{verb}", response=answers((200, MovedOut)), summary=f"Reporter: {verb}")(operation)


for _row in TRANSITIONS:
    if _row.reach == Reach.REPORTER:
        _reporter_operation(_row.verb)
