"""Which pack this instance holds."""

from django.db import models


class LoadedPack(models.Model):
    """The pack as it was last loaded. One row: an instance holds one city."""

    city_code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()
    changed = models.PositiveIntegerField(default=0)  # rows added or altered by the last loading
    digest = models.CharField(max_length=64)  # SHA-256 over names and bytes of the files that were read
