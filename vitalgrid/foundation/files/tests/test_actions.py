"""Storing photos and documents: what is taken, what is refused, and that only pixels survive."""

import errno
import io
import os
import random
import struct
import zipfile

import pytest
from PIL import Image

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files import actions, pictures, queries, rules, store
from vitalgrid.foundation.files.models import Blob
from vitalgrid.foundation.files.tests.factories import camera_photo, document, encoded, picture, png_claiming
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db

RESIDENT = Actor.resident()
CLERK = Actor(kind="user", id="7", name="演示·张某", user_id=7)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    return settings.FILES


def stored_bytes(blob: Blob) -> bytes:
    with queries.open_blob(blob.sha256) as file:
        return file.read()


def refused(data: bytes, name: str, code: str) -> Problem:
    with pytest.raises(Problem) as caught:
        actions.store_photo(by=RESIDENT, data=data, name=name)
    assert caught.value.kind.code == code
    assert caught.value.field == "photos"
    assert Blob.objects.count() == 0
    return caught.value


def segments(jpeg: bytes) -> set[int]:
    """The marker codes of a JPEG up to its scan, read independently of Pillow."""
    found, at = set(), 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return found


@pytest.mark.parametrize(
    ("kind", "name", "mode"),
    [
        ("JPEG", "现场照片.JPG", "RGB"),
        ("JPEG", "a.jpeg", "L"),
        ("JPEG", "a.jpg", "CMYK"),
        ("PNG", "a.png", "RGBA"),
        ("PNG", "a.png", "P"),
        ("PNG", "a.png", "LA"),
        ("PNG", "a.png", "1"),
        ("PNG", "a.png", "I;16"),
        ("WEBP", "a.webp", "RGB"),
        ("GIF", "a.gif", "P"),
    ],
)
def test_every_kind_becomes_a_plain_jpeg(kind, name, mode):
    source = picture(mode="L").convert("I;16") if mode == "I;16" else picture(mode=mode)
    blob = actions.store_photo(by=RESIDENT, data=encoded(source, kind), name=name)
    data = stored_bytes(blob)
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (320, 200))
    assert (blob.width, blob.height, blob.size) == (320, 200, len(data))
    assert store.digest_of(data) == blob.sha256
    assert not list(queries.mismatches(is_deep=True))


def test_nothing_but_pixels_survives():
    sent = camera_photo()
    assert b"Invented Phone" in sent
    assert b"secret remark" in sent
    blob = actions.store_photo(by=RESIDENT, data=sent, name="a.jpg")
    plain = {0xE0, 0xDB, 0xC0, 0xC4}  # JFIF head, tables, frame: no EXIF, XMP, profile, comment
    assert segments(stored_bytes(blob)) <= plain
    with queries.open_blob(blob.sha256, is_thumbnail=True) as file:
        assert segments(file.read()) <= plain


def test_the_cameras_place_is_told_apart_from_the_file():
    latitude, longitude = pictures.place_of(camera_photo())
    assert (round(latitude, 4), round(longitude, 4)) == (40.29, 97.04)
    assert pictures.place_of(camera_photo(has_place=False)) is None
    assert pictures.place_of(b"\xff\xd8\xff no photo") is None
    blob = actions.store_photo(by=RESIDENT, data=camera_photo(), name="a.jpg")
    assert pictures.place_of(stored_bytes(blob)) is None


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_orientation_is_applied_to_the_pixels(orientation):
    blob = actions.store_photo(by=RESIDENT, data=camera_photo(orientation), name="a.jpg")
    image = Image.open(io.BytesIO(stored_bytes(blob)))
    assert image.size == ((320, 200) if orientation in (1, 3) else (200, 320))
    disc = {1: (40, 40), 3: (280, 160), 6: (160, 40), 8: (40, 280)}[orientation]
    red, green, _ = image.getpixel(disc)
    assert red > 140
    assert green < 90


def test_transparent_becomes_white():
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    blob = actions.store_photo(by=RESIDENT, data=encoded(clear, "PNG"), name="a.png")
    assert min(Image.open(io.BytesIO(stored_bytes(blob))).getpixel((10, 10))) > 250


def test_large_photos_shrink_and_thumbnails_are_small():
    blob = actions.store_photo(by=RESIDENT, data=encoded(picture((4000, 3000))), name="a.jpg")
    assert (blob.width, blob.height) == (2048, 1536)
    with queries.open_blob(blob.sha256, is_thumbnail=True) as file:
        assert Image.open(file).size == (320, 240)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_only_the_first_frame_of_a_moving_picture_is_kept(kind):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("#b3261e", "#2a5f9e", "#0b6b66")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
    blob = actions.store_photo(by=RESIDENT, data=data, name=f"a.{kind.lower()}")
    red, _, blue = Image.open(io.BytesIO(stored_bytes(blob))).getpixel((20, 15))
    assert red > blue


def test_the_same_photo_is_stored_once():
    first = actions.store_photo(by=RESIDENT, data=camera_photo(), name="a.jpg")
    second = actions.store_photo(by=CLERK, data=camera_photo(), name="b.jpg")
    assert first.sha256 == second.sha256
    assert Blob.objects.count() == 1


@pytest.mark.parametrize("size", [(20_000, 20_000), (1, 2**31 - 1), (5001, 5000)])
def test_a_png_that_claims_too_many_pixels_is_refused_before_decoding(size):
    problem = refused(png_claiming(*size), "a.png", "files.too_many_pixels")
    assert "25" in problem.sentence


def test_gif_frame_larger_than_its_canvas_is_counted():
    data = bytearray(encoded(picture((40, 40), "P"), "GIF"))
    at = data.index(b"\x2c", 13 + 3 * 2 ** ((data[10] & 7) + 1))
    data[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    refused(bytes(data), "a.gif", "files.too_many_pixels")


def test_a_jpeg_of_thousands_of_scans_is_refused():
    refused(encoded(picture()) + b"\xff\xda" * 200, "a.jpg", "files.photo_broken")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_truncated_photos_are_refused(kind):
    noisy = Image.frombytes("RGB", (200, 200), random.Random(7).randbytes(120_000))
    data = encoded(noisy, kind)
    extension = "jpg" if kind == "JPEG" else kind.lower()
    refused(data[: len(data) // 2], f"a.{extension}", "files.photo_broken")
    actions.store_photo(by=RESIDENT, data=data, name=f"a.{extension}")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.jpg", "files.empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "a.svg", "files.not_a_photo"),
        (b"<html><script>alert(1)</script>", "a.jpg", "files.not_a_photo"),
        (b"GIF89a/*<script>alert(1)</script>*/=1;", "a.gif", "files.photo_broken"),
        (b"\xff\xd8\xff\xe0<?php echo 1;", "a.jpg", "files.photo_broken"),
        (document(), "a.jpg", "files.not_a_photo"),
        (encoded(picture()), "a.png", "files.name_differs"),
        (encoded(picture()), "a.jpg.html", "files.name_differs"),
        (encoded(picture()), "照片", "files.name_differs"),
        (encoded(picture(), "BMP"), "a.bmp", "files.not_a_photo"),
        (encoded(picture(), "TIFF"), "a.tif", "files.not_a_photo"),
    ],
)
def test_what_is_no_photo_is_refused(data, name, code):
    refused(data, name, code)


def test_too_many_bytes_are_refused_before_anything_is_read(monkeypatch):
    monkeypatch.setattr(rules, "PHOTO_LIMIT", 0)
    refused(encoded(picture()), "a.jpg", "files.photo_too_large")


def test_heic_is_refused_with_a_way_out_where_it_cannot_be_read(monkeypatch):
    monkeypatch.setattr(pictures, "CAN_READ_HEIC", False)
    problem = refused(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "IMG_1.HEIC", "files.heic_unreadable")
    assert "JPEG" in problem.sentence


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_what_hides_behind_a_picture_is_gone(kind):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    data = encoded(picture(mode="P" if kind == "GIF" else "RGB"), kind) + archive.getvalue() + b"<script>"
    extension = "jpg" if kind == "JPEG" else kind.lower()
    blob = actions.store_photo(by=RESIDENT, data=data, name=f"a.{extension}")
    clean = stored_bytes(blob)
    assert b"PK\x03\x04" not in clean
    assert b"<script>" not in clean
    assert clean.endswith(b"\xff\xd9")


def test_mutated_photos_end_in_a_problem_or_a_clean_jpeg():
    dice = random.Random(20_000)
    seeds = [
        (encoded(picture(), "JPEG", progressive=True), "a.jpg"),
        (camera_photo(6), "a.jpg"),
        (encoded(picture(), "PNG"), "a.png"),
        (encoded(picture(mode="P"), "GIF"), "a.gif"),
        (encoded(picture(), "WEBP"), "a.webp"),
    ]
    taken = 0
    for round_ in range(150):
        data, name = seeds[round_ % len(seeds)]
        mutated = bytearray(data)
        for _ in range(dice.randint(1, 12)):
            mutated[dice.randrange(8, len(mutated))] = dice.randrange(256)
        pictures.place_of(bytes(mutated))
        try:
            blob = actions.store_photo(by=RESIDENT, data=bytes(mutated), name=name)
        except Problem as problem:
            assert problem.kind.code.startswith("files.")
        else:
            taken += 1
            assert segments(stored_bytes(blob)) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert 0 < taken < 150


def test_a_full_disk_leaves_nothing_behind(monkeypatch, folder):
    def no_space(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_space)
        with pytest.raises(Problem) as caught:
            actions.store_photo(by=RESIDENT, data=camera_photo(), name="a.jpg")
    assert caught.value.kind.code == "kit.storage_full"
    assert Blob.objects.count() == 0
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    actions.store_photo(by=RESIDENT, data=camera_photo(), name="a.jpg")
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2


def test_rows_and_files_are_compared(folder):
    blob = actions.store_photo(by=RESIDENT, data=camera_photo(), name="a.jpg")
    assert list(queries.stray_files()) == []
    store.path_of(blob.sha256, store.THUMBNAIL).unlink()
    assert list(queries.mismatches()) == [f"{blob.sha256}: no thumbnail"]
    path = store.path_of(blob.sha256)
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(bytes(data))
    assert f"{blob.sha256}: the file differs from its row" in list(queries.mismatches(is_deep=True))
    path.unlink()
    assert f"{blob.sha256}: no file" in list(queries.mismatches())
    store.write("f" * 64, b"left over")
    assert list(queries.stray_files()) == ["ff/" + "f" * 62]


def test_documents_are_kept_as_sent_by_staff_only():
    blob = actions.store_document(by=CLERK, data=document(), name="调解协议.pdf")
    assert stored_bytes(blob) == document()
    assert (blob.media_type, blob.width) == ("application/pdf", None)
    with pytest.raises(Problem) as caught:
        actions.store_document(by=RESIDENT, data=document(), name="a.pdf")
    assert caught.value.kind.code == "kit.forbidden"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", "files.empty"),
        (document(), "a.exe", "files.not_a_document"),
        (b"\n" + document(), "a.pdf", "files.not_a_document"),
        (document()[:-8], "a.pdf", "files.not_a_document"),
        (document() + b"PK\x05\x06" + bytes(18), "a.pdf", "files.not_a_document"),
        (b"MZ" + document(), "a.pdf", "files.not_a_document"),
        (document(b"2 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"), "a.pdf", "files.document_active"),
        (document(b"2 0 obj<</S/Launch/F(cmd.exe)>>endobj"), "a.pdf", "files.document_active"),
        (document(b"2 0 obj<</EmbeddedFiles 3 0 R>>endobj"), "a.pdf", "files.document_active"),
    ],
)
def test_what_is_no_plain_pdf_is_refused(data, name, code):
    with pytest.raises(Problem) as caught:
        actions.store_document(by=CLERK, data=data, name=name)
    assert (caught.value.kind.code, caught.value.field) == (code, "documents")
    assert Blob.objects.count() == 0
