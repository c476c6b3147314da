"""Who sees a task: who is to do it, whoever holds a post over its area, and the whole city's posts."""

from uuid import UUID

from django.db.models import Q, QuerySet

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem
from vitalgrid.loop.tasks.models import Task

COLUMN = {1: "township", 2: "village", 3: "grid", 4: "area_id"}
VIEW, DO = "task.view", "task.do"


def visible_to(by: Actor) -> QuerySet[Task]:
    """The tasks that `by` may see."""
    if by.kind == "system":
        return Task.objects.all()
    seen = Q(assignee=by.user_id) if by.user_id else Q(pk__in=[])
    for grant in by.grants_with(VIEW):
        if grant.is_citywide or grant.area_level == 0:
            seen |= Q()
            return Task.objects.all()
        column = COLUMN.get(grant.area_level or -1)
        if column:
            seen |= Q(**{f"{column}__in": list(grant.area_ids)})
    return Task.objects.filter(seen)


def for_me(by: Actor) -> QuerySet[Task]:
    """The open tasks that `by` may do: given to them, or to the posts over an area of theirs; never their own work."""
    mine = Q(assignee=by.user_id)
    for grant in by.grants_with(DO):
        column = COLUMN.get(grant.area_level or -1)
        if column:
            mine |= Q(assignee=None, **{f"{column}__in": list(grant.area_ids)})
    return Task.objects.filter(mine, state=Task.State.OPEN).exclude(not_for=by.user_id)


def access_task(by: Actor, task_id: UUID | str, *, lock: bool = False) -> Task:
    """The task, if `by` may see it. Raises `kit.not_found`."""
    query = visible_to(by).filter(pk=task_id)
    if lock:
        query = query.select_for_update(of=("self",))
    task = query.first()
    if task is None:
        raise Problem(NOT_FOUND)
    return task
