"""`vitalgrid check` finds what no action leaves behind, and nothing in what actions leave behind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from vitalgrid.cli.running import run
from vitalgrid.foundation.changes.models import Change
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.store import path_of
from vitalgrid.foundation.files.tests.factories import camera_photo
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.models import Message
from vitalgrid.foundation.outbox.tests.factories import queued
from vitalgrid.foundation.search.models import Document
from vitalgrid.loop.cases.models import Assignment, Case, Clock, Report, Step
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop

pytestmark = pytest.mark.django_db


@pytest.fixture
def loop(settings: Any, tmp_path: Path) -> Any:
    settings.DATA, settings.FILES = tmp_path, tmp_path / "files"
    with clock.set_to(MONDAY):
        yield small_loop()


def kinds(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    status = run(["check", "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert status == (1 if told["found"] else 0)
    return dict(told["kinds"])


def lived(loop: Loop) -> dict[str, str]:
    """Cases in all sorts of places."""
    codes = {"open": loop.report().code, "handled": loop.handled().code, "closed": loop.closed().code}
    into, gone = loop.assigned().code, loop.accepted().code
    loop.move(gone, "join", "dispatch", into=into)
    returned = loop.assigned().code
    for _ in range(2):
        loop.move(returned, "return", "water", ground="not_our_duty", unit="hygiene", text="演示:不归我们。")
        if Case.objects.get(code=returned).state == "triaged":
            loop.move(returned, "assign", "dispatch", unit="water")
    paused = loop.in_progress().code
    loop.move(paused, "pause", "water", cause="weather", until="2026-03-05T10:00:00+08:00", answer="演示:大风。")
    return codes | {"into": into, "gone": gone, "ruling": returned, "paused": paused}


def spoil_pointer(codes: dict[str, str]) -> None:
    Case.objects.filter(code=codes["handled"]).update(state="verified")


def spoil_trail(codes: dict[str, str]) -> None:
    Step.objects.filter(case__code=codes["handled"], number=3).delete()


def spoil_step(codes: dict[str, str]) -> None:
    Step.objects.filter(case__code=codes["closed"], number=2).update(verb="rule")


def spoil_clock(codes: dict[str, str]) -> None:
    Clock.objects.filter(case__code=codes["handled"], stopped_at=None, stage="verify").delete()


def spoil_share(codes: dict[str, str]) -> None:
    Assignment.objects.filter(case__code=codes["paused"]).delete()


def spoil_count(codes: dict[str, str]) -> None:
    Report.objects.filter(case__code=codes["into"]).update(withdrawn_at=MONDAY)


def spoil_search(codes: dict[str, str]) -> None:
    Document.objects.filter(code=codes["open"].lower()).delete()


def spoil_feed(codes: dict[str, str]) -> None:
    Change.objects.order_by("id").first().delete()  # type: ignore[union-attr]


def spoil_message(codes: dict[str, str]) -> None:
    Message.objects.update(state="sent")


SPOILED: list[tuple[Callable[[dict[str, str]], None], set[str]]] = [
    (spoil_pointer, {"case.trail", "case.shares", "case.clocks"}),
    (spoil_trail, {"case.trail", "case.journal"}),
    (spoil_step, {"case.step"}),
    (spoil_clock, {"case.clocks"}),
    (spoil_share, {"case.shares"}),
    (spoil_count, {"case.reports"}),
    (spoil_search, {"case.search"}),
    (spoil_feed, {"changes.count"}),
    (spoil_message, {"message.state"}),
]


def test_a_life_is_whole_and_each_spoiling_is_found(loop: Loop, capsys: pytest.CaptureFixture[str]) -> None:
    codes = lived(loop)
    queued()
    assert kinds(capsys) == {}
    for spoil, expected in SPOILED:
        with transaction.atomic():
            spoil(codes)
            found = set(kinds(capsys))
            transaction.set_rollback(True)
        assert found and found <= expected, (spoil.__name__, found)
    assert kinds(capsys) == {}


def test_a_photo_that_is_gone_is_found_and_told_in_words(
    loop: Loop, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    blob = store_photo(by=loop.actor("water"), data=camera_photo(), name="a.jpg")
    assert kinds(capsys) == {}
    path_of(blob.sha256).write_bytes(b"something else")
    assert kinds(capsys) == {"file.differs": 1}
    with translation.override("en"):
        assert run(["check"]) == 1
    assert f"File {blob.sha256} is missing" in capsys.readouterr().out
