"""Reading stored files, and checking that files and rows match."""

from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from vitalgrid.foundation.files import store
from vitalgrid.foundation.files.models import PHOTO, Blob
from vitalgrid.foundation.kit.wholeness import Break


def open_blob(sha256: str, *, is_thumbnail: bool = False) -> BinaryIO:
    """The bytes of a stored file. Raises `kit.not_found`. Ask the showing room first who may see it."""
    return store.read(sha256, store.THUMBNAIL if is_thumbnail else "")


def mismatches(*, is_deep: bool = False) -> Iterator[str]:
    """Every row without its file (or thumbnail), one sentence each; `is_deep` also compares bytes with hashes."""
    rows = Blob.objects.order_by("sha256").values_list("sha256", "size", "media_type")
    for sha256, size, media_type in rows.iterator(chunk_size=2000):
        path = store.path_of(sha256)
        if not path.exists():
            yield f"{sha256}: no file"
        elif path.stat().st_size != size or (is_deep and store.digest_of(path.read_bytes()) != sha256):
            yield f"{sha256}: the file differs from its row"
        if media_type == PHOTO and not store.path_of(sha256, store.THUMBNAIL).exists():
            yield f"{sha256}: no thumbnail"


def stray_files() -> Iterator[str]:
    """Paths under `settings.FILES` that no row knows: left by an interrupted write or a transaction rolled back."""
    known = set(Blob.objects.values_list("sha256", flat=True).iterator(chunk_size=5000))
    for path in sorted(settings.FILES.glob("??/*")):
        if path.parent.name + path.name.removesuffix(store.THUMBNAIL) not in known:
            yield str(path.relative_to(settings.FILES))


def breaks() -> Iterator[Break]:
    """For `vitalgrid check`: every row has its whole file. Files without a row are no break: they are left-overs."""
    for told in mismatches(is_deep=True):
        sha256 = told.partition(":")[0]
        yield Break(
            "file.differs", sha256, _("File %(sha256)s is missing or is not what was stored.") % {"sha256": sha256}
        )
