"""What may enter the grid, how fast it must go, and the reasons that may be given: all from the city pack."""

from django.db import models

from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.loop.cases.workflow.states import Procedure, Urgency


class Category(models.Model):
    """A class (no parent) or sub-class of matters. Limits are texts as in packs ("4 wh", "2 wd", "15 d")."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=32, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    hint = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    platform = models.CharField(max_length=20, blank=True)
    procedure = models.CharField(max_length=12, choices=Procedure.choices, default=Procedure.ORDINARY)
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    contact_limit = models.CharField(max_length=16, blank=True)
    resolve_limit = models.CharField(max_length=16, blank=True)
    # Of the city; who really gets a case is decided by a person at the desk.
    lead_unit = models.ForeignKey("grids.Unit", models.PROTECT, null=True, related_name="+")
    # The kind of township station that usually does it; empty when only the city can.
    station_kind = models.CharField(max_length=40, blank=True)
    is_contact_shown = models.BooleanField(default=False)  # the unit needs to reach the reporter to do the work
    is_anonymous_allowed = models.BooleanField(default=True)
    is_public = models.BooleanField(default=True)  # offered on the public page
    position = models.PositiveIntegerField(default=0)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Matter(models.Model):
    """An admitted matter (入格事项): one line of the standard catalogue, versioned by its day of effect (R6)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=32)
    version = models.CharField(max_length=32, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="matters")
    duty_area = models.ForeignKey("grids.DutyArea", models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    finders = models.CharField(max_length=200, blank=True)
    lead_unit = models.ForeignKey("grids.Unit", models.PROTECT, null=True, related_name="+")
    station_kind = models.CharField(max_length=40, blank=True)
    contact_limit = models.CharField(max_length=16, blank=True)
    resolve_limit = models.CharField(max_length=16, blank=True)
    closing_condition = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    legal_basis = models.TextField(blank=True)
    effective_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["code", "effective_on"]
        constraints = [models.UniqueConstraint(fields=["code", "effective_on"], name="matter_one_version_a_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class StageLimit(models.Model):
    """How long a stage may take (triage, assign, accept, verify, close, ruling, review, extension_decision …)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stage = models.CharField(max_length=24)
    urgency = models.CharField(max_length=8, choices=Urgency.choices, blank=True)  # empty: for all
    procedure = models.CharField(max_length=12, choices=Procedure.choices, blank=True)
    limit = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "urgency", "procedure"], name="stage_limit_once")]


class Reason(models.Model):
    """A named reason: pause_cause, return_ground, not_accepted, extension_reason. `max_limit` bounds it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=24)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    max_limit = models.CharField(max_length=16, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="reason_once")]
