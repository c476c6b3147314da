"""The case, its steps, who has it, and who must never see it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.synced import Synced
from vitalgrid.loop.cases.models.catalogue import Category, Matter
from vitalgrid.loop.cases.workflow.states import Desk, Mediation, Outcome, Procedure, State, Urgency


class Case(Synced):
    """What is being dealt with. `state` is a pointer, moved in the transaction that appends the step.

    `township` (from `Synced`), `village`, `grid` are the ids of the areas of levels 1–3 on the day it was opened, as
    plain columns so that a list needs no tree. `due_at` is the final due moment after pauses and granted extensions,
    `next_due_at` the due moment of the stage that runs now.
    """

    code = models.CharField(max_length=16)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    is_open = models.BooleanField(default=True)
    desk = models.CharField(max_length=8, choices=Desk.choices, default=Desk.CENTRE)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+", db_index=False)
    class_code = models.CharField(max_length=32, blank=True)
    category_text = models.CharField(max_length=200, blank=True)  # as told, when no category fits
    platform = models.CharField(max_length=20, blank=True)
    procedure = models.CharField(max_length=12, choices=Procedure.choices, default=Procedure.ORDINARY)
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    is_integrity = models.BooleanField(default=False)  # a complaint about staff: shown to hardly anybody

    area = models.ForeignKey("grids.Area", models.PROTECT, null=True, related_name="+")
    village = models.UUIDField(null=True)
    grid = models.UUIDField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    address = models.CharField(max_length=300, blank=True)

    lead_unit = models.ForeignKey("grids.Unit", models.PROTECT, null=True, related_name="+")
    unit_text = models.CharField(max_length=200, blank=True)  # as told by an import, when no unit fits
    executor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    first_assigned_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    first_closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    mediation = models.CharField(max_length=12, choices=Mediation.choices, blank=True)

    due_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=24, blank=True)
    paused_until = models.DateTimeField(null=True)
    pause_cause = models.CharField(max_length=32, blank=True)
    is_extension_asked = models.BooleanField(default=False)

    report_count = models.PositiveIntegerField(default=1)
    return_count = models.PositiveIntegerField(default=0)
    reopen_count = models.PositiveIntegerField(default=0)
    press_count = models.PositiveIntegerField(default=0)
    extension_count = models.PositiveIntegerField(default=0)
    rework_count = models.PositiveIntegerField(default=0)
    review_level = models.PositiveSmallIntegerField(default=0)

    published_at = models.DateTimeField(null=True)
    public_text = models.TextField(blank=True)
    follow_up_due_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed", db_index=False)
    flags = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="case_new"),
            models.Index(fields=["lead_unit", "-opened_at", "-id"], name="case_unit_new"),
            models.Index(fields=["township", "-opened_at", "-id"], name="case_town_new"),
            models.Index(fields=["area", "-opened_at", "-id"], name="case_area_new"),
            models.Index(fields=["village", "-opened_at", "-id"], name="case_village_new"),
            models.Index(fields=["township", "class_code", "-opened_at", "-id"], name="case_town_class_new"),
            models.Index(fields=["lead_unit", "class_code", "-opened_at", "-id"], name="case_unit_class_new"),
            models.Index(fields=["class_code", "-opened_at", "-id"], name="case_class_new"),
            models.Index(fields=["next_due_at", "id"], condition=Q(is_open=True), name="case_due"),
            models.Index(fields=["lead_unit", "next_due_at", "id"], condition=Q(is_open=True), name="case_unit_due"),
            models.Index(fields=["township", "next_due_at", "id"], condition=Q(is_open=True), name="case_town_due"),
            models.Index(fields=["village", "next_due_at", "id"], condition=Q(is_open=True), name="case_village_due"),
            models.Index(fields=["area", "next_due_at", "id"], condition=Q(is_open=True), name="case_area_due"),
            # All that a window of the map asks of an open case: 100,000 are counted without reading the table.
            models.Index(
                fields=[
                    "lat",
                    "lon",
                    "next_due_at",
                    "state",
                    "is_integrity",
                    "township",
                    "village",
                    "grid",
                    "lead_unit",
                    "code",
                    "id",
                ],  # fmt: skip
                condition=Q(is_open=True),
                name="case_map",
            ),
            models.Index(fields=["township", "desk", "state"], condition=Q(is_open=True), name="case_town_desk"),
            # What came to a unit a second time.
            models.Index(
                fields=["lead_unit", "id"],
                condition=Q(is_open=True) & (Q(rework_count__gt=0) | Q(reopen_count__gt=0)),
                name="case_unit_again",
            ),
            models.Index(
                fields=["next_due_at", "id"], condition=Q(is_open=True, is_extension_asked=True), name="case_asked_due"
            ),
            models.Index(
                fields=["follow_up_due_at"],
                condition=Q(followed_up_at=None, follow_up_due_at__isnull=False),
                name="case_follow_up",
            ),
            models.Index(fields=["published_at"], condition=Q(published_at__isnull=False), name="case_published"),
            # What a case that begins does not have: nothing is written here for it.
            models.Index(fields=["matter"], condition=Q(matter__isnull=False), name="case_matter"),
            models.Index(fields=["executor"], condition=Q(executor__isnull=False), name="case_executor"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="case_parent"),
            models.Index(fields=["joined_into"], condition=Q(joined_into__isnull=False), name="case_joined_into"),
        ]
        constraints = [
            # Not `unique`, which on PostgreSQL brings a second index, for beginnings of codes.
            models.UniqueConstraint(fields=["code"], name="case_code_once"),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "joined", "withdrawn"], is_open=False)
                | (~Q(state__in=["closed", "joined", "withdrawn"]) & Q(is_open=True)),
                name="case_open_as_its_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="case_closed_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Step(models.Model):
    """One thing that happened to a case: appended, never edited. `number` is the case's revision after it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", db_index=False)  # found by `step_number_once`
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=24)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)
    by_post = models.CharField(max_length=160, blank=True)
    unit = models.ForeignKey("grids.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField(blank=True)  # staff read it
    answer = models.TextField(blank=True)  # the reporter reads it
    is_public = models.BooleanField(default=False)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["case", "number"]
        indexes = [
            models.Index(fields=["by_user"], condition=Q(by_user__isnull=False), name="step_by_user"),
            models.Index(fields=["unit"], condition=Q(unit__isnull=False), name="step_unit"),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="step_number_once")]


class Assignment(models.Model):
    """One unit's share of a case: the lead, or assisting, each with its own due moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey("grids.Unit", models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=True)
    instruction = models.TextField(blank=True)
    assigned_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=16, blank=True)  # returned | replaced | done | closed
    due_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "case"], condition=Q(ended_at=None), name="assignment_running"),
            models.Index(fields=["unit", "case"], name="assignment_unit_case"),
            models.Index(fields=["unit", "case"], condition=Q(end_reason="returned"), name="assignment_returned"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_lead=True, ended_at=None), name="assignment_one_lead"
            ),
            models.UniqueConstraint(fields=["case", "unit"], condition=Q(ended_at=None), name="assignment_unit_once"),
        ]


class Exclusion(models.Model):
    """Somebody complained about: a user, a unit or an area's posts. They neither see nor touch the case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="exclusions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("grids.Unit", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("grids.Area", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(unit__isnull=False) | Q(area__isnull=False),
                name="exclusion_names_somebody",
            )
        ]
