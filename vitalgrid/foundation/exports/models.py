"""One taking of a list."""

from django.conf import settings
from django.db import models

from vitalgrid.foundation.kit.crypto import EncryptedTextField
from vitalgrid.foundation.kit.ids import new_id


class ExportJob(models.Model):
    """A list that somebody asked for as a file. Who may read the file is its owner alone, whatever their posts.

    `asked` is the narrowing as JSON, encrypted: it may hold a telephone number that was looked for.
    """

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)  # a key of the table of exports
    form = models.CharField(max_length=10)  # xlsx, csv, gb18030
    is_for_programs = models.BooleanField(default=False)  # the head has names instead of labels
    asked = EncryptedTextField(blank=True, default="")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)  # None: not counted yet
    size = models.PositiveBigIntegerField(default=0)  # bytes
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField()  # also the lease while it is being written
    lease = models.UUIDField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "exports_job"
        indexes = [
            models.Index(fields=["owner", "-asked_at", "-id"], name="exports_of_owner"),
            models.Index(fields=["state", "next_at"], name="exports_due"),
        ]

    def __str__(self) -> str:
        return f"{self.name}.{self.form}"
