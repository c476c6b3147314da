"""Short-lived, signed addresses of files.

The room that shows a thing decides who may see its pictures and hands out an address; the view only checks the
signature, so that it needs no statement. An address ends within `LIFETIME`, so it cannot be passed on for good; with
`bound_to` (the session cookie's value) it works in that browser only.
"""

import hmac

from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from vitalgrid.foundation.files.models import Blob
from vitalgrid.foundation.kit import clock

SALT = "vitalgrid.files"
LIFETIME = 15 * 60  # seconds; an address lives between one and two of these
PHOTO, THUMBNAIL, DOCUMENT = "p", "t", "d"


def signed_url(
    sha256: str, *, variant: str = PHOTO, bound_to: str = "", name: str = "", lifetime: int = LIFETIME
) -> str:
    """The address of a file for whoever may see it now. Pure apart from the clock: no statement.

    `variant` is `PHOTO`, `THUMBNAIL` or `DOCUMENT`; `name` is what a download is called. The end is rounded up to a
    multiple of `lifetime`, so that a page drawn again within it gives the same address and the browser's copy counts.
    """
    ends = (int(clock.now().timestamp()) // lifetime + 2) * lifetime
    parts = {"s": sha256, "v": variant, "e": ends}
    if bound_to:
        parts["b"] = _binding(bound_to)
    if name:
        parts["n"] = name
    return reverse("files:file", args=[signing.dumps(parts, salt=SALT)])


def photo_url(sha256: str, *, bound_to: str = "") -> str:
    """The address of a photo in full."""
    return signed_url(sha256, bound_to=bound_to)


def thumbnail_url(sha256: str, *, bound_to: str = "") -> str:
    """The address of a photo's small copy (≤ 320 pixels a side)."""
    return signed_url(sha256, variant=THUMBNAIL, bound_to=bound_to)


def blob_url(blob: Blob, *, bound_to: str = "", name: str = "") -> str:
    """The address of a photo (shown) or of a document (downloaded), whichever `blob` is."""
    return signed_url(blob.sha256, variant=PHOTO if blob.is_photo else DOCUMENT, bound_to=bound_to, name=name)


def parts_of(token: str, *, bound_to: str) -> dict[str, str] | None:
    """What a signed address names, or None when it is forged, ended or bound to another browser."""
    try:
        parts = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if parts["e"] < clock.now().timestamp():
        return None
    if "b" in parts and not hmac.compare_digest(parts["b"], _binding(bound_to)):
        return None
    return {"sha256": parts["s"], "variant": parts["v"], "name": parts.get("n", ""), "ends": str(parts["e"])}


def _binding(value: str) -> str:
    return salted_hmac(SALT, value).hexdigest()[:16]
