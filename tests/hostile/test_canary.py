"""A person is sought after a whole run: reported, revealed, mailed, printed, failed. They lie encrypted or nowhere."""

import json
import logging
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.hostile import canary
from tests.hostile.canary import EMAIL, NAME, PHONE, traces
from tests.hostile.sweep import ADDRESS
from tests.matrix.routes import Stage, make_stage
from vitalgrid.foundation.changes.jobs import run_reactions
from vitalgrid.foundation.files.tests.factories import camera_photo
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.jobs import send
from vitalgrid.foundation.search.queries import find
from vitalgrid.loop.cases.actions import receiving
from vitalgrid.loop.cases.models import Case, Report
from vitalgrid.loop.cases.tests.factories import MONDAY

READ = ("/console/", "/console/journal/", "/api/v1/cases", "/api/v1/journal", "/console/staffing/vacancies.csv")
WHOLE = {"description": "演示:小区门口积水。", "name": NAME, "phone": PHONE, "email": EMAIL}


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Stage]:
    settings.DATA, settings.FILES = tmp_path / "data", tmp_path / "data" / "files"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH, settings.EMAIL_IS_CONFIGURED = tmp_path / "data" / "outbox" / "mail", False
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    with clock.set_to(MONDAY):
        yield make_stage()


def _report(stage: Stage) -> list[str]:
    """By page, by API and by key, with a photo that knows where it was taken; the addresses that were asked for."""
    client = Client()
    photo = SimpleUploadedFile("a.jpg", camera_photo())
    lon, lat = stage.world.loop.city.middle("1-1-1-1")
    page = client.post("/report/", {**WHOLE, "photos": photo, "lon": lon, "lat": lat, "key": "k" * 24})
    assert page.status_code == 302, page.content.decode()
    contact = {"name": NAME, "phone": PHONE, "email": EMAIL}
    body = json.dumps({"description": "演示:又积水了。", "lon": lon, "lat": lat, "contact": contact})
    told = client.post("/api/v1/reports", body, content_type="application/json", headers={"Idempotency-Key": "one"})
    assert told.status_code == 201
    again = client.post("/api/v1/reports", body, content_type="application/json", headers={"Idempotency-Key": "one"})
    assert again.json() == told.json()
    return [page["Location"], told.json()["track_url"]]


def _handle(stage: Stage, report: Report) -> list[str]:
    """Every kind of looking and working, by those who may."""
    loop, code = stage.world.loop, report.case.code
    loop.move(code, "accept", "intake", category="0404")
    loop.move(code, "assign", "dispatch", unit="water")
    loop.move(code, "take", "water")
    intake = stage.clients["intake"]
    reveal = intake.post(f"/console/cases/{code}/reveal/{report.pk}/", {"reason": "演示:核实地点"})
    assert PHONE in reveal.content.decode()
    shown = intake.post(f"/api/v1/cases/{code}/reports/{report.pk}/reveal", {"reason": "演示:核实"}, "application/json")
    assert shown.json()["phone"] == PHONE
    sought = intake.post("/console/seek/", {"view": "all", "q": PHONE})
    found = intake.get(sought["Location"])
    assert code in found.content.decode()
    addresses = [sought["Location"], *ADDRESS.findall(found.content.decode())]
    for who in ("intake", "water", "auditor", "privacy", "administrator"):
        for address in (*READ, f"/console/cases/{code}/", f"/console/cases/{code}/print/", f"/api/v1/cases/{code}"):
            page = stage.clients[who].get(address)
            if page.streaming:
                list(page.streaming_content)
            elif page.status_code == 200:
                assert PHONE not in page.content.decode(), (who, address)
            addresses.append(page.headers.get("Location", ""))
    loop.move(code, "handle", "water", outcome="done", answer="演示:已排净。")
    loop.move(code, "pass", "inspection", text="演示。")
    loop.move(code, "close", "inspection", outcome="done", answer="演示:好了。")
    return addresses


def _break(stage: Stage, monkeypatch: Any) -> None:
    """Whatever fails, fails with the person's answers in its hands."""

    def broken(*given: Any) -> None:
        raise RuntimeError("演示:故障")

    client = Client(raise_request_exception=False)
    with monkeypatch.context() as patch:
        patch.setattr(receiving, "_place", broken)
        assert client.post("/report/", WHOLE).status_code == 500
    client.post("/report/", {**WHOLE, "phone": f"{PHONE}x" * 9, "lat": "x"})
    client.post("/api/v1/reports", json.dumps({**WHOLE, "contact": PHONE}), content_type="application/json")
    client.post("/accounts/login/", {"login": EMAIL, "password": PHONE})


def test_nobody_is_found_where_nobody_should_be(
    stage: Stage, caplog: Any, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    addresses = _report(stage)
    for report in Report.objects.filter(description__contains="积水"):
        addresses += _handle(stage, report)
    _break(stage, monkeypatch)
    with clock.set_to(MONDAY + timedelta(minutes=5)):  # what follows waits for as long as a step can be taken back
        while run_reactions() or send():
            pass
    seal_pending()
    mails = list(settings.EMAIL_FILE_PATH.glob("*"))
    assert mails, "nothing was mailed: the run was not whole"
    assert Case.objects.filter(state="closed").count() >= 2

    log = [("log", logging.Formatter("%(message)s").format(record).encode()) for record in caplog.records]
    links = [("address", address.encode()) for address in addresses]
    files = [*canary.in_folder(tmp_path / "data"), *canary.in_folder(tmp_path / "temp")]
    rows = list(canary.in_database())
    assert len(rows) > 300 and len(log) > 5
    assert find("积水", ("report",), limit=5).hits and not find(PHONE, ("report", "case"), limit=5).hits
    assert not find(NAME, ("report", "case"), limit=5).hits
    for text in (NAME, PHONE, EMAIL):
        assert traces(text, iter(rows)) == [], text
        assert traces(text, iter(log)) == [], text
        assert traces(text, iter(links)) == [], text
    # The address of a mail stands on the mail, which waits for whoever carries it: for the owner only, for thirty days.
    assert {where.split("/")[1] for where in traces(EMAIL, iter(files))} == {"mail"}
    assert settings.EMAIL_FILE_PATH.stat().st_mode & 0o077 == 0
    for text in (NAME, PHONE):
        assert traces(text, iter(files)) == [], text


def test_the_search_would_find_them(tmp_path: Path) -> None:
    """A search that finds nothing is worth nothing until it has found something."""
    for number, form in enumerate(sorted(canary.forms(NAME))):
        (tmp_path / f"{number}.bin").write_bytes(b"..." + form + b"...")
    (tmp_path / "packed.txt.gz").write_bytes(__import__("gzip").compress(NAME.encode()))
    assert len(traces(NAME, canary.in_folder(tmp_path))) == len(list(tmp_path.iterdir()))


def test_the_word_of_a_link_stands_in_no_log(stage: Stage, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    word = stage.world.loop.report().secret
    for address in (f"/track/260101-0000000/{word}/", f"/track/260101-0000000/{word}", f"/files/{word}{word}"):
        Client().get(address)
    log = [("log", record.getMessage().encode()) for record in caplog.records]
    assert any(b"/track/" in line for _, line in log)
    assert traces(word, iter(log)) == []
