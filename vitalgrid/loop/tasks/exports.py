"""Tasks as a file, as their list shows them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.tables import Column, Export, Kind, Rows, from_query
from vitalgrid.loop.tasks.access import VIEW, visible_to
from vitalgrid.loop.tasks.models import Task

STATES = tuple(Task.State.values)


def _tasks(by: Actor, asked: Mapping[str, str]) -> Rows:
    by.require(VIEW)
    state = asked.get("state", "open")
    rows = visible_to(by).filter(state=state if state in STATES else "open").select_related("done_by")
    return from_query(rows, order=("-given_at", "-id"))


def _area(task: Task) -> str:
    area = net().area(task.area_id)
    return area.label if area else ""


TASKS = Export(
    "tasks",
    _("Tasks"),
    (
        Column("title", _("What is to be done"), lambda task: task.title),
        Column("about", _("About"), lambda task: task.object_code, Kind.CODE),
        Column("area", _("Area"), _area),
        Column("state", pgettext_lazy("task", "State"), lambda task: task.state, Kind.CODE),
        Column("given", _("Given"), lambda task: task.given_at, Kind.MOMENT),
        Column("due", _("Due"), lambda task: task.due_at, Kind.MOMENT),
        Column("done", _("Done"), lambda task: task.done_at, Kind.MOMENT),
        Column("done_by", _("Done by"), lambda task: task.done_by),
        Column("result", _("Result"), lambda task: task.result, Kind.CODE),
        Column("remark", _("What was seen"), lambda task: task.remark),
    ),
    _tasks,
)
