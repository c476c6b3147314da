"""What an entry covers, and that the database lets nobody change it."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from vitalgrid.foundation.journal import canonical, keys
from vitalgrid.foundation.journal.actions import Draft, append, record_reading
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.journal.tests.factories import Person, write_entries
from vitalgrid.foundation.kit import clock

ODD = "换行\n\x1f分隔\x00空 “引号” \U0001f6b2 |\\' %s"


def _database_bytes(number: int) -> bytes:
    with connection.cursor() as cursor:
        sql = canonical.canonical_sql(connection.vendor).replace("%", "%%")
        cursor.execute(f"SELECT {sql} FROM journal_entry WHERE id = %s", [number])
        return bytes(cursor.fetchone()[0])


def test_the_digest_covers_every_column() -> None:
    stored = {field.column for field in Entry._meta.fields}
    assert stored == {*canonical.COLUMNS, "digest"}


@pytest.mark.django_db
@pytest.mark.parametrize("moment", [datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 1, 8, 0, 0, 50, tzinfo=UTC)])
def test_database_and_python_agree_on_the_bytes(moment: datetime) -> None:
    more = {"township": uuid4(), "area": None, "unit": uuid4(), "data": {"词": ODD, "a": moment}}
    draft = Draft("case.noted", "case", "1", Person(name=ODD), moment, "C-1", reason=ODD, **more)
    with transaction.atomic():
        append([draft])
    entry = Entry.objects.get()
    wanted = canonical.canonical_bytes(entry)
    assert _database_bytes(entry.id) == wanted
    assert bytes(entry.digest) == keys.sealer(entry.key_id).digest(wanted)
    assert wanted.count(b"\x1f") == len(canonical.COLUMNS) - 1
    assert json.loads(entry.payload)["词"] == ODD


@pytest.mark.django_db
def test_ids_grow_without_a_gap_in_a_batch() -> None:
    entries = write_entries(5)
    assert [entry.id - entries[0].id for entry in entries] == [0, 1, 2, 3, 4]
    assert len({bytes(entry.digest) for entry in entries}) == 5


@pytest.mark.django_db
def test_reading_personal_data_is_journalled_without_values() -> None:
    with clock.set_to(datetime(2026, 3, 1, tzinfo=UTC)):
        record_reading(by=Person(), kind="contact", object_id="9", fields={"phone", "name"}, reason="回访", code="C-9")
    entry = Entry.objects.get()
    assert (entry.event, entry.kind, entry.object_id, entry.reason) == ("personal_data.read", "contact", "9", "回访")
    assert json.loads(entry.payload) == {"fields": ["name", "phone"]}


@pytest.mark.django_db
def test_the_network_address_of_a_resident_is_not_kept_in_the_open() -> None:
    with transaction.atomic():
        append([Draft("report.filed", "report", "1", Person(kind="resident", address="198.51.100.9"), clock.now())])
    assert "198.51.100.9" not in Entry.objects.get().address


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_the_transaction_of_what_it_records() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        append([Draft("case.noted", "case", "1", Person(), clock.now())])


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET key_id = key_id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["journal_entry"])
def test_the_database_refuses(statement: str, table: str) -> None:
    write_entries(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_suite_can_still_empty_the_journal(turn: int) -> None:
    assert not Entry.objects.exists()  # the second turn starts empty only if the first was emptied
    write_entries(turn)
