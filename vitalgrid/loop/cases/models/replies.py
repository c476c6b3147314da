"""Standard answers that a person may put into a field and then change."""

from django.db import models
from django.db.models import Q

from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.loop.cases.models.catalogue import Category


class Reply(models.Model):
    """One version of a standard answer. Versions are never edited: a change is a new row, and the old one ends."""

    class Origin(models.TextChoices):
        """Who wrote this version: the city pack, or somebody at their desk, whose words no pack overwrites."""

        PACK = "pack"
        DESK = "desk"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    verb = models.CharField(max_length=24)  # a verb of the table with an answer that the reporter reads
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")  # null: all
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    origin = models.CharField(max_length=4, choices=Origin.choices, default=Origin.DESK)
    from_at = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["verb", "code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="reply_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(ended_at=None), name="reply_one_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
