"""What our two backends add to Django's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from vitalgrid.foundation.kit.databases.sqlite.base import LOCKED
from vitalgrid.foundation.kit.models import JobLease
from vitalgrid.foundation.kit.rows import run_apart

on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")


def _write(name: str) -> None:
    try:
        with transaction.atomic():
            JobLease.objects.create(name=name, next_at="2026-03-01T00:00:00Z")
    finally:
        connections.close_all()


def _elsewhere(sql: str, values: list[int]) -> None:
    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        connections.close_all()

    thread = Thread(target=work)
    thread.start()
    thread.join()


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_is_looked_at_without_asking_and_a_dead_one_is_seen():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with CaptureQueriesContext(connection) as seen:
        assert connection.is_usable()
    assert len(seen) == 0
    _elsewhere("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert not connection.is_usable()
    connection.close()
    assert JobLease.objects.count() == 0


@on_postgres
@pytest.mark.django_db
def test_values_that_travel_apart_come_back_and_the_statement_is_seen():
    with CaptureQueriesContext(connection) as seen:
        found = run_apart("SELECT %s::text, %s::bigint, %s::uuid", ["100%s '$1", 7, None]).fetchall()
    assert found == [("100%s '$1", 7, None)]
    assert [query["sql"] for query in seen.captured_queries] == ["SELECT $1::text, $2::bigint, $3::uuid"]


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_writers_of_one_process_take_turns():
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(_write, [f"writer {number}" for number in range(40)]))
    assert JobLease.objects.count() == 40
    assert connection._mine is None


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_turn_is_given_back_whatever_happens_and_not_waited_for_for_ever(settings):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        JobLease.objects.create(name="undone", next_at="2026-03-01T00:00:00Z")
        raise ZeroDivisionError
    _in_a_thread = ThreadPoolExecutor(1)
    _in_a_thread.submit(_write, "after an error").result()
    with transaction.atomic():
        connection.close()  # as Django does with a connection that broke
        connection.needs_rollback = True
    _in_a_thread.submit(_write, "after a close").result()
    assert sorted(JobLease.objects.values_list("name", flat=True)) == ["after a close", "after an error"]

    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            held.set()
            done.wait(10)
        connections.close_all()

    holder = Thread(target=hold)
    holder.start()
    held.wait(10)
    connection.settings_dict["OPTIONS"]["timeout"], patience = 0.01, connection.settings_dict["OPTIONS"]["timeout"]
    try:
        with pytest.raises(OperationalError, match=LOCKED):
            _write("too late")
    finally:
        connection.settings_dict["OPTIONS"]["timeout"] = patience
        done.set()
        holder.join()
    _write("in time")
    assert JobLease.objects.filter(name="in time").exists()
