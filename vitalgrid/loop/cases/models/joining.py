"""Merging that can be undone, and what was decided together."""

from django.db import models
from django.db.models import Q

from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.loop.cases.models.case import Case


class Joining(models.Model):
    """`absorbed` was joined into `case`: its reports moved over. `was` holds what an undo puts back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="joinings")
    absorbed = models.ForeignKey(Case, models.PROTECT, related_name="+")
    report_ids = models.JSONField(default=list)
    was = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="joining_one_standing")
        ]


class Meeting(models.Model):
    """A record of the joint-action centre: who met about a case and what was decided (R98)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="meetings")
    held_at = models.DateTimeField()
    place = models.CharField(max_length=160, blank=True)
    units = models.JSONField(default=list)  # codes of the units that took part
    decisions = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120, blank=True)
