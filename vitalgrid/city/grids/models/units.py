"""Units: who handles, with days of validity and successors; and the duty areas of a grid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.models.areas import Area, SuccessionKind
from vitalgrid.city.grids.models.validity import Dated
from vitalgrid.foundation.kit.synced import Synced


class UnitKind(models.TextChoices):
    """What a unit is within the loop."""

    CENTRE = "centre", _("City centre")
    INFORMATION_ROOM = "information_room", _("Information room")
    DEPARTMENT = "department", _("Department")
    STATION = "station", _("Township station")
    ENTERPRISE = "enterprise", _("Public enterprise")
    COMMITTEE = "committee", _("Village or community committee")
    DISCIPLINE = "discipline", _("Discipline inspection")
    LEADERSHIP = "leadership", _("Leading group")


class Platform(models.TextChoices):
    """The four platforms."""

    GOVERNANCE = "governance", _("Governance")
    ENFORCEMENT = "enforcement", _("Enforcement")
    ENVIRONMENT = "environment", _("Environment")
    SERVICES = "services", _("Services")


class Unit(Synced, Dated):
    """A body that takes and handles cases. `area` is where it works: the township of a station, null for the city.

    `platforms` lists the platforms (codes of `Platform`) that it sits on. A renamed or merged unit is a new row with a
    `UnitSuccession`; old cases keep the unit of their day.
    """

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=UnitKind)
    platforms = models.JSONField(default=list, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="units")
    duty_phone = models.CharField(max_length=40, blank=True)  # public
    is_invented = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="grids_unit_code_from"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_until__isnull=True), name="grids_unit_code_open"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="grids_unit_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class UnitSuccession(models.Model):
    """Unit `old` lives on in unit `new` from the day `on`."""

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successions_out")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="successions_in")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=SuccessionKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="grids_unit_succession_once")]


class DutyArea(models.Model):
    """One of the duty areas of a grid worker; every admitted matter belongs to exactly one."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name
