"""Whatever is sent as a photo ends as a plain JPEG of at most 2048 pixels a side, or as a sentence at its field."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.hostile.apart import peak_of
from tests.hostile.pictures import SECRETS, fixed, mutated
from tests.hostile.test_json import check_refusal
from tests.matrix.routes import Stage
from vitalgrid.foundation.files import rules, store
from vitalgrid.foundation.files.models import Blob
from vitalgrid.loop.cases.models import Report

FIXED_AT_LEAST, MUTATED = 300, 2000
TENTH = 10  # one in so many in every run
MEMORY = 512 * 1024 * 1024  # bytes, of a process that does nothing else
PLAIN = {0xE0, 0xDB, 0xC0, 0xC4}  # JFIF head, tables, frame: no EXIF, XMP, profile, comment


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.FILES = tmp_path / "files"


def _segments(jpeg: bytes) -> set[int]:
    found, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def _check_stored(sha256: str) -> None:
    for variant in ("", store.THUMBNAIL):
        with store.read(sha256, variant) as file:
            data = file.read()
        assert _segments(data) <= PLAIN
        assert not [secret for secret in SECRETS if secret in data]
        image = Image.open(io.BytesIO(data))
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert max(image.size) <= (rules.THUMBNAIL_SIDE if variant else rules.LONGEST_SIDE)
    assert store.digest_of(store.path_of(sha256).read_bytes()) == sha256


def _send(client: Client, name: str, data: bytes) -> int:
    before = Blob.objects.count()
    answer = client.post("/api/v1/photos", {"photo": SimpleUploadedFile(name, data)})
    if answer.status_code == 201:
        told = answer.json()
        assert told["width"] * told["height"] <= 25_000_000
        _check_stored(told["sha256"])
    else:
        check_refusal(answer, name)
        assert answer.json().get("field") == "photos" or answer.json()["code"] in ("kit.invalid", "kit.malformed"), name
        assert Blob.objects.count() == before
    return answer.status_code


def test_there_are_enough_of_them() -> None:
    assert len(fixed()) >= FIXED_AT_LEAST


def test_fixed_pictures_by_the_api(stage: Stage) -> None:
    client = Client(raise_request_exception=False)
    statuses = [_send(client, name, data) for name, data in fixed()[::TENTH]]
    assert 5 < statuses.count(201) < len(statuses)


def test_mutated_pictures_by_the_api(stage: Stage) -> None:
    client = Client(raise_request_exception=False)
    statuses = [_send(client, name, data) for name, data in mutated(MUTATED // TENTH)]
    assert 0 < statuses.count(201) < len(statuses)


@pytest.mark.soak
def test_every_picture_by_the_api(stage: Stage) -> None:
    client = Client(raise_request_exception=False)
    for name, data in [*fixed(), *mutated(MUTATED, seed=7)]:
        _send(client, name, data)


def test_a_bad_picture_is_told_at_its_field_and_the_words_are_kept(stage: Stage) -> None:
    words = "演示:照片坏了,字不能丢。"
    for name, data in fixed()[::40]:
        before = Report.objects.count()
        answer = Client().post("/report/", {"description": words, "photos": SimpleUploadedFile(name, data)})
        if answer.status_code == 302:
            continue
        page = answer.content.decode()
        assert 400 <= answer.status_code < 500, name
        assert words in page and 'id="id_photos' in page, name
        assert Report.objects.count() == before


DECODE = """
from tests.hostile.apart import peak_of
from tests.hostile.pictures import fixed
from vitalgrid.foundation.files import pictures, rules
from vitalgrid.foundation.kit.problems import Problem
for name, data in fixed():
    try:
        pictures.reencode(data, rules.check_photo(data, name))
    except Problem:
        pass
"""


@pytest.mark.soak
def test_no_picture_takes_more_memory_than_a_small_machine_has() -> None:
    """Every fixed picture, bombs included, one after the other in one process."""
    peak = peak_of(DECODE)
    assert peak <= MEMORY, f"{peak / 1024 / 1024:.0f} MB"
