"""Storing files. No event is emitted: a file says nothing until some room attaches it, and that action's event does.

Call these before the transaction that attaches the file: decoding takes up to a second and must not hold a lock.
"""

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files import pictures, rules, store
from vitalgrid.foundation.files.models import DOCUMENT, PHOTO, Blob
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import FORBIDDEN, Problem

STAFF_KINDS = frozenset({"user", "system", "api_key"})


def store_photo(*, by: Actor, data: bytes, name: str) -> Blob:
    """Store a photo, re-encoded to JPEG without metadata, with its thumbnail. Anybody may, residents too.

    `name` is the file's name as sent: its extension must agree with the bytes. Where the camera stood is not kept;
    ask `pictures.place_of(data)` before, if the purpose allows. Raises the problems of this room at field `photos`.
    """
    picture = pictures.reencode(data, rules.check_photo(data, name))
    sha256 = store.digest_of(picture.data)
    store.write(sha256, picture.data)
    store.write(sha256, picture.thumbnail, store.THUMBNAIL)
    return _remember(sha256, len(picture.data), PHOTO, picture.width, picture.height)


def store_document(*, by: Actor, data: bytes, name: str) -> Blob:
    """Store a PDF as evidence, as it was sent. Staff only; it is served as a download and never shown in place."""
    if by.kind not in STAFF_KINDS:
        raise Problem(FORBIDDEN, field="documents")
    rules.check_document(data, name)
    sha256 = store.digest_of(data)
    store.write(sha256, data)
    return _remember(sha256, len(data), DOCUMENT, None, None)


def _remember(sha256: str, size: int, media_type: str, width: int | None, height: int | None) -> Blob:
    known = Blob.objects.filter(pk=sha256).first()
    if known is not None:
        return known
    blob = Blob(sha256=sha256, size=size, media_type=media_type, width=width, height=height, created_at=clock.now())
    Blob.objects.bulk_create([blob], ignore_conflicts=True)  # two people may send the same picture at once
    return blob
