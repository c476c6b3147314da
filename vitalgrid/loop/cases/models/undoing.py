"""What a step changed, kept for the seconds in which it can be taken back; and what a person laid aside."""

from django.conf import settings
from django.db import models

from vitalgrid.loop.cases.models.case import Case


class Undoable(models.Model):
    """How a case stood before its last step, so that the step can be taken back whole. `number` is the step's.

    One row a case: only the last step can be taken back, by `by_user` alone, before `until`.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    number = models.PositiveIntegerField()
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField(db_index=True)
    was = models.JSONField(default=dict)


class LaidAside(models.Model):
    """A case that one person does not want before them until a moment.

    It leaves that person's own desk and nobody else's list, and comes back by itself: at `until`, when it falls due, or
    as soon as anything happens to it (its revision is no longer `revision`), whichever is first.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="laid_aside_once")]
