"""Lists as files, by API: asked for, watched, called off, fetched. For people; programs read the lists themselves."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from vitalgrid.foundation.accounts.requests import in_person, signed_in
from vitalgrid.foundation.exports.access import access_job
from vitalgrid.foundation.exports.actions import ask_export, cancel_export, take_export
from vitalgrid.foundation.exports.pages import file_response
from vitalgrid.foundation.exports.queries import jobs_for_page, row_of
from vitalgrid.foundation.exports.registry import exports
from vitalgrid.foundation.exports.schemas import ExportIn, ExportOut, ListOut
from vitalgrid.foundation.kit.api import answers, repeatable

router = Router()


@router.get("/lists", response=answers((200, list[ListOut])), summary="Lists that can be taken as files")
def lists(request: HttpRequest) -> Any:
    """Every list with its columns. Who may take which is decided when it is asked for."""
    signed_in(request)
    return [
        {"name": one.name, "label": str(one.label), "columns": [column.name for column in one.columns]}
        for one in exports().values()
    ]


@router.get("/exports", response=answers((200, list[ExportOut])), summary="My files")
def mine(request: HttpRequest) -> Any:
    """What you asked for, the youngest first; at most 50."""
    return [ExportOut.of(row) for row in jobs_for_page(in_person(request))]


@router.post("/exports", response=answers((202, ExportOut)), summary="Take a list as a file")
def ask(request: HttpRequest, given: ExportIn) -> Any:
    """A worker writes the file; its head has the columns' names. Ask for it by GET until its state is `done`."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        told: dict[str, Any] = {"name": given.name, "form": given.format, "asked": given.narrowed}
        return 202, ExportOut.of(row_of(ask_export(by=by, is_for_programs=True, **told)))

    return repeatable(request, work, out=ExportOut)


@router.get("/exports/{export_id}", response=answers((200, ExportOut)), summary="How far it is")
def one(request: HttpRequest, export_id: UUID) -> Any:
    """One of your files."""
    return ExportOut.of(row_of(access_job(in_person(request), export_id)))


@router.post("/exports/{export_id}/cancel", response=answers((200, ExportOut)), summary="Call it off")
def cancel(request: HttpRequest, export_id: UUID) -> Any:
    """Whoever is writing it stops at the next rows. Over already: nothing changes."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        return 200, ExportOut.of(row_of(cancel_export(by=by, number=export_id)))

    return repeatable(request, work, out=ExportOut)


@router.get("/exports/{export_id}/file", response=answers((200, None)), summary="Fetch the file")
def fetch(request: HttpRequest, export_id: UUID) -> Any:
    """The file, for its owner alone; each fetching stands in the journal."""
    return file_response(*take_export(by=in_person(request), number=export_id))
