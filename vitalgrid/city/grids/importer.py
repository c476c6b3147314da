"""Imports of areas (GeoJSON, or CSV with code, name, type, parent) and of posts (CSV, XLSX)."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.actions.importing import AreaRow, import_areas
from vitalgrid.city.grids.actions.importing_posts import PostRow, import_posts
from vitalgrid.foundation.kit.importing import Batch, Importer, ImportField, RowResult, ValueKind

T, K = ImportField, ValueKind
AREA_FIELDS = (
    T("code", about=_("the area's code"), is_required=True, limit=60),
    T("name", about=_("its name"), limit=80),
    T("name_en", about=_("its name in English"), limit=120),
    T("type", about=_("township, village, group …"), limit=20),
    T("parent", about=_("code of the area right above; empty: the city"), limit=60),
    T("level", K.INTEGER, _("0 city … 4 patch; empty: one below the parent")),
    T("households", K.INTEGER, _("planned number of households")),
    T("valid_from", K.DAY, _("its first day; empty: that of the area above")),
    T("geometry", K.GEOMETRY, _("its outline")),
    T("frame", about=_("wgs84, cgcs2000, gcj02 or bd09"), limit=10),
    T("source", about=_("where the outline is from"), limit=200),
    T("is_schematic", K.FLAG, _("the outline is invented")),
    T("mend", K.FLAG, _("take the corrected outline where one is offered")),
)
POST_FIELDS = (
    T("login", about=_("the sign-in name"), is_required=True, limit=64),
    T("name", about=_("the person's name; needed for a new account"), limit=80),
    T("role", about=_("the code of a role"), is_required=True, limit=40),
    T("area", about=_("code of the area"), limit=60),
    T("unit", about=_("code of the unit"), limit=60),
    T("source_type", about=_("where the worker comes from"), limit=30),
    T("title", about=_("the title on the door"), limit=80),
    T("duty_phone", about=_("the published telephone of the post"), limit=40),
    T("started_on", K.DAY, _("the first day; empty: today")),
    T("ended_on", K.DAY, _("the first day on which it is not held any more")),
    T("duties", K.LIST, _("codes of duty areas")),
)


def put_areas(batch: Batch) -> list[RowResult]:
    """Store a batch of areas; see `import_areas`."""
    rows = [
        AreaRow(
            code=row.get("code"),
            name=row.get("name", ""),
            name_en=row.get("name_en", ""),
            kind=row.get("type", ""),
            parent=row.get("parent", ""),
            level=row.get("level"),
            households=row.get("households"),
            valid_from=row.get("valid_from"),
            geometry=row.get("geometry"),
            frame=row.get("frame", "wgs84").lower(),
            source=row.get("source", batch.source),
            is_schematic=row.get("is_schematic", False),
            is_mended=row.get("mend", False),
        )
        for row in batch.rows
    ]
    done = import_areas(by=batch.by, rows=rows)
    return [RowResult(each.error, each.is_repeated, tuple(each.notes)) for each in done]


def put_posts(batch: Batch) -> list[RowResult]:
    """Store a batch of posts; see `import_posts`."""
    rows = [
        PostRow(
            login=row.get("login"),
            role=row.get("role"),
            name=row.get("name", ""),
            area=row.get("area", ""),
            unit=row.get("unit", ""),
            source_type=row.get("source_type", ""),
            title=row.get("title", ""),
            duty_phone=row.get("duty_phone", ""),
            started_on=row.get("started_on"),
            ended_on=row.get("ended_on"),
            duties=tuple(row.get("duties", ())),
        )
        for row in batch.rows
    ]
    return [RowResult(each.error, each.is_repeated) for each in import_posts(by=batch.by, rows=rows)]


# A parent may stand after its children, so a file of areas goes in at once.
IMPORTERS = (
    Importer("areas", AREA_FIELDS, put_areas, batch_size=100_000),
    Importer("posts", POST_FIELDS, put_posts, batch_size=5_000),
)
