"""The journal and its seals. No foreign key points here, so that the table can be partitioned by month."""

from django.db import models


class Entry(models.Model):
    """Who did what to which thing, when, where, from where and why. Appended, never changed; no personal data."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField()
    at = models.DateTimeField()
    event = models.CharField(max_length=80)  # case.dispatched
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    code = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=150)
    actor_post = models.CharField(max_length=200)
    address = models.CharField(max_length=64)  # of staff; a resident's is a blind index
    channel = models.CharField(max_length=24)
    township = models.UUIDField(null=True)
    area = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    reason = models.TextField()
    payload = models.TextField()  # canonical JSON, kept as text: the digest covers these very characters
    key_id = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["kind", "object_id", "id"], name="journal_entry_object"),
            models.Index(fields=["actor_kind", "actor_id", "id"], name="journal_entry_actor"),
        ]


class Seal(models.Model):
    """A link of the chain: which entries it covers, their Merkle root, and the seal before it, under one digest.

    `body` is canonical JSON and the only thing the digest covers; the other columns repeat parts of it for reading.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    upto = models.BigIntegerField()  # the highest id looked at
    count = models.PositiveIntegerField()
    body = models.TextField()
    key_id = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_seal"
