"""The feed and what is still to be done about it. No foreign key points here."""

from django.db import models


class Change(models.Model):
    """One object changed. Ordered by (xid, id): the number of the writing transaction, then the row's own.

    On PostgreSQL readers stop below the oldest running transaction, so that nothing appears behind them later; on
    SQLite there is one writer at a time and `xid` is 0.
    """

    id = models.BigAutoField(primary_key=True)
    xid = models.BigIntegerField()
    township = models.UUIDField(null=True)
    area = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    event = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        db_table = "changes_change"
        indexes = [
            models.Index(fields=["xid", "id"], name="changes_order"),
            models.Index(fields=["township", "xid", "id"], name="changes_township_order"),
        ]


class Epoch(models.Model):
    """A life of the feed. A restored instance starts a new one, and every older cursor must ask for everything anew."""

    name = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        db_table = "changes_epoch"


class PendingReaction(models.Model):
    """An event that somebody must react to later. The row goes when every function in `todo` has run."""

    class State(models.TextChoices):
        WAITING = "waiting"
        GIVEN_UP = "given_up"

    id = models.BigAutoField(primary_key=True)
    event = models.CharField(max_length=80)
    body = models.JSONField()  # the event, see `events.to_plain`
    todo = models.JSONField()  # dotted paths that still have to run
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()  # also the lease: a claimed row is due again a minute later
    lease = models.UUIDField(null=True)
    last_error = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "changes_pending_reaction"
        indexes = [models.Index(fields=["state", "next_at", "id"], name="changes_reaction_due")]
