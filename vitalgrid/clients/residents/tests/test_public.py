"""A resident reports, follows, adds, rates and takes back: without account, without script, once."""

import re

import pytest
from django.conf import settings
from django.test import Client

from vitalgrid.city.grids.queries import touch
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import make_user, sign_in
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.tests.factories import encoded
from vitalgrid.foundation.files.tests.factories import picture as drawn
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Answer, Attachment, Case, Category, Contact
from vitalgrid.loop.cases.tests.factories import Loop


@pytest.mark.parametrize("path", ["/", "/report/", "/track/", "/results/", "/privacy/", "/accessibility/"])
def test_pages_open_for_everybody(loop: Loop, client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def file(client: Client, **given: str) -> tuple[str, str]:
    answer = client.post("/report/", {"description": "演示:没水了。", "key": "k-1", **given})
    assert answer.status_code == 302
    return answer["Location"], answer["Location"].rstrip("/").rsplit("/", 1)[1]


def test_a_report_is_filed_once_and_followed_to_its_withdrawal(loop: Loop, client: Client) -> None:
    where, code = file(client, phone="13800000000")
    assert file(client, phone="13800000000") == (where, code)
    assert Case.objects.count() == 1
    assert code in client.get(where).content.decode()
    assert client.get(f"/track/{code}/qr.svg")["Content-Type"] == "image/svg+xml"
    assert client.get(f"/track/{code}/").status_code == 200
    assert client.post(f"/track/{code}/do/add/", {"text": "演示:三楼也没水。"}).status_code == 302
    assert client.post(f"/track/{code}/do/withdraw/", {}).status_code == 302
    assert Case.objects.get(code=code).state == "withdrawn"
    page = client.get(f"/track/{code}/").content.decode()
    assert "您已撤回这条反映" in page and "再反映一件" in page


def test_somebody_else_with_the_code_alone_reads_nothing(loop: Loop, client: Client) -> None:
    _where, code = file(client)
    stranger = Client()
    assert stranger.get(f"/track/{code}/").status_code == 404
    assert stranger.get(f"/track/{code}/wrongword/").status_code == 404
    assert stranger.post(f"/track/{code}/do/withdraw/", {}).status_code == 404


def test_the_link_moves_its_word_out_of_the_address(loop: Loop, client: Client) -> None:
    receipt = loop.report()
    answer = client.get(f"/track/{receipt.code}/{receipt.secret}/")
    assert answer["Location"] == f"/track/{receipt.code}/"
    assert client.get(answer["Location"]).status_code == 200


def test_a_closed_matter_is_rated_or_reopened(loop: Loop, client: Client) -> None:
    receipt = loop.closed()
    client.get(f"/track/{receipt.code}/{receipt.secret}/")
    empty = client.post(f"/track/{receipt.code}/do/rate/", {})
    assert empty.status_code == 422
    assert client.post(f"/track/{receipt.code}/do/contest/", {"text": "演示:还是没水。"}).status_code == 302
    assert Case.objects.get(code=receipt.code).state == "triaged"


def test_words_are_kept_when_an_answer_needs_a_change(loop: Loop, client: Client) -> None:
    answer = client.post("/report/", {"description": "演示:渠里没水。", "phone": "call me", "key": "k-2"})
    assert answer.status_code == 422
    assert "演示:渠里没水。" in answer.content.decode()
    assert not Case.objects.exists() and not Contact.objects.exists() and not Attachment.objects.exists()


def pinned(loop: Loop, where: str = "1-1-1-1") -> dict[str, str]:
    lon, lat = loop.city.middle(where)
    return {"lon": str(lon), "lat": str(lat)}


def test_a_matter_nearby_is_offered_and_followed_without_another_word(loop: Loop, client: Client) -> None:
    first = loop.accepted().code
    asked = client.post("/report/near/", pinned(loop))
    assert first in asked.content.decode() and "是同一件，关注它" in asked.content.decode()
    assert "演示:巷口垃圾堆了三天" not in asked.content.decode()
    assert client.get("/report/near/").status_code == 405
    answer = client.post("/report/", {"joins": first, "key": "k-9", **pinned(loop)})
    assert answer["Location"] == f"/report/sent/{first}/"
    case = Case.objects.get()
    assert (case.code, case.report_count) == (first, 2)
    assert client.get(f"/track/{first}/").status_code == 200


def test_the_picture_of_a_matter_nearby_is_shown_once_it_was_released(loop: Loop, client: Client) -> None:
    code = loop.accepted().code
    blob = store_photo(by=loop.actor("water"), data=encoded(drawn()), name="a.jpg")
    Attachment.objects.create(case=Case.objects.get(code=code), blob=blob, at=clock.now())
    assert "<img" not in client.post("/report/near/", pinned(loop)).content.decode()
    loop.move(code, "show_photos", "dispatch", shown=[blob.pk])
    assert "<img" in client.post("/report/near/", pinned(loop)).content.decode()


def test_only_what_was_offered_can_be_followed(loop: Loop, client: Client) -> None:
    far = loop.accepted(at="2-1-1-1").code
    assert far not in client.post("/report/near/", pinned(loop)).content.decode()
    assert client.post("/report/near/", {"lon": "x"}).content.decode().strip() == ""
    answer = client.post("/report/", {"joins": far, "key": "k-9", **pinned(loop)})
    assert answer.status_code == 422
    assert Case.objects.get().report_count == 1


def test_the_map_has_the_citys_outlines_for_everybody(loop: Loop, client: Client) -> None:
    page = client.get("/report/").content.decode()
    assert 'data-areas="/chart/outlines.geojson"' in page and 'data-pick="lon,lat"' in page
    first = client.get("/chart/outlines.geojson")
    levels = {one["properties"]["level"] for one in first.json()["features"]}
    assert levels == {1, 2}
    assert client.get("/chart/outlines.geojson", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_yes_and_no_weigh_the_same_and_each_is_one_press(loop: Loop, client: Client) -> None:
    receipt = loop.closed()
    client.get(f"/track/{receipt.code}/{receipt.secret}/")
    page = client.get(f"/track/{receipt.code}/").content.decode()
    solved, satisfied = page.split('id="satisfied"')
    assert solved.count('class="button weighty"') == 2 and satisfied.count('class="button weighty"') == 3
    assert f'formaction="/track/{receipt.code}/do/contest/"' in page
    assert client.post(f"/track/{receipt.code}/do/rate/", {"solved": "yes", "satisfied": "yes"}).status_code == 302
    again = client.get(f"/track/{receipt.code}/").content.decode()
    assert "谢谢" in again


def test_each_question_is_one_tap_and_both_are_one_answer(loop: Loop, client: Client) -> None:
    receipt = loop.closed()
    client.get(f"/track/{receipt.code}/{receipt.secret}/")
    assert client.post(f"/track/{receipt.code}/do/rate/", {"satisfied": "partly"}).status_code == 302
    page = client.get(f"/track/{receipt.code}/").content.decode()
    assert 'id="solved"' in page and 'id="satisfied"' not in page
    assert client.post(f"/track/{receipt.code}/do/rate/", {"solved": "yes"}).status_code == 302
    answer = Answer.objects.get(case__code=receipt.code)
    assert (answer.is_solved, answer.satisfied, answer.is_valid) == (True, "partly", True)
    assert 'id="rate"' not in client.get(f"/track/{receipt.code}/").content.decode()


def test_tiles_carry_short_words_and_the_eighth_says_not_sure(loop: Loop, client: Client) -> None:
    Category.objects.filter(parent=None).update(is_public=True, name="演示")
    Category.objects.filter(code="01").update(name="演示·很长很长的名字", position=0)
    touch()
    tiles = client.get("/").context["tiles"]
    assert [tile.code for tile in tiles][-1] == "01" and len(tiles) <= 7


@pytest.mark.parametrize("path", ["/", "/report/", "/track/", "/results/", "/privacy/", "/accessibility/", "/chart/"])
def test_english_pages_are_english(loop: Loop, client: Client, path: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = re.sub(r"<(script|option)[^>]*>.*?</\1>|<[^>]*>", " ", client.get(path).content.decode(), flags=re.S)
    found = [word for word in re.findall(r"[\u4e00-\u9fff]+", text) if word not in ("中文", "演示", "演示市", "市")]
    assert found == []


def test_who_reports_signed_in_finds_it_again_adds_to_it_and_signs_out(loop: Loop, client: Client) -> None:
    sign_in(client, make_user("resident-x"))
    _where, code = file(client)
    later = sign_in(Client(), User.objects.get(username="resident-x"))  # another browser: no link was opened there
    page = later.get("/track/").content.decode()
    assert code in page and "退出登录" in page
    assert later.get(f"/track/{code}/").status_code == 200
    assert later.post(f"/track/{code}/do/add/", {"text": "演示:二楼也是。"}).status_code == 302
    assert later.post(f"/track/{code}/do/withdraw/", {}).status_code == 404
    other = sign_in(Client(), make_user("resident-y"))
    assert other.get(f"/track/{code}/").status_code == 404
    assert code not in other.get("/track/").content.decode()


@pytest.mark.parametrize("who", ["water", "administrator"])
def test_staff_report_here_as_anybody_and_anonymously_without_a_trace(loop: Loop, client: Client, who: str) -> None:
    loop.sign_in(client, who)
    _where, code = file(client, anonymous="on", category="14")
    case = Case.objects.get(code=code)
    assert case.reports.get().filed_by_id is None
    entry = Entry.objects.get(event="case.opened", object_id=str(case.pk))
    name = loop.actor(who).name
    assert name not in (entry.actor_name, case.steps.get().by_name)
