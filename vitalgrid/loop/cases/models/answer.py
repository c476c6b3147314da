"""What the reporter says in the end, and what a person has written and not yet sent."""

from django.conf import settings
from django.db import models

from vitalgrid.foundation.kit.crypto import EncryptedTextField
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.loop.cases.models.case import Case
from vitalgrid.loop.cases.models.report import Report


class Answer(models.Model):
    """One asking after a case was closed: valid when it says solved or satisfied, else non-response."""

    class Channel(models.TextChoices):
        """How it was asked."""

        LINK = "link"
        PHONE = "phone"
        VISIT = "visit"

    class Satisfied(models.TextChoices):
        """What the reporter said."""

        YES = "yes"
        PARTLY = "partly"
        NO = "no"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="answers")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="answers")
    at = models.DateTimeField(db_index=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    is_reached = models.BooleanField(default=True)
    is_solved = models.BooleanField(null=True)
    satisfied = models.CharField(max_length=8, choices=Satisfied.choices, blank=True)
    is_valid = models.BooleanField(default=False)
    text = models.TextField(blank=True)


class Draft(models.Model):
    """Text not yet sent, one per person and form. Nobody else's act destroys it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    content = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_one_a_form")]
