"""Of any number of workers one runs a job; a dead one's job is taken over; a failing one is seen and runs again."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread, get_ident
from typing import Any

import pytest
from django.db import OperationalError

from vitalgrid.foundation.kit import clock, schedule
from vitalgrid.foundation.kit.models import JobLease
from vitalgrid.foundation.kit.schedule import Job, run_job
from vitalgrid.foundation.kit.worker import Worker

HERE = "vitalgrid.foundation.kit.tests.test_worker"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
JOB = Job("sweep", f"{HERE}.sweep", 30)
SHARED = Job("share", f"{HERE}.share", 0, is_shared=True)
FAILING = Job("fail", f"{HERE}.fail", 30)
ran: list[str] = []
has_run = Event()


def sweep() -> None:
    ran.append("sweep")
    has_run.set()


def share() -> None:
    ran.append("share")


def fail() -> None:
    raise ValueError("演示·张某 13800001234")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    ran.clear()
    has_run.clear()


def run_at(seconds: float, job: Job = JOB) -> bool:
    with clock.set_to(NOON + timedelta(seconds=seconds)):
        schedule.prepare((JOB, FAILING))
        return run_job(job)


@pytest.mark.django_db
def test_a_job_runs_when_it_is_due() -> None:
    assert [run_at(0), run_at(29), run_at(30), run_at(31)] == [True, False, True, False]
    assert JobLease.objects.get(name="sweep").runs == 2


@pytest.mark.django_db
def test_a_job_that_somebody_runs_is_left_alone_until_the_lease_ends() -> None:
    with clock.set_to(NOON):
        schedule.prepare((JOB,))
        holder = schedule.claim(JOB)
        assert holder
        assert schedule.claim(JOB) is None
    assert not run_at(59)
    with clock.set_to(NOON + timedelta(seconds=50)):
        schedule.renew([holder])
    assert not run_at(109)
    assert run_at(110)  # the holder died
    with clock.set_to(NOON + timedelta(seconds=111)):
        schedule.release(JOB, holder, None)  # too late: the lease is no longer its own
    assert JobLease.objects.get(name="sweep").runs == 1


@pytest.mark.django_db
def test_a_failing_job_is_noted_without_its_words_and_runs_again() -> None:
    for moment in (0, 30):
        with pytest.raises(ValueError, match="138"):
            run_at(moment, FAILING)
    row = JobLease.objects.get(name="fail")
    assert (row.failures, row.holder) == (2, None)
    assert row.last_error.startswith("ValueError test_worker.py:")


@pytest.mark.django_db
def test_a_shared_job_needs_no_lease(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert run_job(SHARED)
        assert run_job(SHARED)
    assert ran == ["share", "share"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_run_a_job_once_and_stop_when_told() -> None:
    stop = Event()
    workers = [Thread(target=Worker((JOB, FAILING), stop).run) for _ in range(2)]
    for thread in workers:
        thread.start()
    assert has_run.wait(10)
    stop.set()
    for thread in workers:
        thread.join(10)
    assert not any(thread.is_alive() for thread in workers)
    assert ran == ["sweep"]
    assert JobLease.objects.get(name="fail").failures <= 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts before the database does, and a failing look at a job ends neither the thread nor the loop."""
    JobLease.objects.all().delete()
    prepare, tries = schedule.prepare, []

    def away_at_first(table: Any) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("no connection to 192.0.2.1")
        prepare(table)

    monkeypatch.setattr(schedule, "prepare", away_at_first)
    monkeypatch.setattr("vitalgrid.foundation.kit.worker.RENEW", 0.0)
    monkeypatch.setattr("vitalgrid.foundation.kit.worker.LOOK_AGAIN", 0.1)
    stop = Event()
    thread = Thread(target=Worker((JOB,), stop).run)
    thread.start()
    assert has_run.wait(20)
    stop.set()
    thread.join(10)
    assert ran == ["sweep"]


@pytest.mark.django_db(transaction=True)
def test_every_job_is_imported_before_the_first_thread_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads that import the same rooms at once find half of them: the first sweep of a new worker failed so."""
    loaded: list[tuple[str, int]] = []
    import_string = schedule.import_string

    def noted(path: str) -> Any:
        loaded.append((path, get_ident()))
        return import_string(path)

    monkeypatch.setattr(schedule, "import_string", noted)
    stop, missing = Event(), Job("missing", f"{HERE}.missing", 30)
    worker = Thread(target=Worker((missing, FAILING, JOB), stop).run)
    worker.start()
    assert has_run.wait(10)
    stop.set()
    worker.join(10)
    assert loaded[:3] == [(job.path, worker.ident) for job in (missing, FAILING, JOB)]
