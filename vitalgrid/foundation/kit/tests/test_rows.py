"""Rows written without model objects read back like any other."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models

from vitalgrid.foundation.kit.rows import COPY_FROM, insert_rows


class Thing(models.Model):
    """A table for this file only."""

    name = models.CharField(max_length=20)
    key = models.UUIDField(null=True)
    at = models.DateTimeField(null=True)
    data = models.JSONField(null=True)
    raw = models.BinaryField(null=True)
    day = models.DateField(null=True)

    class Meta:
        app_label = "kit_tests"  # no installed app: the check of migrations must not see it
        managed = False
        db_table = "kit_test_thing"


NAMES = ("name", "key", "at", "data", "raw", "day")
ODD = "a\tb\\n\n'\"词%s"
MOMENT = datetime(2026, 3, 1, 8, 0, 0, 250, tzinfo=UTC)


@pytest.fixture
def table(db: None) -> Any:
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Thing)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, COPY_FROM - 1, COPY_FROM + 1])
def test_rows_read_back_as_they_were_given(table: None, count: int) -> None:
    row = (ODD, UUID(int=7), MOMENT, {"词": [1, None, ODD]}, b"\x00\xff", MOMENT.date())
    assert insert_rows(Thing, NAMES, [row] * count) == count
    assert Thing.objects.count() == count
    thing = Thing.objects.order_by("-id")[0]
    assert (thing.name, thing.key, thing.at, thing.data, bytes(thing.raw), thing.day) == row


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, COPY_FROM + 1])
def test_nothing_stays_nothing(table: None, count: int) -> None:
    insert_rows(Thing, NAMES, [("x", None, None, None, None, None)] * count)
    thing = Thing.objects.order_by("id")[0]
    assert (thing.key, thing.at, thing.data, thing.raw, thing.day) == (None, None, None, None, None)


@pytest.mark.django_db
def test_no_rows_need_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert insert_rows(Thing, NAMES, []) == 0
