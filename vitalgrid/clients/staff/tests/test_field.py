"""The worker's pages: report once, do a check, handle on the spot, follow to the end."""

import pytest
from django.test import Client

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
    assert client.post(f"/field/cases/{case.code}/spot/", answer).status_code == 302
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
