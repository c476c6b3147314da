# ruff: noqa: E501 - one kind of picture is one line
"""Pictures as attackers and old telephones send them, made in memory from a seed: at least three hundred fixed ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from random import Random

from PIL import Image, PngImagePlugin

from vitalgrid.foundation.files.tests.factories import camera_photo, document, encoded, picture, png_claiming

EXTENSION = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="40,17.4N" dc:creator="secret remark"/>'
SCRIPT = b"<script>alert(1)</script>"
SECRETS = (
    b"secret remark",
    b"Invented Phone",
    b"GPSLatitude",
    b"xmpmeta",
    b"<script",
    b"PK\x03\x04",
    b"%PDF",
    b"<?php",
)
Sent = tuple[str, bytes]  # what it is called, what it holds


def _archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("index.html", SCRIPT)
    return made.getvalue()


HIDDEN = (
    _archive(),
    SCRIPT,
    document(),
    b"<?php system($_GET[1]); ?>",
    b"GIF89a" + SCRIPT,
    b"\x00" * 4096,
    b"MZ" * 200,
)


def _plain() -> Iterator[Sent]:
    modes = {
        "JPEG": ("RGB", "L", "CMYK"),
        "PNG": ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"),
        "GIF": ("P", "L", "RGB"),
        "WEBP": ("RGB", "RGBA"),
    }
    for kind, given in modes.items():
        for mode in given:
            image = picture(mode="L").convert("I;16") if mode == "I;16" else picture(mode=mode)
            yield f"a.{EXTENSION[kind]}", encoded(image, kind)
            yield f"照片 (1).{EXTENSION[kind].upper()}", encoded(image.resize((1, 1)), kind)
            yield f"long.{EXTENSION[kind]}", encoded(image.resize((2500, 1)), kind)


def _telling() -> Iterator[Sent]:
    for orientation in range(1, 9):
        yield f"turned-{orientation}.jpg", camera_photo(orientation)
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Invented Phone", {1: "N", 2: (40.0, 17.0, 24.0), 3: "E", 4: (97.0, 2.0, 24.0)}
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "secret remark")
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    yield "words.png", encoded(picture(), "PNG", pnginfo=words, exif=exif)
    yield "words.webp", encoded(picture(), "WEBP", exif=exif.tobytes(), xmp=XMP, icc_profile=b"secret remark" * 20)
    yield "words.gif", encoded(picture(mode="P"), "GIF", comment=b"secret remark")
    yield "profile.jpg", encoded(picture(), "JPEG", icc_profile=b"secret remark" * 5000, exif=exif, comment=SCRIPT)
    plain = encoded(picture(), "JPEG")
    for marker in range(0xE0, 0xF0):  # every application segment, with something to hide
        body = XMP + SCRIPT
        yield (
            f"segment-{marker:x}.jpg",
            plain[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + plain[2:],
        )


def _two_faced() -> Iterator[Sent]:
    for kind, extension in EXTENSION.items():
        whole = encoded(picture(mode="P" if kind == "GIF" else "RGB"), kind)
        for number, hidden in enumerate(HIDDEN):
            yield f"after-{number}.{extension}", whole + hidden
            yield f"before-{number}.{extension}", hidden + whole
            yield f"instead-{number}.{extension}", hidden
        for other in EXTENSION.values():
            yield f"called.{other}", whole
        for name in (
            "a.html",
            "a.svg",
            "a.jpg.php",
            "a",
            ".jpg",
            "a.jpg\x00.png",
            "../../a.jpg",
            "C:\\a.jpg",
            "a" * 300 + ".jpg",
        ):
            yield name, whole


def _cut() -> Iterator[Sent]:
    noise = Image.frombytes("RGB", (120, 90), Random(3).randbytes(120 * 90 * 3))
    for kind, extension in EXTENSION.items():
        whole = encoded(noise, kind)
        for part in (0, 1, 2, 4, 8, 12, 20, 40, 100, len(whole) // 2, len(whole) - 2, len(whole) - 1):
            yield f"cut-{part}.{extension}", whole[:part]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _bombs() -> Iterator[Sent]:
    for size in (
        (20_000, 20_000),
        (1, 2**31 - 1),
        (2**31 - 1, 1),
        (5001, 5000),
        (0, 5),
        (65_535, 65_535),
        (25_000, 1000),
    ):
        yield "claims.png", png_claiming(*size)
    head = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 4000, 4000, 8, 0, 0, 0, 0))
    yield "unfolds.png", head + _chunk(b"IDAT", zlib.compress(b"\x00" * 60_000_000, 9)) + _chunk(b"IEND", b"")
    text = zlib.compress(b"A" * 60_000_000, 9)
    for name in (b"zTXt", b"iCCP"):
        body = b"x\x00\x00" + text
        yield (
            "text.png",
            head + _chunk(name, body) + _chunk(b"IDAT", zlib.compress(b"\x00" * 16_004_000)) + _chunk(b"IEND", b""),
        )
    frames = [Image.new("P", (1000, 1000), n % 200) for n in range(120)]
    yield "moves.gif", encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=1)
    gif = bytearray(encoded(picture((40, 40), "P"), "GIF"))
    for screen in (0, 65_535):
        gif[6:10] = struct.pack("<HH", screen, screen)
        yield "screen.gif", bytes(gif)
    jpeg = bytearray(encoded(picture(), "JPEG", progressive=True))
    yield "scans.jpg", bytes(jpeg) + b"\xff\xda" * 500
    at = jpeg.index(b"\xff\xc2") + 5
    for height, width in ((65_500, 65_500), (0, 100), (65_500, 1), (6000, 6000)):
        jpeg[at : at + 4] = struct.pack(">HH", height, width)
        yield "claims.jpg", bytes(jpeg)
    webp = bytearray(encoded(picture(), "WEBP", lossless=True))
    webp[21:25] = b"\xff\xff\xff\xff"
    yield "claims.webp", bytes(webp)


def _foreign() -> Iterator[Sent]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
    entity = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
    for data in (svg, entity, b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", b"\x00\x00\x00\x18ftypavif" + b"\x00" * 30,
                 b"BM" + b"\x00" * 60, b"II*\x00" + b"\x00" * 60, b"8BPS" + b"\x00" * 60, b"%!PS-Adobe", document(),
                 b"\x00\x00\x01\x00" + b"\x00" * 40, b"#define x_width 9", b"P6 9999 9999 255\n", b"SIMPLE  =  T", _archive()):  # fmt: skip
        for extension in ("jpg", "png", "svg", "heic"):
            yield f"foreign.{extension}", data


@lru_cache(maxsize=1)
def fixed() -> list[Sent]:
    """All of them, in order."""
    return [*_plain(), *_telling(), *_two_faced(), *_cut(), *_bombs(), *_foreign()]


def mutated(count: int, seed: int = 20_000) -> Iterator[Sent]:
    """`count` pictures with some bytes turned over, doubled, cut out or put in."""
    dice = Random(seed)
    seeds = [
        (f"a.{EXTENSION[kind]}", encoded(picture(mode="P" if kind == "GIF" else "RGB"), kind)) for kind in EXTENSION
    ]
    seeds += [("a.jpg", camera_photo(6)), ("a.jpg", encoded(picture(), "JPEG", progressive=True))]
    for number in range(count):
        name, whole = seeds[number % len(seeds)]
        data = bytearray(whole)
        for _ in range(dice.randint(1, 10)):
            at = dice.randrange(2, len(data))
            match dice.randrange(4):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    data[at:at] = dice.randbytes(dice.randint(1, 9))
                case 2:
                    del data[at : at + dice.randint(1, 40)]
                case _:
                    data[at:at] = data[at : at + 60]
            if len(data) < 20:
                break
        yield name, bytes(data)
