"""Marks of stored photos: what proves that whoever names a photo is whoever sent it.

A digest alone is no key: it stands in addresses of pictures, and whoever once saw one could hang the photo on a report
of their own and go on seeing it. So storing a photo answers a signed mark, given to the sender alone, and actions take
marks. A room that knows by itself who sent which digest (the phone's, which sends digests first and bytes later) makes
the mark on the server when both have come.
"""

from collections.abc import Iterable

from django.core import signing

from vitalgrid.foundation.files.models import Blob
from vitalgrid.foundation.files.problems import UNKNOWN_PHOTO
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem

SALT = "vitalgrid.files.mark"
LIFETIME = 7 * 24 * 3600  # seconds; a draft in a browser lives as long


def mark_of(sha256: str) -> str:
    """The mark of a stored photo, for whoever sent it and nobody else."""
    return signing.dumps([sha256, int(clock.now().timestamp())], salt=SALT)


def digest_in(mark: str) -> str | None:
    """The digest that a mark names; None when it is forged, too old, or a bare digest."""
    try:
        sha256, at = signing.loads(mark, salt=SALT)
    except (signing.BadSignature, ValueError):  # ValueError: a surrogate, which cannot even be compared
        return None
    return str(sha256) if clock.now().timestamp() - at <= LIFETIME else None


def digests_of(marks: Iterable[str]) -> list[str]:
    """The digests of stored photos that the marks name, each once, in order. Raises `files.unknown_photo`."""
    found = [digest_in(mark) for mark in marks]
    digests = list(dict.fromkeys(digest for digest in found if digest))
    if None in found or (digests and Blob.objects.filter(pk__in=digests).count() != len(digests)):
        raise Problem(UNKNOWN_PHOTO, field="photos")
    return digests
