"""Clocks are columns: each stage's due moment, and what moved it."""

from django.db import models
from django.db.models import Q

from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.loop.cases.models.case import Case


class Clock(models.Model):
    """One stage's clock. The sweep takes the oldest due rows; `late_at` is set once, when it found it late."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    stage = models.CharField(max_length=24)  # triage, assign, accept, contact, resolve, verify …
    limit = models.CharField(max_length=16, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    is_pausable = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(stopped_at=None, late_at=None), name="clock_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "stage"], condition=Q(stopped_at=None), name="clock_one_a_stage")
        ]


class Pause(models.Model):
    """A named cause for which the clocks stand still; `until_at` is promised, `ended_at` is what came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    cause = models.CharField(max_length=32)
    answer = models.TextField(blank=True)
    by_name = models.CharField(max_length=120, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["until_at"], condition=Q(ended_at=None), name="pause_running")]
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="pause_one_running")]


class Extension(models.Model):
    """More time: asked by the unit, decided by the desk. Only a granted one moves the due moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="extensions")
    limit = models.CharField(max_length=16)
    reason = models.CharField(max_length=32)
    text = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    is_granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(decided_at=None), name="extension_one_open")
        ]
