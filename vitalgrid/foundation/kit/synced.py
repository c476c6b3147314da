"""The base of every model that a phone may hold one day."""

from django.db import models

from vitalgrid.foundation.kit.ids import new_id


class Synced(models.Model):
    """UUIDv7 made in Python, a revision that every write raises by one, and the township it belongs to.

    `township` is the id of the level-1 area as a plain value: a city can be spread by township, and a phone asks for
    what is new in its areas without walking a tree.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    revision = models.PositiveIntegerField(default=1)
    township = models.UUIDField(null=True, editable=False)

    class Meta:
        abstract = True
