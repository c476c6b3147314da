"""Days of validity, the same for areas, units and posts."""

from datetime import date
from typing import Self

from django.db import models


class DatedQuerySet(models.QuerySet):
    """Rows that are valid for a stretch of days."""

    def valid_on(self, on: date) -> Self:
        """The rows valid on the day `on`."""
        return self.filter(valid_from__lte=on).filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=on))


class Dated(models.Model):
    """Valid from `valid_from` (included) to `valid_until` (excluded); an empty end means "until further notice".

    Half-open, so that what follows starts on the very day on which its predecessor ends: no gap and no overlap.
    """

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_valid_on(self, on: date) -> bool:
        """Whether the row is valid on the day `on`."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)
