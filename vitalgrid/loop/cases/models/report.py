"""What one person or device told us, kept as told; who it was, kept apart and encrypted; and what was photographed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vitalgrid.foundation.files.models import Blob
from vitalgrid.foundation.kit.crypto import EncryptedTextField
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.synced import Synced
from vitalgrid.loop.cases.models.case import Case, Step
from vitalgrid.loop.cases.models.catalogue import Category
from vitalgrid.loop.cases.workflow.states import Source


class Report(Synced):
    """One telling. Never edited: what is learnt later goes to the case. `lon`, `lat` are WGS-84 degrees."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    source = models.CharField(max_length=12, choices=Source.choices)
    source_name = models.CharField(max_length=80, blank=True)  # which system or trusted key
    description = models.TextField()
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", db_index=False
    )  # as told; nobody asks for reports by it, and categories end without being deleted
    category_text = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)  # metres
    frame = models.CharField(max_length=8, blank=True)  # the frame it was told in
    address = models.CharField(max_length=300, blank=True)
    area = models.ForeignKey("grids.Area", models.PROTECT, null=True, related_name="+")
    area_text = models.CharField(max_length=200, blank=True)
    is_anonymous = models.BooleanField(default=False)
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    is_on_behalf = models.BooleanField(default=False)
    is_record_to_follow = models.BooleanField(default=False)  # an emergency told by voice, written down within the hour
    external_source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    secret_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the word in the reporter's link
    withdrawn_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, blank=True)
    flags = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(
                fields=["filed_by", "-received_at"], condition=Q(filed_by__isnull=False), name="report_by_filer"
            ),
            models.Index(fields=["received_at"], name="report_received"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"], condition=~Q(external_id=""), name="report_external_once"
            )
        ]


class Contact(models.Model):
    """How to reach who reported. Encrypted; found by exact phone through the blind index; erased on schedule."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="contact")
    name = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    email_index = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        # Not `db_index`, which on PostgreSQL brings a second one for beginnings of texts. Nobody is sought by e-mail.
        indexes = [models.Index(fields=["phone_index"], name="contact_phone")]


class Attachment(models.Model):
    """A photo or document on a report, a step or a case."""

    class Kind(models.TextChoices):
        """What it shows."""

        BEFORE = "before"
        AFTER = "after"
        DOCUMENT = "document"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="attachments")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="attachments")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.BEFORE)
    caption = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    is_public = models.BooleanField(default=False)
