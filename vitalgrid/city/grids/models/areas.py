"""The city and its tree of areas, each with its days and its boundary."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.models.validity import Dated
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.synced import Synced


class City(models.Model):
    """The one city of this instance: one row, loaded from the pack.

    `level_names` maps a level ("0" … "4") to its name in each language; `settings` holds what the pack sets for the
    whole city (see docs/reference/pack.md). `stamp` changes with every change of areas and units, so that each process
    knows when what it remembers of the net is old.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=60)
    level_names = models.JSONField(default=dict)
    settings = models.JSONField(default=dict, blank=True)
    stamp = models.UUIDField(default=new_id, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="grids_one_city")]

    def __str__(self) -> str:
        return self.name


class AreaKind(models.TextChoices):
    """What an area is called by law or by custom; its place in the tree is `Area.level`."""

    CITY = "city", _("City")
    STREET = "street", _("Street")
    TOWNSHIP = "township", _("Township")
    TOWN = "town", _("Town")
    FARM = "farm", _("State farm regiment")
    MINING = "mining", _("Mining district")
    PARK = "park", _("Park")
    OLD_TOWN = "old_town", _("Old town")
    DISTRICT = "district", _("District")
    VILLAGE = "village", _("Village")
    COMMUNITY = "community", _("Community")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    GROUP = "group", _("Village group")
    CELL = "cell", _("Residential cell")
    PATCH = "patch", _("Patch")


class Area(Synced, Dated):
    """A piece of the city: level 0 city, 1 township, 2 village, 3 grid, 4 patch (one full-timer's households).

    A rename or re-division makes a new row and leaves the old one as it was, so that an old case stays with the area
    of its day. `township`, `village` and `grid` are the ids of the levels 1, 2 and 3 above it, itself included.
    """

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=AreaKind)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=320)  # codes from the city down, each followed by a slash
    village = models.UUIDField(null=True, editable=False)
    grid = models.UUIDField(null=True, editable=False)
    is_invented = models.BooleanField(default=False)
    households_planned = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="grids_area_code_from"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_until__isnull=True), name="grids_area_code_open"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="grids_area_days",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="grids_area_path")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Boundary(models.Model):
    """The outline of an area, in a table of its own so that no list carries its vertices.

    `geojson` is a Polygon or MultiPolygon in WGS-84 degrees (longitude first), `wkb` the same for quick loading, the
    four limits its box. `source_frame` is the frame in which it came (wgs84, gcj02, bd09); a schematic is invented and
    every page that draws it says so.
    """

    area = models.OneToOneField(Area, models.CASCADE, primary_key=True, related_name="boundary")
    geojson = models.TextField()
    wkb = models.BinaryField()
    min_lon = models.FloatField()
    min_lat = models.FloatField()
    max_lon = models.FloatField()
    max_lat = models.FloatField()
    square_metres = models.FloatField()
    source_frame = models.CharField(max_length=10, default="wgs84")
    source = models.CharField(max_length=200, blank=True)
    is_schematic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.area_id)


class OutlineMend(models.Model):
    """An outline as it was before the check's proposal was followed, so that one press takes it back.

    `after` is the digest of the outline that the press made: once the area's outline is another one, taking back would
    take that back as well, and is refused.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="mends")
    made_at = models.DateTimeField()
    geojson = models.TextField()
    wkb = models.BinaryField()
    after = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-made_at"], name="grids_mend_area")]


class SuccessionKind(models.TextChoices):
    """How something became something else."""

    RENAMED = "renamed", _("Renamed")
    DIVIDED = "divided", _("Divided")
    MERGED = "merged", _("Merged")
    REDRAWN = "redrawn", _("Redrawn")
    MOVED = "moved", _("Moved")


class Succession(models.Model):
    """Area `old` lives on in area `new` from the day `on`. Many to many."""

    old = models.ForeignKey(Area, models.PROTECT, related_name="successions_out")
    new = models.ForeignKey(Area, models.PROTECT, related_name="successions_in")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=SuccessionKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="grids_succession_once")]
