"""A worker that slept for six hours, and clients' clocks that lie: everything once, in order, by the server's clock."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.faults.invariants import assert_whole
from vitalgrid.config.jobs import JOBS
from vitalgrid.foundation.changes.models import PendingReaction
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock, schedule
from vitalgrid.foundation.kit.models import JobLease
from vitalgrid.foundation.outbox.models import Message, Notice
from vitalgrid.loop.cases.jobs import sweep_clocks
from vitalgrid.loop.cases.models import Case, Clock, Pause, Report
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop

SLEPT = timedelta(hours=6)


@pytest.fixture
def loop(db: None) -> Iterator[Loop]:
    with clock.set_to(MONDAY):
        yield small_loop()


def run_worker(moment: datetime, *, turns: int = 1) -> list[str]:
    """What a worker does that wakes at `moment`: every job that is its turn. Returns which ran, in order."""
    ran = []
    with clock.set_to(moment):
        for _ in range(turns):
            ran += [job.name for job in JOBS if schedule.run_job(job) and not job.is_shared]
    return ran


def overdue_entries() -> list[Entry]:
    return list(Entry.objects.filter(event="case.overdue").order_by("id"))


@pytest.mark.django_db
def test_after_six_hours_every_overdue_thing_comes_once_in_order_and_is_marked_late(loop: Loop) -> None:
    with clock.set_to(MONDAY):
        schedule.prepare(JOBS)
    run_worker(MONDAY)
    for minutes in (40, 10, 25, 0):
        with clock.set_to(MONDAY + timedelta(minutes=minutes)):
            loop.report()
            if minutes == 25:
                paused = loop.in_progress().code
                until = (MONDAY + timedelta(hours=2)).isoformat()
                loop.move(paused, "pause", "water", cause="weather", until=until, answer="演示:大风。")
    assert overdue_entries() == []
    woken = MONDAY + SLEPT
    late = Clock.objects.filter(stopped_at=None, due_at__lt=woken, is_pausable=False).order_by("due_at", "id")
    expected = [(str(one.case_id), one.stage) for one in late]
    assert len(expected) >= 4
    ran = run_worker(woken, turns=3)
    assert len(ran) == len(set(ran)), "a job that slept for six hours runs once, not for every turn it missed"
    found = [(entry.object_id, stage_of(entry)) for entry in overdue_entries()]
    assert found == expected
    assert set(Clock.objects.filter(pk__in=[one.pk for one in late]).values_list("late_at", flat=True)) == {woken}
    pause = Pause.objects.get(case__code=paused)
    assert pause.ended_at == pause.until_at == MONDAY + timedelta(hours=2)  # when it was promised, not when it was seen
    assert Case.objects.get(code=paused).state == "in_progress"
    assert_told_once()
    before = (Entry.objects.count(), Message.objects.count(), Notice.objects.count())
    run_worker(woken + timedelta(minutes=1), turns=3)
    assert (Entry.objects.count(), Message.objects.count(), Notice.objects.count()) == before
    assert_whole()


def stage_of(entry: Entry) -> str:
    return str(json.loads(entry.payload)["stage"])


def assert_told_once() -> None:
    assert not PendingReaction.objects.exists()
    keys = list(Message.objects.filter(kind="case.overdue").values_list("about_id", "to"))
    assert keys
    assert Notice.objects.filter(kind="case.overdue").count() == len(keys)
    assert set(JobLease.objects.values_list("failures", flat=True)) == {0}


@pytest.mark.django_db
def test_one_pause_that_cannot_end_keeps_no_other_from_it(loop: Loop) -> None:
    codes = []
    for hours in (3, 2, 1):
        code = loop.in_progress().code
        until = (MONDAY + timedelta(hours=hours)).isoformat()
        loop.move(code, "pause", "water", cause="weather", until=until, answer="演示:大风。")
        codes.append(code)
    Clock.objects.filter(case__code=codes[1], stage="resolve").update(limit="3 xx")  # a broken row
    with clock.set_to(MONDAY + SLEPT):
        sweep_clocks()
    resumed = list(Entry.objects.filter(event="case.resumed").order_by("id").values_list("code", flat=True))
    assert resumed == [codes[2], codes[0]]  # in the order of their ends


SHIFTS = {
    "ten years ago": (timedelta(days=-3653), 201, None),
    "five minutes ago": (timedelta(minutes=-5), 201, None),
    "in five minutes": (timedelta(minutes=5), 201, "clock_ahead"),
    "in ten years": (timedelta(days=3653), 422, None),
}


@pytest.mark.django_db
def test_deadlines_follow_the_servers_clock_whatever_the_clients_says(loop: Loop, client: Client) -> None:
    lon, lat = loop.city.middle("1-1-1-1")
    body: dict[str, Any] = {"description": "演示:没水了。", "category": "0404", "lon": lon, "lat": lat}
    dues = set()
    for name, (shift, status, flag) in SHIFTS.items():
        said = MONDAY + shift
        told = {**body, "occurred_at": said.isoformat()}
        headers = {"Date": said.strftime("%a, %d %b %Y %H:%M:%S GMT")}
        answer = client.post("/api/v1/reports", told, "application/json", headers=headers)
        assert answer.status_code == status, (name, answer.content)
        if status == 422:
            assert answer.json()["errors"][0]["field"] == "occurred_at"
            continue
        report = Report.objects.get(case__code=answer.json()["code"])
        assert report.received_at == MONDAY
        assert report.occurred_at == min(said, MONDAY)
        assert report.flags == ([flag] if flag else [])
        dues |= {(one.stage, one.due_at) for one in Clock.objects.filter(case=report.case)}
    assert len(dues) == len({stage for stage, _due in dues}), "two clients' clocks made two deadlines"
    assert_whole()
