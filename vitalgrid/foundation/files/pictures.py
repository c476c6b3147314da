"""Decoding and re-encoding photos, so that nothing of what was sent is ever served: only pixels survive."""

import io
import warnings
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from PIL import Image, ImageOps

from vitalgrid.foundation.files import problems, rules
from vitalgrid.foundation.kit.problems import Problem

# HEIC needs a codec with patents and a licence of its own; it is used where the operator has installed it.
CAN_READ_HEIC = find_spec("pillow_heif") is not None
if CAN_READ_HEIC:
    import_module("pillow_heif").register_heif_opener()

_GPS = 0x8825  # the EXIF directory of places
_QUALITY = 84


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo made anew: JPEG bytes without metadata, its size in pixels, and its thumbnail (JPEG)."""

    data: bytes
    width: int
    height: int
    thumbnail: bytes


def reencode(data: bytes, kind: str) -> Picture:
    """Decode `data` (of the format `kind`) and encode it anew: upright, ≤ 2048 pixels a side, first frame only.

    The pixel limit is asked of the header, before anything unfolds.
    """
    image = _open(data, kind)
    rules.check_pixels(*image.size)
    try:
        # JPEG can be unfolded at 1/2, 1/4 or 1/8; other formats ignore this.
        image.draft(None, (rules.LONGEST_SIDE, rules.LONGEST_SIDE))
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((rules.LONGEST_SIDE, rules.LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        flat = _flatten(upright)
    except Exception as error:  # decoders fail on hostile bytes in ways that no list of classes covers
        raise Problem(problems.PHOTO_BROKEN, field="photos") from error
    small = flat.copy()
    small.thumbnail((rules.THUMBNAIL_SIDE, rules.THUMBNAIL_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return Picture(_encode(flat), flat.width, flat.height, _encode(small))


def place_of(data: bytes) -> tuple[float, float] | None:
    """Latitude and longitude (degrees, WGS-84) that the camera wrote into the photo as it was sent, if any.

    Restricted: it tells where a person stood. It is never kept in the stored file.
    """
    try:
        directory = Image.open(io.BytesIO(data), formats=_formats(rules.photo_kind(data))).getexif().get_ifd(_GPS)
        latitude = _degrees(directory[2], str(directory[1]), "S")
        longitude = _degrees(directory[4], str(directory[3]), "W")
    except Exception:  # absent, damaged or hostile: there is no place
        return None
    is_plausible = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (latitude, longitude) if is_plausible else None


def _degrees(parts: tuple[float, float, float], reference: str, negative: str) -> float:
    degrees = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
    return -degrees if reference.upper().startswith(negative) else degrees


def _formats(kind: str | None) -> list[str]:
    return [kind] if kind else []


def _open(data: bytes, kind: str) -> Image.Image:
    if kind == "HEIF" and not CAN_READ_HEIC:
        raise Problem(problems.HEIC_UNREADABLE, field="photos")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower and comes next
            return Image.open(io.BytesIO(data), formats=_formats(kind))
    except Image.DecompressionBombError as error:
        found = f"> {rules.PIXEL_LIMIT}"
        raise Problem(problems.TOO_MANY_PIXELS, field="photos", found=found, limit=rules.PIXEL_LIMIT) from error
    except Exception as error:  # see above
        raise Problem(problems.PHOTO_BROKEN, field="photos") from error


def _flatten(image: Image.Image) -> Image.Image:
    """The pixels alone, on white where they are transparent: a new picture inherits no comment, profile or EXIF."""
    clean = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean


def _encode(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()
