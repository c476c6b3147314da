"""The two tables without a domain: answers to requests that carried a key, and who runs which periodic job."""

from django.db import models

from vitalgrid.foundation.kit.crypto import EncryptedTextField


class IdempotentRequest(models.Model):
    """One request with an idempotency key and what it was answered. See `idempotency`."""

    scope = models.CharField(max_length=80)  # who asks for what: the key counts only inside it
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    response = EncryptedTextField()  # JSON
    at = models.DateTimeField()

    class Meta:
        db_table = "kit_idempotent_request"
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="kit_idempotent_request_once")]
        indexes = [models.Index(fields=["at"], name="kit_idempotent_request_age")]


class JobLease(models.Model):
    """A periodic job: when it is due, who runs it now and until when that counts, and how it went."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField()
    holder = models.UUIDField(null=True)
    held_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    runs = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)  # since it last went well
    last_error = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "kit_job_lease"
