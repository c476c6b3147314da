"""Messages to leave, and notices inside the product. No foreign key points here."""

from datetime import time

from django.db import models

from vitalgrid.foundation.kit.crypto import EncryptedTextField
from vitalgrid.foundation.kit.ids import new_id


class Message(models.Model):
    """One message to one address by one channel, written in the transaction of what it tells.

    `subject` is plain and never personal; address and text are encrypted, and erased some time after the end.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        ACKNOWLEDGED = "acknowledged"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=24)
    to = EncryptedTextField()
    subject = models.CharField(max_length=200)
    body = EncryptedTextField()
    kind = models.CharField(max_length=60)  # what sort of message: case.closed_notice
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    code = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()  # also the lease while it is being sent
    lease = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    acknowledge_within = models.PositiveIntegerField(default=0)  # minutes; 0: no answer is expected
    acknowledged_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, default="")
    dedupe_key = models.CharField(max_length=160, unique=True)

    class Meta:
        db_table = "outbox_message"
        indexes = [
            models.Index(fields=["state", "next_at", "id"], name="outbox_due"),
            models.Index(fields=["about_kind", "about_id"], name="outbox_about"),
            models.Index(fields=["created_at"], name="outbox_to_erase", condition=models.Q(erased_at=None)),
        ]


class Notice(models.Model):
    """Something a signed-in person should see. `title` is plain and never personal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    body = EncryptedTextField()
    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    code = models.CharField(max_length=80)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox_notice"
        indexes = [
            models.Index(fields=["user_id", "-at", "-id"], name="outbox_notice_of_user"),
            models.Index(fields=["user_id"], name="outbox_notice_unread", condition=models.Q(read_at=None)),
        ]


class Wish(models.Model):
    """How one person wants to be told. Without a row: in the console, and nowhere else.

    `channels` holds for each group of events (`config/notices.py`) the channels beside the console, whose list keeps
    every notice anyway. Quiet hours are local; what falls into them leaves when they end.
    """

    user_id = models.BigIntegerField(primary_key=True)
    channels = models.JSONField(default=dict)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest = models.CharField(max_length=24, blank=True)  # the channel of the daily digest, "" for none
    digest_at = models.TimeField(default=time(8, 0))
    digest_on = models.DateField(null=True)  # the last day on which it was made

    class Meta:
        db_table = "outbox_wish"
