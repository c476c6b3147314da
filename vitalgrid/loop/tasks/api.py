"""The API of tasks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from vitalgrid.foundation.accounts.requests import signed_in
from vitalgrid.foundation.kit.api import answers, repeatable
from vitalgrid.loop.tasks.access import access_task, for_me
from vitalgrid.loop.tasks.actions import finish_task

router = Router()
AT_MOST = 200


class TaskOut(Schema):
    """Something to be done."""

    id: UUID
    kind: str = Field(examples=["check"])
    title: str
    text: str
    object_kind: str
    object_code: str
    state: str = Field(examples=["open"])
    due_at: datetime | None
    result: str


class FinishIn(Schema):
    """What was found."""

    model_config = ConfigDict(extra="forbid")

    result: str = Field(description="in_order or not_in_order", examples=["in_order"], max_length=24)
    text: str = Field("", max_length=2000, description="What was seen; needed when it is not in order")
    photos: list[str] = Field(default=[], max_length=9, description="Marks that POST photos gave")


@router.get("/tasks", response=answers((200, list[TaskOut])), summary="My open tasks")
def tasks(request: HttpRequest) -> Any:
    """What you may do, due first; at most 200."""
    return list(for_me(signed_in(request)).order_by("due_at", "id")[:AT_MOST])


@router.get("/tasks/{task_id}", response=answers((200, TaskOut)), summary="One task")
def task(request: HttpRequest, task_id: UUID) -> Any:
    """A task that you may see."""
    return access_task(signed_in(request), task_id)


@router.post("/tasks/{task_id}/finish", response=answers((200, TaskOut)), summary="Finish a task")
def finish(request: HttpRequest, task_id: UUID, given: FinishIn) -> Any:
    """Say what was found. A check on the spot verifies its case, or sends it back."""
    by = signed_in(request)

    def work() -> tuple[int, Any]:
        return 200, finish_task(by=by, task_id=task_id, result=given.result, text=given.text, photos=given.photos)

    return repeatable(request, work, out=TaskOut)
