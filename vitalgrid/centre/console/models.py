"""What the console keeps of a person: their own lists and keys, and which case they have open just now."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.loop.cases.models import Case


class OwnView(models.Model):
    """A filter of the list that somebody saved under a name. `query` is the address's part behind the "?"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=600)
    is_default = models.BooleanField(default=False)  # what the console opens with
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # kept, so that a removal can be taken back

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], condition=Q(removed_at=None), name="own_view_name_once"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True, removed_at=None), name="own_view_one_default"
            ),
        ]


class OwnKeys(models.Model):
    """The keys that somebody changed: `keys` maps a usual key to their own."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    keys = models.JSONField(default=dict)


class Presence(models.Model):
    """Which case somebody has open. One row a person; it counts for some seconds after `seen_at`."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    since = models.DateTimeField(db_index=True)  # when they opened it
    seen_at = models.DateTimeField(db_index=True)
