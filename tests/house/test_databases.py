"""What the suite itself stands on."""

import os
import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

WANTED = os.environ.get("VITALGRID_TEST_DB", "sqlite")


@pytest.mark.django_db
def test_the_run_stands_on_the_database_that_was_asked_for() -> None:
    """A run "on PostgreSQL" that quietly used SQLite proves nothing, and is green."""
    assert connection.vendor == {"postgres": "postgresql", "sqlite": "sqlite"}[WANTED]


@pytest.mark.django_db
def test_the_template_is_migrated() -> None:
    """A template without the newest table makes every failure look like somebody else's."""
    assert "journal_entry" in connection.introspection.table_names()


@pytest.mark.django_db(transaction=True)
def test_a_second_thread_sees_what_was_committed() -> None:
    """Two dispatchers at one case are two threads: a database in memory would give each its own."""
    ContentType.objects.create(app_label="house", model="witness")
    seen: list[bool] = []

    def look() -> None:
        seen.append(ContentType.objects.filter(app_label="house").exists())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [True]
