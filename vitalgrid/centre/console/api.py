"""The journal (`journal.view`), messages that leave (`outbox.manage`), one's own notices and drafts, by API."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from vitalgrid.centre.console.actions import take_paper
from vitalgrid.centre.console.apart import HIDDEN, hidden_codes
from vitalgrid.centre.console.paper import pdf_response
from vitalgrid.centre.console.queries import journal, notices
from vitalgrid.centre.console.schemas import (
    DraftIn,
    DraftOut,
    EntryPageOut,
    HeadOut,
    JournalIn,
    MessageIn,
    MessageOut,
    MessagePageOut,
    NoticePageOut,
    NoticesReadIn,
    NoticesReadOut,
    ReactionOut,
    ReactionRetriedOut,
    WishIn,
    WishOut,
)
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.permissions import OUTBOX_MANAGE
from vitalgrid.foundation.accounts.requests import in_person, signed_in
from vitalgrid.foundation.changes.actions import retry_reaction
from vitalgrid.foundation.changes.queries import given_up_reactions
from vitalgrid.foundation.journal.queries import head
from vitalgrid.foundation.kit.api import answers, repeatable
from vitalgrid.foundation.kit.paging import page_of
from vitalgrid.foundation.outbox.actions import read_notices, retry_message, save_wishes
from vitalgrid.foundation.outbox.models import Message
from vitalgrid.foundation.outbox.queries import (
    message_for_desk,
    messages_for_desk,
    notices_for,
    unread_count,
    wishes_of,
)
from vitalgrid.loop.cases.actions import save_draft
from vitalgrid.loop.cases.queries.drafts import kept_draft

router = Router()
AT_MOST = 200


@router.get("/cases/{code}/paper.pdf", response=answers((200, None)), summary="A case on paper", tags=["cases"])
def paper(request: HttpRequest, code: str) -> Any:
    """The case as PDF, A4, with photos; contacts are masked. Taking it stands in the journal."""
    return pdf_response(take_paper(by=signed_in(request), code=code), f"{code}.pdf")


@router.get("/journal", response=answers((200, EntryPageOut)), summary="Read the journal", tags=["the journal"])
def entries(request: HttpRequest, given: Query[JournalIn]) -> Any:
    """Who did what to which thing, newest first."""
    by = signed_in(request)
    found = journal.entries_for(by, given.dict())
    page = page_of(found, order=journal.ORDER, cursor=given.cursor, size=given.limit)
    names = ("id", "at", "event", "actor_kind", "actor_name", "actor_post", "channel", "reason")
    told = [
        {name: getattr(line.entry, name) for name in names}
        | {"label": str(line.label), "code": line.code, "facts": line.facts}
        for line in journal.lines_of(by, page.rows)
    ]
    return {"entries": told, "older": page.next, "newer": page.previous}


@router.get("/journal/head", response=answers((200, HeadOut)), summary="The end of the chain", tags=["the journal"])
def journal_head(request: HttpRequest) -> Any:
    """The last seal and the last entry, to be noted outside this house."""
    signed_in(request).require(journal.VIEW)
    return head()


def _message(row: Message, hidden: set[str]) -> MessageOut:
    told = {name: getattr(row, name) for name in MessageOut.model_fields if name != "is_erased"}
    if row.code in hidden:
        told |= {"code": HIDDEN, "subject": HIDDEN}
    return MessageOut(**told, is_erased=row.erased_at is not None)


def _messages(by: Actor, rows: list[Message]) -> list[MessageOut]:
    hidden = hidden_codes(by, (row.code for row in rows))
    return [_message(row, hidden) for row in rows]


@router.get("/messages", response=answers((200, MessagePageOut)), summary="Messages that leave", tags=["messages"])
def messages(request: HttpRequest, given: Query[MessageIn]) -> Any:
    """Messages in one state, newest first."""
    by = signed_in(request)
    rows = messages_for_desk(by, given.state)
    page = page_of(rows, order=("-created_at", "-id"), cursor=given.cursor, size=given.limit)
    return {"messages": _messages(by, page.rows), "older": page.next, "newer": page.previous}


@router.post(
    "/messages/{message_id}/retry", response=answers((200, MessageOut)), summary="Send again", tags=["messages"]
)
def retry(request: HttpRequest, message_id: UUID) -> Any:
    """Send a failed message again."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        retry_message(by=by, number=message_id)
        return 200, _messages(by, [message_for_desk(by, message_id)])[0]

    return repeatable(request, work, out=MessageOut)


@router.get("/reactions", response=answers((200, list[ReactionOut])), summary="What was given up", tags=["messages"])
def reactions(request: HttpRequest) -> Any:
    """Consequences of an event that failed for good, newest first; at most 200."""
    signed_in(request).require(OUTBOX_MANAGE)
    return list(given_up_reactions()[:AT_MOST])


@router.post(
    "/reactions/{reaction_id}/retry",
    response=answers((200, ReactionRetriedOut)),
    summary="Try again",
    tags=["messages"],
)
def repeat(request: HttpRequest, reaction_id: int) -> Any:
    """Let a consequence that was given up be tried again at once."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        retry_reaction(reaction_id, by=by)
        return 200, {"id": reaction_id}

    return repeatable(request, work, out=ReactionRetriedOut)


@router.get("/notices", response=answers((200, NoticePageOut)), summary="My notices", tags=["notices"])
def my_notices(
    request: HttpRequest, cursor: str = Query("", max_length=400), limit: int = Query(30, ge=1, le=200)
) -> Any:
    """What the product tells you, newest first."""
    by = in_person(request)
    page = page_of(notices_for(by), order=notices.ORDER, cursor=cursor, size=limit)
    told = notices.told(by, page.rows)
    return {"notices": told, "unread": unread_count(by), "older": page.next, "newer": page.previous}


@router.post("/notices/read", response=answers((200, NoticesReadOut)), summary="I have read them", tags=["notices"])
def read(request: HttpRequest, given: NoticesReadIn) -> Any:
    """Mark notices of yours as read. Those of others are not touched."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        return 200, {"read": read_notices(given.ids, by=by)}

    return repeatable(request, work, out=NoticesReadOut)


@router.get("/notices/settings", response=answers((200, WishOut)), summary="How I am told", tags=["notices"])
def wishes(request: HttpRequest) -> Any:
    """Your channels beside the console, quiet hours and digest."""
    return WishOut.of(wishes_of(in_person(request)))


@router.post("/notices/settings", response=answers((200, WishOut)), summary="Choose how I am told", tags=["notices"])
def choose(request: HttpRequest, given: WishIn) -> Any:
    """Replaces what you chose before. Every notice stands in the console anyway."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        return 200, WishOut.of(save_wishes(by=by, **given.model_dump()))

    return repeatable(request, work, out=WishOut)


@router.get("/drafts", response=answers((200, DraftOut)), summary="A draft of mine", tags=["drafts"])
def draft(request: HttpRequest, key: str = Query(..., min_length=1, max_length=120)) -> Any:
    """What you wrote under this key and did not send; empty when there is nothing."""
    return {"key": key, "content": kept_draft(in_person(request), key)}


@router.post("/drafts", response=answers((200, DraftOut)), summary="Keep a draft", tags=["drafts"])
def keep(request: HttpRequest, given: DraftIn) -> Any:
    """Keep what you have written so far; an empty text drops it. Only you can read it."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        save_draft(by=by, key=given.key, content=given.content)
        return 200, {"key": given.key, "content": kept_draft(by, given.key)}

    return repeatable(request, work, out=DraftOut)
