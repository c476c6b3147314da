"""A task: something for somebody by some time, about some object."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vitalgrid.foundation.kit.synced import Synced


class Task(Synced):
    """Given to a person, or to whoever holds a post over `area`. `object_*` names what it is about, by value.

    `not_for` is the one who must not do it: whoever handled a case does not check it.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open"
        DONE = "done"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=24)  # check …
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    object_kind = models.CharField(max_length=24, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    object_code = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey("grids.Area", models.PROTECT, null=True, related_name="+")
    village = models.UUIDField(null=True)
    grid = models.UUIDField(null=True)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    not_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=24, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "due_at"], condition=Q(state="open"), name="task_area_open"),
            models.Index(fields=["assignee", "due_at"], condition=Q(state="open"), name="task_mine_open"),
            models.Index(fields=["object_id"], name="task_object"),
        ]

    def __str__(self) -> str:
        return self.title
