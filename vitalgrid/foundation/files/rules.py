"""Which bytes are taken as which kind of file: decided on the bytes alone, before anything is decoded."""

import re
from pathlib import PurePath

from vitalgrid.foundation.files import problems
from vitalgrid.foundation.kit.problems import Problem

MEGABYTE = 1024 * 1024
PHOTO_LIMIT = 15  # MB as sent
DOCUMENT_LIMIT = 20  # MB
PIXEL_LIMIT = 25  # million pixels; a 68-byte PNG can claim 400
LONGEST_SIDE = 2048  # pixels of the stored photo
THUMBNAIL_SIDE = 320
SCAN_LIMIT = 100  # scans of one progressive JPEG; honest files have about 10, a bomb has thousands

EXTENSIONS = {
    "JPEG": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "PNG": {".png"},
    "WEBP": {".webp"},
    "GIF": {".gif"},
    "HEIF": {".heic", ".heif"},
}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# Names under which a PDF starts programs or carries files. Coarse: compressed objects can hide them, which is why a
# document is never shown in place and only ever downloaded.
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")


def photo_kind(data: bytes) -> str | None:
    """The picture format that the first bytes announce (Pillow's name), or None."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None


def check_photo(data: bytes, name: str) -> str:
    """The format of a photo whose size, first bytes and name agree; raises the problem otherwise, at `photos`."""
    if not data:
        raise Problem(problems.EMPTY, field="photos")
    if len(data) > PHOTO_LIMIT * MEGABYTE:
        raise Problem(problems.PHOTO_TOO_LARGE, field="photos", limit=PHOTO_LIMIT)
    kind = photo_kind(data)
    if kind is None:
        raise Problem(problems.NOT_A_PHOTO, field="photos")
    if PurePath(name).suffix.lower() not in EXTENSIONS[kind]:
        raise Problem(problems.NAME_DIFFERS, field="photos", name=PurePath(name).name[-60:], found=kind)
    if kind == "JPEG" and data.count(b"\xff\xda") > SCAN_LIMIT:
        raise Problem(problems.PHOTO_BROKEN, field="photos")
    return kind


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture that would unfold to more than `PIXEL_LIMIT` million pixels."""
    if width * height > PIXEL_LIMIT * 1_000_000:
        found = round(width * height / 1_000_000)
        raise Problem(problems.TOO_MANY_PIXELS, field="photos", found=found, limit=PIXEL_LIMIT)


def check_document(data: bytes, name: str) -> None:
    """Refuse what is not a plain PDF: name, first and last bytes must agree and nothing active may be inside."""
    if not data:
        raise Problem(problems.EMPTY, field="documents")
    if len(data) > DOCUMENT_LIMIT * MEGABYTE:
        raise Problem(problems.DOCUMENT_TOO_LARGE, field="documents", limit=DOCUMENT_LIMIT)
    tail = data[-2048:]
    is_pdf = data[:5] == b"%PDF-" and b"%%EOF" in tail and b"PK\x05\x06" not in tail
    if not is_pdf or PurePath(name).suffix.lower() != ".pdf":
        raise Problem(problems.NOT_A_DOCUMENT, field="documents")
    if _ACTIVE.search(data):
        raise Problem(problems.DOCUMENT_ACTIVE, field="documents")
