"""Posts: appointing, changing, ending, handing over (`staffing.manage`)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from vitalgrid.city.grids import actions
from vitalgrid.city.grids.api.codes import user_id, wanted_area, wanted_unit
from vitalgrid.city.grids.queries.posts import post_for_page
from vitalgrid.city.grids.schemas import (
    HandOverIn,
    HandoverOut,
    PostChangeIn,
    PostEndIn,
    PostIn,
    PostOut,
)
from vitalgrid.foundation.accounts.requests import signed_in
from vitalgrid.foundation.kit.api import answers, repeatable

router = Router()


@router.get("/posts/{post_id}", response=answers((200, PostOut)), summary="One post")
def post(request: HttpRequest, post_id: UUID) -> Any:
    """Your own post, or one within your reach."""
    return PostOut.of(post_for_page(signed_in(request), post_id).post)


@router.post("/posts", response=answers((201, PostOut)), summary="Appoint somebody")
def appoint(request: HttpRequest, given: PostIn) -> Any:
    """Let an account hold a post from a day on."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        by.require("staffing.manage")  # before names are looked up: who may not appoint learns nothing of accounts
        new = actions.NewPost(
            user_id=user_id(given.username),
            role=given.role,
            on=given.on,
            area=wanted_area(given.area) if given.area else None,
            unit=wanted_unit(given.unit) if given.unit else None,
            source_type=given.source_type,
            title=given.title,
            duty_phone=given.duty_phone,
            duties=tuple(given.duties),
        )
        return 201, PostOut.of(actions.appoint_post(by=by, new=new, reason=given.reason))

    return repeatable(request, work, out=PostOut)


@router.post("/posts/{post_id}/change", response=answers((200, PostOut)), summary="Change a post")
def change(request: HttpRequest, post_id: UUID, given: PostChangeIn) -> Any:
    """Change title, duty phone, source or duties."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        return 200, PostOut.of(actions.change_post(by=by, post=post_id, **given.model_dump()))

    return repeatable(request, work, out=PostOut)


@router.post("/posts/{post_id}/end", response=answers((200, PostOut)), summary="End a post")
def end(request: HttpRequest, post_id: UUID, given: PostEndIn) -> Any:
    """End a post; `on` is the first day on which it is not held any more."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        return 200, PostOut.of(actions.end_post(by=by, post=post_id, **given.model_dump()))

    return repeatable(request, work, out=PostOut)


@router.post("/posts/{post_id}/hand-over", response=answers((201, HandoverOut)), summary="Hand a post over")
def hand_over(request: HttpRequest, post_id: UUID, given: HandOverIn) -> Any:
    """End the post and let somebody else hold it from the same day, with the list of what is handed over."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        by.require("staffing.manage")
        told: dict[str, Any] = {"on": given.on, "items": given.items, "notes": given.notes, "reason": given.reason}
        done = actions.hand_over_post(by=by, post=post_id, to_user_id=user_id(given.username), **told)
        return 201, HandoverOut.of(done)

    return repeatable(request, work, out=HandoverOut)


@router.post("/handovers/{handover_id}/confirm", response=answers((200, HandoverOut)), summary="Confirm a handover")
def confirm(request: HttpRequest, handover_id: UUID) -> Any:
    """The new holder says that everything on the list was received."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        return 200, HandoverOut.of(actions.confirm_handover(by=by, handover=handover_id))

    return repeatable(request, work, out=HandoverOut)
