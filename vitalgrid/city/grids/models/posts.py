"""Posts: who holds which role where, since when, until when, and how it was handed over."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.models.areas import Area
from vitalgrid.city.grids.models.units import Unit
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.synced import Synced


class SourceType(models.TextChoices):
    """Where a worker comes from. The first fourteen are full-timers' sources, the other eleven part-timers'."""

    TOWNSHIP_CADRE = "township_cadre", _("Township or street cadre")
    VILLAGE_CADRE = "village_cadre", _("Village or community cadre")
    COMMUNITY_OFFICER = "community_officer", _("Community police officer")
    HIRED = "hired", _("Hired locally")
    SOCIAL_SECURITY_CLERK = "social_security_clerk", _("Social security clerk")
    LABOUR_CLERK = "labour_clerk", _("Labour protection clerk")
    DRUG_CONTROL_CLERK = "drug_control_clerk", _("Drug control clerk")
    DISABILITY_CLERK = "disability_clerk", _("Disability affairs clerk")
    PUBLIC_ORDER_CLERK = "public_order_clerk", _("Public order clerk")
    TRAFFIC_ASSISTANT = "traffic_assistant", _("Traffic safety assistant")
    FIRE_ASSISTANT = "fire_assistant", _("Fire safety assistant")
    FAMILY_PLANNING_CLERK = "family_planning_clerk", _("Family planning clerk")
    FAMILY_PLANNING_PROMOTER = "family_planning_promoter", _("Family planning promoter")
    CLEANER = "cleaner", _("Sanitation worker")
    MEDIATOR = "mediator", _("People's mediator")
    RETIRED_CADRE = "retired_cadre", _("Retired cadre")
    PARTY_MEMBER = "party_member", _("Active Party member")
    DELEGATE = "delegate", _("Villagers' or residents' representative")
    PARTY_APPLICANT = "party_applicant", _("Applicant for Party membership")
    STAIRWELL_HEAD = "stairwell_head", _("Head of a building")
    DEPUTY = "deputy", _("Deputy, Party delegate or committee member")
    VETERAN = "veteran", _("Veteran")
    LOW_INCOME = "low_income", _("Member of a household on minimum support")
    VOLUNTEER = "volunteer", _("Volunteer")
    KEEN_RESIDENT = "keen_resident", _("Keen resident")


FULL_TIME_SOURCES = tuple(SourceType)[:14]
PART_TIME_SOURCES = tuple(SourceType)[14:]


class EndReason(models.TextChoices):
    """Why a post ended."""

    HANDED_OVER = "handed_over", _("Handed over")
    MOVED_AWAY = "moved_away", _("Moved away")
    RESIGNED = "resigned", _("Resigned")
    TRANSFERRED = "transferred", _("Transferred")
    RETIRED = "retired", _("Retired")
    DISMISSED = "dismissed", _("Dismissed")
    REDIVIDED = "redivided", _("Area re-divided")
    OTHER = "other", _("Other reason")


class PostQuerySet(models.QuerySet):
    """Posts by day."""

    def held_on(self, on: date) -> Self:
        """The posts held on the day `on`."""
        return self.filter(started_on__lte=on).filter(models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=on))


class Post(Synced):
    """A user holds a role in an area or in a unit from `started_on` (included) to `ended_on` (excluded).

    `duties` lists codes of `DutyArea`; empty means the role's usual ones. `duty_phone` is published, a private number
    never stands here. A post without area and unit is held for the whole city.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)  # a code of accounts.roles
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="posts")
    source_type = models.CharField(max_length=30, choices=SourceType, blank=True)
    title = models.CharField(max_length=80, blank=True)
    duty_phone = models.CharField(max_length=40, blank=True)
    duties = models.JSONField(default=list, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
                name="grids_post_days",
            ),
            models.CheckConstraint(
                condition=models.Q(area__isnull=True) | models.Q(unit__isnull=True), name="grids_post_one_place"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "ended_on"], name="grids_post_user"),
            models.Index(fields=["area", "role"], name="grids_post_area"),
            models.Index(fields=["unit", "role"], name="grids_post_unit"),
            models.Index(fields=["township", "role"], name="grids_post_township"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.area_id or self.unit_id or ''}"

    def is_held_on(self, on: date) -> bool:
        """Whether the post is held on the day `on`."""
        return self.started_on <= on and (self.ended_on is None or on < self.ended_on)


class Handover(models.Model):
    """What one holder of a post gave over to the next, and when the next one confirmed it.

    `items` is a list of `{"what": …, "count": …, "note": …}`: households, open matters, keys, the handbook.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    from_post = models.OneToOneField(Post, models.PROTECT, related_name="handover_out")
    to_post = models.OneToOneField(Post, models.PROTECT, related_name="handover_in")
    on = models.DateField()
    at = models.DateTimeField()
    items = models.JSONField(default=list, blank=True)
    notes = models.TextField(blank=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
