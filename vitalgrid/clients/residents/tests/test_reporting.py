"""The form of the public site without any script: kinds by words, places by choice, photos that survive an error."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vitalgrid.city.grids.queries import touch
from vitalgrid.foundation.files.tests.factories import encoded
from vitalgrid.foundation.files.tests.factories import picture as drawn
from vitalgrid.loop.cases.models import Attachment, Case, Category
from vitalgrid.loop.cases.tests.factories import Loop

WORDS = "演示:西门垃圾堆了三天。"


def picture(name: str = "a.jpg", width: int = 320) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded(drawn((width, 200))), content_type="image/jpeg")


def checked(page: str, name: str) -> list[str]:
    boxes = re.findall(rf'<input type="(?:radio|checkbox)" name="{name}"[^>]*>', page)
    return [re.search(r'value="([^"]*)"', box)[1] for box in boxes if " checked" in box]  # type: ignore[index]


def test_words_from_the_first_page_go_along_and_propose_a_kind(loop: Loop, client: Client) -> None:
    page = client.post("/report/", {"description": WORDS, "more": "where"}).content.decode()
    assert WORDS in page and 'data-steps="where"' in page
    assert checked(page, "category") == ["0301"]
    assert "系统建议" in page
    assert not Case.objects.exists()


def test_a_kind_that_somebody_chose_is_left_alone(loop: Loop, client: Client) -> None:
    chosen = client.post("/report/kinds/", {"description": WORDS, "category": "04"}).content.decode()
    assert checked(chosen, "category") == ["04"]
    unsure = client.post("/report/", {"description": WORDS, "category": "", "more": "where"}).content.decode()
    assert checked(unsure, "category") == [""]
    assert client.get("/report/kinds/").status_code == 405


def test_places_come_list_by_list_and_the_smallest_one_counts(loop: Loop, client: Client) -> None:
    town = client.post("/report/places/", {"town": "1"}).content.decode()
    assert 'name="village"' in town and 'value="1-1"' in town and 'value="2-1"' not in town
    assert 'name="group"' not in town
    both = {"town": "1", "village": "1-1"}
    assert 'value="1-1-1"' in client.post("/report/places/", both).content.decode()
    client.post("/report/", {"description": WORDS, "key": "k-1", **both, "group": "1-1-1"})
    assert Case.objects.get().area.code == "1-1-1"


def test_a_village_of_another_town_counts_for_nothing(loop: Loop, client: Client) -> None:
    client.post("/report/", {"description": WORDS, "key": "k-1", "town": "1", "village": "2-1", "group": "2-1-1"})
    assert Case.objects.get().area.code == "1"


def test_photos_survive_an_error_and_the_way_from_the_first_page(loop: Loop, client: Client) -> None:
    page = client.post("/report/", {"description": WORDS, "photos": picture(), "more": "where"}).content.decode()
    kept = checked(page, "kept")
    assert len(kept) == 1
    wrong = {"description": WORDS, "phone": "call me", "kept": kept, "photos": picture("b.jpg", 300), "key": "k-1"}
    refused = client.post("/report/", wrong)
    assert refused.status_code == 422
    kept = checked(refused.content.decode(), "kept")
    assert len(kept) == 2 and not Attachment.objects.exists()
    assert client.post("/report/", {"description": WORDS, "kept": kept, "key": "k-1"}).status_code == 302
    assert Attachment.objects.count() == 2


def test_a_forged_mark_of_a_photo_counts_for_nothing(loop: Loop, client: Client) -> None:
    assert client.post("/report/", {"description": WORDS, "kept": ["a" * 64, "x:y:z"], "key": "k-1"}).status_code == 302
    assert not Attachment.objects.exists()


def test_the_pin_is_told_in_words_and_a_pin_outside_is_said(loop: Loop, client: Client) -> None:
    lon, lat = loop.city.middle("1-1-1-1")
    told = client.post("/report/near/", {"lon": lon, "lat": lat, "accuracy": "12.4"}).content.decode()
    assert "1-1" in told and "误差 12 米" in told
    assert "不在本市" in client.post("/report/near/", {"lon": 0, "lat": 0}).content.decode()
    for nonsense in ("nan", "1e400", "x"):
        assert client.post("/report/near/", {"lon": nonsense, "lat": "1", "accuracy": nonsense}).status_code == 200


def test_the_promise_before_the_form_is_the_catalogues_own(loop: Loop, client: Client) -> None:
    assert "多数 2 个工作日内办好，急的 24 小时内。" in client.get("/").content.decode()
    Category.objects.filter(code__startswith="03").update(resolve_limit="5 wd")
    Category.objects.filter(code="0404").update(urgency="normal", resolve_limit="")
    touch()
    page = client.get("/").content.decode()
    assert "多数 5 个工作日内办好。" in page and "急的" not in page


def test_urgent_matters_that_promise_no_sooner_are_not_said_twice(loop: Loop, client: Client) -> None:
    Category.objects.update(resolve_limit="5 wd")
    touch()
    page = client.get("/").content.decode()
    assert "多数 5 个工作日内办好。" in page and "急的" not in page
