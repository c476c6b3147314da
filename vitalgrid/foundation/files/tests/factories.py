"""Pictures and documents to send, made in memory."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw


def picture(size: tuple[int, int] = (320, 200), mode: str = "RGB") -> Image.Image:
    """A picture with something on it: left half light, a disc in the upper left."""
    image = Image.new("RGB", size, "#d8c7a0")
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((size[0] // 2, 0, *size), fill="#27566b")
    drawing.ellipse((4, 4, size[0] // 4, size[0] // 4), fill="#b3261e")
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """`image` in the format `kind`."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def camera_photo(orientation: int = 1, *, has_place: bool = True) -> bytes:
    """A JPEG as a phone sends it: EXIF with maker, orientation and (at 40.29 N, 97.04 E) the place; a comment."""
    exif = Image.Exif()
    exif[0x010F] = "Invented Phone"
    exif[0x0112] = orientation
    if has_place:
        exif[0x8825] = {1: "N", 2: (40.0, 17.0, 24.0), 3: "E", 4: (97.0, 2.0, 24.0)}
    return encoded(picture(), exif=exif, comment=b"secret remark", dpi=(300, 300))


def png_claiming(width: int, height: int) -> bytes:
    """A tiny PNG whose header claims `width` × `height` pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"\x78\x9c\x03\x00\x00\x00\x00\x01")


def document(body: bytes = b"") -> bytes:
    """A PDF of one empty page, with `body` as extra content."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + body + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
