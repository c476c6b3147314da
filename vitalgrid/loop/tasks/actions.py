"""Giving, finishing and cancelling tasks. What a finished task means is a reaction of the room that gave it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.files.marks import digests_of
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.tasks import problems as p
from vitalgrid.loop.tasks.access import DO, access_task
from vitalgrid.loop.tasks.models import Task

RESULTS = ("in_order", "not_in_order")


def _event(task: Task, name: str, by: Actor, data: dict[str, Any]) -> Event:
    about = {"task_kind": task.kind, "object_kind": task.object_kind, "object_id": task.object_id}
    return Event(
        name=name,
        kind="task",
        object_id=str(task.pk),
        by=by,
        at=clock.now(),
        code=task.object_code,
        township=task.township,
        area=task.area_id,
        revision=task.revision,
        data=about | data,
    )


@transaction.atomic
def give_task(
    *,
    by: Actor,
    kind: str,
    title: str,
    text: str = "",
    object_kind: str = "",
    object_id: str = "",
    object_code: str = "",
    area: UUID | None = None,
    township: UUID | None = None,
    assignee: int | None = None,
    not_for: int | None = None,
    due_at: datetime | None = None,
) -> Task:
    """Give a task to a person or to the posts over `area`. Called by the actions of higher rooms, which ask who may."""
    known = net().area(area)
    task = Task(
        id=new_id(),
        township=township,
        kind=kind,
        title=title[:160],
        text=text,
        object_kind=object_kind,
        object_id=object_id,
        object_code=object_code,
        area_id=area,
        village=known.village if known else None,
        grid=known.grid if known else None,
        assignee_id=assignee,
        not_for_id=not_for,
        given_at=clock.now(),
        given_by=by.name,
        due_at=due_at,
    )
    Task.objects.bulk_create([task])
    emit(_event(task, "task.given", by, {}))
    return task


@transaction.atomic
def finish_task(*, by: Actor, task_id: UUID | str, result: str, text: str = "", photos: Sequence[str] = ()) -> Task:
    """Say what was found: `in_order` or `not_in_order` (which needs words). `photos` are marks of stored photos.

    Raises `kit.not_found`, `kit.forbidden`, `tasks.not_yours`, `tasks.already_done`, `tasks.bad_result`,
    `tasks.remark_needed`, `files.unknown_photo`.
    """
    by.require(DO)
    task = access_task(by, task_id, lock=True)
    if task.not_for_id is not None and task.not_for_id == by.user_id:
        raise Problem(p.NOT_YOURS)
    if task.state != Task.State.OPEN:
        raise Problem(p.ALREADY_DONE)
    if result not in RESULTS:
        raise Problem(p.BAD_RESULT, field="result")
    if result == "not_in_order" and not text.strip():
        raise Problem(p.REMARK_NEEDED, field="text")
    digests = digests_of(photos)
    changed = {
        "state": Task.State.DONE,
        "done_at": clock.now(),
        "done_by_id": by.user_id,
        "result": result,
        "remark": text.strip(),
        "revision": task.revision + 1,
    }
    if not Task.objects.filter(pk=task.pk, state=Task.State.OPEN).update(**changed):
        raise Problem(p.ALREADY_DONE)
    for name, value in changed.items():
        setattr(task, name, value)
    # What was seen may name people: it stays with the task, and the journal tells only the result.
    emit(_event(task, "task.finished", by, {"result": result, "photos": digests}))
    return task


@transaction.atomic
def hide_tasks(*, by: Actor, object_id: str) -> int:
    """What the tasks were about is no longer for those who had them: ended, and without words, place and code.

    Returns how many there were.
    """
    cancel_tasks(by=by, object_id=object_id)
    blank = {"title": "", "text": "", "remark": "", "object_code": "", "village": None, "grid": None, "area": None}
    return Task.objects.filter(object_id=object_id).update(**blank, township=None, assignee=None)


@transaction.atomic
def cancel_tasks(*, by: Actor, object_id: str) -> int:
    """What the tasks were about is settled otherwise; returns how many were still open."""
    tasks = list(Task.objects.select_for_update(of=("self",)).filter(object_id=object_id, state=Task.State.OPEN))
    for task in tasks:
        Task.objects.filter(pk=task.pk).update(state=Task.State.CANCELLED, revision=task.revision + 1)
        task.revision += 1
        emit(_event(task, "task.cancelled", by, {}))
    return len(tasks)
