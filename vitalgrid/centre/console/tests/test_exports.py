"""Lists as files: what the page shows and no more, for their owner alone, in the background when long."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from vitalgrid.foundation.exports import jobs
from vitalgrid.foundation.exports.actions import ask_export, cancel_export, take_export
from vitalgrid.foundation.exports.models import ExportJob
from vitalgrid.foundation.exports.places import folder, path_of
from vitalgrid.foundation.exports.registry import exports
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.outbox.actions import Draft, queue_message
from vitalgrid.foundation.outbox.jobs import send
from vitalgrid.foundation.outbox.models import Message, Notice
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

PHONE, NAME = "13900001234", "演示·王某某"
State = ExportJob.State
# A list -> who sees it, and who does not.
READERS = {
    "cases": ("intake", "administrator"),
    "tasks": ("dispatch", "administrator"),
    "catalogue": ("intake", "administrator"),
    "staffing": ("administrator", "resident"),
    "areas": ("administrator", "resident"),
    "units": ("administrator", "resident"),
    "posts": ("administrator", "resident"),
    "calendar": ("administrator", "intake"),
    "figures": ("leader", "hotline"),
    "journal": ("auditor", "administrator"),
    "messages": ("administrator", "auditor"),
    "accounts": ("administrator", "auditor"),
    "keys": ("administrator", "auditor"),
}


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def take(client: Client, name: str, form: str = "csv", **asked: str) -> Any:
    return client.post(f"/console/files/{name}/take/", {"format": form, **asked})


def cells(answer: Any, encoding: str = "utf-8-sig") -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode(encoding)
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_queue_comes_as_its_filter_shows_it(loop: Loop, client: Client) -> None:
    one = loop.assigned(unit="water", name=NAME, phone=PHONE).code
    loop.assigned(unit="hygiene", category="0301")
    apart = loop.report(category="14", at="1-1-1-1").code
    loop.sign_in(client, "intake")
    answer = take(client, "cases", view="all", unit="water")
    assert answer["Content-Type"] == "text/csv; charset=utf-8" and "no-store" in answer["Cache-Control"]
    head, *rows = cells(answer)
    assert [row[0].strip() for row in rows] == [one]
    assert (head[0], len(head)) == ("编号", 20)
    assert rows[0][head.index("急缓")] == "紧急"
    assert len(cells(take(client, "cases", view="all"))) == 3
    everything = json.dumps(cells(take(client, "cases", view="all")), ensure_ascii=False)
    assert PHONE not in everything and NAME not in everything and apart not in everything
    found = io.BytesIO(b"".join(take(client, "cases", "xlsx", view="all").streaming_content))
    sheet = CalamineWorkbook.from_filelike(found).get_sheet_by_index(0).to_python()
    assert len(sheet) == 3 and all(hasattr(row[8], "year") for row in sheet[1:])
    loop.sign_in(client, "discipline")
    assert apart in json.dumps(cells(take(client, "cases", view="all")))


def test_a_list_is_taken_in_the_order_that_the_page_shows(loop: Loop, client: Client) -> None:
    """Whoever prints the list by what is due got it by receipt, and looked for the first one on the last sheet."""
    with clock.set_to(MONDAY):
        later = loop.in_progress().code
    with clock.set_to(MONDAY + timedelta(minutes=1)):  # of one moment, the ids would say which is newer
        sooner = loop.report().code
    with clock.set_to(MONDAY + timedelta(minutes=5)):
        latest = loop.in_progress().code
        loop.sign_in(client, "dispatch")
        page = client.get("/console/?view=open")
        shown = [row.code for group in page.context["groups"] for row in group.rows]
        assert shown == [sooner, later, latest]
        assert 'name="order" value="due"' in page.content.decode()
        for order, expected in {"due": shown, "new": [latest, sooner, later]}.items():
            rows = cells(take(client, "cases", view="open", order=order))[1:]
            assert [row[0].strip() for row in rows] == expected, order
        apart = client.get("/console/?view=open&order=new").content.decode()
        assert 'name="order" value="new"' in apart


def test_every_list_has_readers_and_is_refused_to_others(loop: Loop, client: Client) -> None:
    """The file is a second door to the page, and it has the same lock."""
    assert set(READERS) == set(exports())
    code = loop.handled().code
    loop.move(code, "ask_check", "inspection")
    for name, (reader, other) in READERS.items():
        for form in ("csv", "xlsx", "gb18030"):
            loop.sign_in(client, reader)
            answer = take(client, name, form)
            assert answer.status_code == 200, (name, form)
            content = b"".join(answer.streaming_content)
            assert content[:3] == {"csv": b"\xef\xbb\xbf", "xlsx": b"PK\x03"}.get(form, content[:3])
        if other != "resident":
            loop.sign_in(client, other)
            assert take(client, name).status_code in (403, 404), (name, other)
    assert take(Client(), "cases").status_code == 302
    assert take(client, "no-such-list").status_code == 404
    loop.sign_in(client, "intake")
    assert take(client, "cases", "exe").status_code == 422


def test_a_message_about_a_complaint_tells_nothing_of_it(loop: Loop, client: Client) -> None:
    """The subject of a letter holds the code, which whoever is complained about must not even hear."""
    code = loop.report(category="14", at="1-1-1-1").code
    queue_message(Draft("email", "demo@example.org", f"演示 {code}", "演示", "case.closed", "case", "1", code=code))
    Message.objects.update(state=Message.State.FAILED)
    loop.sign_in(client, "administrator")
    assert "•••" in json.dumps(cells(take(client, "messages")), ensure_ascii=False)
    for told in (json.dumps(cells(take(client, "messages"))), json.dumps(client.get("/api/v1/messages").json())):
        assert code not in told


def test_each_step_stands_in_the_journal_without_what_was_looked_for(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "intake")
    take(client, "cases", view="all", q=PHONE)
    told = list(Entry.objects.filter(kind="export").order_by("id"))
    assert [one.event for one in told] == ["export.asked", "export.made", "export.taken"]
    assert all(PHONE not in one.payload for one in told)
    assert json.loads(told[0].payload)["narrowed_by"] == "q view"


def long_one(loop: Loop, monkeypatch: pytest.MonkeyPatch, client: Client, count: int = 5) -> ExportJob:
    for _n in range(count):
        loop.report()
    monkeypatch.setattr(jobs, "AT_ONCE", count - 1)
    loop.sign_in(client, "intake")
    answer = take(client, "cases", view="all")
    assert (answer.status_code, answer["Location"]) == (302, "/console/files/")
    return ExportJob.objects.get()


def test_a_long_list_is_written_while_its_owner_goes_on(
    loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = long_one(loop, monkeypatch, client)
    assert job.state == State.QUEUED
    page = client.get("/console/files/").content.decode()
    assert "排队中" in page and "hx-trigger" in page
    assert client.get(f"/console/files/{job.pk}/").status_code == 409
    assert jobs.run_exports() == 1
    job.refresh_from_db()
    assert (job.state, job.rows_done, job.rows_total) == (State.DONE, 5, 5)
    assert path_of(job).stat().st_mode & 0o077 == 0
    send()
    notice = Notice.objects.get(user_id=job.owner_id, kind="export.ready")
    assert client.get(f"/console/notices/{notice.pk}/")["Location"] == "/console/files/"
    assert len(cells(client.get(f"/console/files/{job.pk}/"))) == 6
    assert "可以下载" in client.get("/console/files/").content.decode()
    assert jobs.run_exports() == 0


def test_a_file_is_for_its_owner_alone(loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    job = long_one(loop, monkeypatch, client)
    jobs.run_exports()
    for who in ("dispatch", "administrator", "auditor"):
        loop.sign_in(client, who)
        assert client.get(f"/console/files/{job.pk}/").status_code == 404
        assert client.post(f"/console/files/{job.pk}/cancel/").status_code == 404
        assert client.get(f"/api/v1/exports/{job.pk}").status_code == 404
    assert Client().get(f"/console/files/{job.pk}/").status_code == 302


def test_it_is_called_off_in_the_middle(loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    job = long_one(loop, monkeypatch, client, count=300)
    monkeypatch.setattr(jobs, "TELL_EVERY", 0.0)
    by = loop.actor("intake")
    told: list[int] = []
    real = jobs._mine

    def calling_off(one: ExportJob, **changes: Any) -> None:
        real(one, **changes)
        told.append(changes.get("rows_done", 0))
        if changes.get("rows_done") == 100:
            cancel_export(by=by, number=job.pk)

    monkeypatch.setattr(jobs, "_mine", calling_off)
    assert jobs.run_exports() == 0
    job.refresh_from_db()
    assert (job.state, told) == (State.CANCELLED, [0, 100])
    assert list(folder().iterdir()) == []
    assert Entry.objects.filter(event="export.cancelled").count() == 1


def test_whoever_lost_the_right_meanwhile_gets_no_file(
    loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = long_one(loop, monkeypatch, client)
    loop.city.posts["intake"].delete()
    assert jobs.run_exports() == 0
    job.refresh_from_db()
    assert job.state == State.FAILED and job.error
    assert list(folder().iterdir()) == []


def test_a_worker_that_died_leaves_the_job_to_the_next(
    loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = long_one(loop, monkeypatch, client)
    assert jobs._claim() is not None  # and then the power failed
    assert jobs.run_exports() == 0
    with clock.set_to(clock.now() + timedelta(seconds=61)):
        assert jobs.run_exports() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 2)


def test_a_broken_disk_is_told_and_tried_again(loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    job = long_one(loop, monkeypatch, client)

    def broken(*given: Any, **told: Any) -> int:
        raise OSError("no space")

    monkeypatch.setattr(jobs, "write", broken)
    now = clock.now()
    for attempt in range(jobs.MOST_ATTEMPTS):
        with clock.set_to(now + timedelta(hours=attempt)):
            jobs.run_exports()
    job.refresh_from_db()
    assert job.state == State.FAILED and "OSError" in job.error


def test_a_file_goes_after_its_time(loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    job = long_one(loop, monkeypatch, client)
    jobs.run_exports()
    with clock.set_to(clock.now() + timedelta(days=3)):
        with pytest.raises(Problem, match=r"exports\.gone"):
            take_export(by=loop.actor("intake"), number=job.pk)
        assert jobs.expire_exports() == 1
    job.refresh_from_db()
    assert (job.state, job.asked, path_of(job).exists()) == (State.EXPIRED, "", False)
    with clock.set_to(clock.now() + timedelta(days=40)):
        jobs.expire_exports()
    assert not ExportJob.objects.exists()


def test_three_at_a_time(loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    long_one(loop, monkeypatch, client)
    by = loop.actor("intake")
    told: dict[str, Any] = {"by": by, "name": "cases", "form": "csv", "asked": {}}
    ask_export(**told)
    ask_export(**told)
    with pytest.raises(Problem, match=r"exports\.enough"):
        ask_export(**told)
    assert take(client, "cases", view="all")["Location"] == "/console/files/"


def test_by_api_with_names_for_programs(loop: Loop, client: Client) -> None:
    loop.report()
    loop.sign_in(client, "intake")
    names = {one["name"] for one in client.get("/api/v1/lists").json()}
    assert names == set(READERS)
    body = json.dumps({"name": "cases", "narrowed": {"view": "all"}})
    headers = {"Idempotency-Key": "k"}
    made = client.post("/api/v1/exports", body, content_type="application/json", headers=headers)
    again = client.post("/api/v1/exports", body, content_type="application/json", headers=headers)
    assert (made.status_code, made.json()) == (202, again.json())
    number = made.json()["id"]
    jobs.run_exports()
    assert client.get(f"/api/v1/exports/{number}").json()["state"] == "done"
    assert cells(client.get(f"/api/v1/exports/{number}/file"))[0][:3] == ["code", "title", "state"]
    assert client.post(f"/api/v1/exports/{number}/cancel").json()["state"] == "done"
    assert [one["id"] for one in client.get("/api/v1/exports").json()] == [number]


def test_a_page_of_rows_costs_what_it_costs_whatever_the_number(loop: Loop, django_assert_max_num_queries: Any) -> None:
    by = loop.actor("intake")
    loop.report()
    list(exports()["cases"].rows(by, {"view": "all"}).each())
    for _n in range(20):
        loop.report()
    with django_assert_max_num_queries(3):  # the cases, and whether net and catalogue are those of before
        assert len(list(exports()["cases"].rows(by, {"view": "all"}).each())) == 21
