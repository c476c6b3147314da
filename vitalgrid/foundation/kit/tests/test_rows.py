"""Rows written without model objects read back like any other."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, models, transaction

from vitalgrid.foundation.kit.rows import COPY_FROM, Insertion, Rows, insert_objects, insert_rows, insert_together


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


class Other(models.Model):
    """A second one, with a key of its own."""

    id = models.UUIDField(primary_key=True)
    share = models.FloatField(null=True)
    is_good = models.BooleanField(default=True)
    things = models.JSONField(default=list)

    class Meta:
        app_label = "kit_tests"
        managed = False
        db_table = "kit_test_other"


NAMES = ("name", "key", "at", "data", "raw", "day")
ODD = "a\tb\\n\n'\"词%s"
MOMENT = datetime(2026, 3, 1, 8, 0, 0, 250, tzinfo=UTC)


@pytest.fixture
def table(db: None) -> Any:
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
        editor.create_model(Other)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Thing)
        editor.delete_model(Other)


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, COPY_FROM + 1])
def test_rows_of_several_tables_go_together(table: None, count: int, django_assert_num_queries: Any) -> None:
    names = ("name", "key")
    parts = [
        Rows(Thing, names, [(ODD, UUID(int=number)) for number in range(count)]),
        Insertion("INSERT INTO kit_test_thing (name) VALUES (%s)", ["by hand"]),
        Rows(Thing, names, []),
        Rows(Thing, names, [("last", None)]),
    ]
    few = 1 if connection.vendor == "postgresql" and count < COPY_FROM else 3 if connection.vendor == "sqlite" else 2
    with django_assert_num_queries(few):
        insert_together(parts)
    assert Thing.objects.count() == count + 2
    assert sorted(Thing.objects.exclude(name=ODD).values_list("name", flat=True)) == ["by hand", "last"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, COPY_FROM + 1])
def test_objects_become_rows_with_what_their_fields_say(table: None, count: int) -> None:
    insert_objects(
        [Other(id=UUID(int=number + 1), share=0.5, things=[ODD]) for number in range(count)],
        [],
        [Thing(name="x", at=MOMENT, day=MOMENT.date()) for _ in range(count)],
    )
    other, thing = Other.objects.order_by("id")[0], Thing.objects.order_by("id")[0]
    assert (other.pk, other.share, other.is_good, other.things) == (UUID(int=1), 0.5, True, [ODD])
    assert (thing.at, thing.day, thing.key) == (MOMENT, MOMENT.date(), None)
    assert Other.objects.count() == Thing.objects.count() == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, COPY_FROM + 1])
def test_a_row_that_is_refused_undoes_those_beside_it(table: None, count: int) -> None:
    insert_objects([Other(id=UUID(int=1))])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_objects([Thing(name="beside")], [Other(id=UUID(int=number + 1)) for number in range(count)])
    assert not Thing.objects.exists()
