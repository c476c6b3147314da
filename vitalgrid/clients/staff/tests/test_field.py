"""The worker's pages: report once, do a check, handle on the spot, follow to the end."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vitalgrid.foundation.files.tests.factories import encoded
from vitalgrid.foundation.files.tests.factories import picture as drawn
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.tests.factories import Loop
from vitalgrid.loop.tasks.models import Task

WORKER = "full-1-1-1-1"


@pytest.mark.parametrize("path", ["", "report/", "tasks/", "mine/"])
@pytest.mark.parametrize("who", [WORKER, "part-1-1-1-1", "head-1-1-1"])
def test_pages_open_for_workers(loop: Loop, client: Client, who: str, path: str) -> None:
    assert client.get(f"/field/{path}").status_code == 302
    loop.sign_in(client, who)
    assert client.get(f"/field/{path}").status_code == 200


def test_a_worker_reports_once_and_handles_on_the_spot(loop: Loop, client: Client) -> None:
    loop.sign_in(client, WORKER)
    lon, lat = loop.city.middle("1-1-1-1")
    given = {"description": "演示:井盖松了。", "key": "k-1", "category": "0404", "lon": lon, "lat": lat, "accuracy": 8}
    first, again = client.post("/field/report/", given), client.post("/field/report/", given)
    assert first["Location"] == again["Location"]
    case = Case.objects.get()
    assert (case.desk, case.area.code) == ("township", "1-1-1-1")
    assert client.get(first["Location"]).status_code == 200
    answer = {"answer": "演示:已压紧。", "expected_revision": case.revision}
    where, desk = f"/field/cases/{case.code}/", "受理台"
    assert desk in client.get(where).content.decode()
    assert client.post(f"/field/cases/{case.code}/spot/", answer).status_code == 302
    assert desk not in client.get(where).content.decode()  # it waits for a check
    assert Case.objects.get().state == "handled"


def test_a_worker_without_a_position_reports_from_the_own_patch(loop: Loop, client: Client) -> None:
    loop.sign_in(client, WORKER)
    field = client.get("/field/report/").context["form"]["area"]
    assert field.value() == "1-1-1-1"
    assert 'value="1-1-1-1" selected' in str(field)
    given = {"description": "演示:井盖松了。", "key": "k-1", "category": "0404", "area": field.value()}
    where = client.post("/field/report/", given)["Location"]
    assert client.get(where).context["on_spot"] is True
    elsewhere = client.post("/field/report/", {**given, "key": "k-2", "area": "1-2-1"})["Location"]
    assert client.get(elsewhere).context["on_spot"] is False


def test_the_head_of_a_township_has_no_patch_to_offer(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "head-1")
    assert not client.get("/field/report/").context["form"]["area"].value()


def test_a_part_timer_reports_and_handles_nothing(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "part-1-1-1-1")
    where = client.post("/field/report/", {"description": "演示:墙裂了。", "key": "k-1"})["Location"]
    assert client.get(where).status_code == 200
    assert client.post(f"{where}spot/", {"answer": "演示:好了。"}).status_code == 403


def test_a_check_is_done_by_the_areas_worker(loop: Loop, client: Client) -> None:
    code = loop.handled(at="1-1-1-1").code
    loop.move(code, "ask_check", "inspection")
    task = Task.objects.get()
    loop.sign_in(client, "full-2-1-1-1")
    assert client.get(f"/field/tasks/{task.pk}/").status_code == 404
    loop.sign_in(client, WORKER)
    assert client.get(f"/field/tasks/{task.pk}/").status_code == 200
    assert client.post(f"/field/tasks/{task.pk}/", {"result": "not_in_order"}).status_code == 422
    assert client.post(f"/field/tasks/{task.pk}/", {"result": "in_order"}).status_code == 302
    assert Case.objects.get(code=code).state == "verified"


def test_a_worker_reaches_settings_language_and_the_way_out(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "part-1-1-1-1")
    page = client.get("/field/mine/").content.decode()
    for wanted in ("登录与设备", "English", 'action="/accounts/logout/"'):
        assert wanted in page, wanted


def test_a_task_leads_to_its_matter_for_who_may_read_it(loop: Loop, client: Client) -> None:
    code = loop.handled(at="1-1-1-1").code
    loop.move(code, "ask_check", "inspection")
    task = Task.objects.get()
    for who, may in ((WORKER, True), ("part-1-1-1-1", False)):
        loop.sign_in(client, who)
        page = client.get(f"/field/tasks/{task.pk}/")
        if page.status_code == 200:
            assert (f"/field/cases/{code}/" in page.content.decode()) == may, who


def test_drafts_keep_no_person(loop: Loop, client: Client) -> None:
    loop.sign_in(client, WORKER)
    page = client.get("/field/report/").content.decode()
    assert page.count("data-private") == 2  # name and telephone


def test_what_is_missing_is_said_once_in_plain_words(loop: Loop, client: Client) -> None:
    code = loop.report(at="1-1-1-1").code
    loop.sign_in(client, WORKER)
    for path in ("/field/report/", f"/field/cases/{code}/spot/"):
        page = client.post(path, {"key": "k"})
        assert page.status_code == 422
        text = page.content.decode()
        assert "这个字段是必填项" not in text
        assert text.count('class="error"') == 1, path


def test_a_worker_is_offered_what_is_open_nearby_and_joins_it_with_one_press(loop: Loop, client: Client) -> None:
    code = loop.accepted(at="1-1-1-1").code
    loop.sign_in(client, WORKER)
    lon, lat = loop.city.middle("1-1-1-1")
    pin = {"lon": lon, "lat": lat, "accuracy": 9}
    told = client.post("/field/report/near/", pin).content.decode()
    assert code in told and "误差 9 米" in told
    assert client.post("/field/report/", {"joins": code, "key": "k-1", **pin})["Location"] == f"/field/cases/{code}/"
    assert Case.objects.get().report_count == 2
    assert client.post("/field/report/", {"joins": "260101-0000000", "key": "k-2", **pin}).status_code == 422


def test_kinds_are_proposed_to_workers_too_and_photos_survive_an_error(loop: Loop, client: Client) -> None:
    loop.sign_in(client, WORKER)
    found = client.post("/field/report/kinds/", {"description": "演示:供水管漏了。"}).content.decode()
    assert 'value="0404" data-proposal checked' in found
    picture = SimpleUploadedFile("a.jpg", encoded(drawn()), content_type="image/jpeg")
    refused = client.post("/field/report/", {"description": "", "photos": picture, "key": "k-1"})
    assert refused.status_code == 422 and 'name="kept"' in refused.content.decode()


def test_news_stand_on_the_first_page_until_they_are_read(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "part-1-1-1-1")
    client.post("/field/report/", {"description": "演示:墙裂了。", "key": "k-1"})
    code, user = Case.objects.get().code, loop.city.user("part-1-1-1-1")
    for title, about in (("演示·您反映的事有进展", code), ("演示·村里的事", "260101-0000000")):
        told = {"kind": "case.progress", "about_kind": "case", "about_id": about, "code": about, "at": clock.now()}
        Notice.objects.create(user_id=user.pk, title=title, body="", **told)
    page = client.get("/field/").content.decode()
    assert page.count('href="/field/tasks/"') == 1, "the tab alone: no news of a task yet"
    assert "演示·您反映的事有进展" in page and page.count("给您的通知") == 1
    assert page.count(f'href="/field/cases/{code}/"') == 2 and 'href="/field/cases/260101-0000000/"' not in page
    assert client.post("/field/news/read/").status_code == 302
    assert "给您的通知" not in client.get("/field/").content.decode()


def test_news_of_a_check_go_when_it_is_done_or_not_needed_any_more(loop: Loop, client: Client) -> None:
    code = loop.handled(at="1-1-1-1").code
    loop.move(code, "ask_check", "inspection")
    task, user = Task.objects.get(), loop.city.user(WORKER)
    told = {"about_kind": "task", "about_id": str(task.pk), "code": code, "at": clock.now()}
    Notice.objects.create(user_id=user.pk, kind="task.given", title="演示·请您核查", body="", **told)
    loop.sign_in(client, WORKER)
    assert "演示·请您核查" in client.get("/field/").content.decode()
    assert client.post(f"/field/tasks/{task.pk}/", {"result": "in_order"}).status_code == 302
    assert "演示·请您核查" not in client.get("/field/").content.decode()


def test_a_matter_says_who_has_it_and_what_is_still_to_come(loop: Loop, client: Client) -> None:
    code = loop.in_progress(at="1-1-1-1").code
    loop.sign_in(client, WORKER)
    page = client.get(f"/field/cases/{code}/").content.decode()
    assert loop.city.units["water"].name in page
    assert [words in page for words in ("单位办理", "到场核查", "答复您")] == [True] * 3
