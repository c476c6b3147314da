"""One event: one entry, one row of the feed, and what follows."""

from typing import Any

import pytest
from django.db import connection, transaction

from vitalgrid.foundation.changes.actions import emit, emit_many
from vitalgrid.foundation.changes.events import Event, from_plain, to_plain
from vitalgrid.foundation.changes.models import Change, PendingReaction
from vitalgrid.foundation.changes.reactions import only_if
from vitalgrid.foundation.changes.tests.factories import event
from vitalgrid.foundation.journal.models import Entry

HERE = "vitalgrid.foundation.changes.tests.test_emit"
TABLE: dict[str, Any] = {"case.filed": ((f"{HERE}.follow_now",), (f"{HERE}.follow_later",))}
FAILING: dict[str, Any] = {"case.filed": ((f"{HERE}.fail",), ())}
CHOOSY: dict[str, Any] = {
    "case.filed": ((), (f"{HERE}.follow_later", f"{HERE}.follow_the_second")),
    "case.noted": ((), (f"{HERE}.follow_the_second",)),
}
seen: list[Event] = []


def follow_now(event: Event) -> None:
    seen.append(event)


def follow_later(event: Event) -> None:
    raise AssertionError("only a worker calls this")


@only_if(lambda event: bool(event.data["n"] == 2))
def follow_the_second(event: Event) -> None:
    raise AssertionError("only a worker calls this")


def fail(event: Event) -> None:
    raise RuntimeError("no")


@pytest.fixture(autouse=True)
def _table(settings: Any) -> None:
    settings.REACTIONS = f"{HERE}.TABLE"
    seen.clear()


@pytest.mark.django_db
def test_one_event_gives_one_entry_one_change_and_one_pending_reaction() -> None:
    given = event(revision=3, code="C-1", reason="because")
    with transaction.atomic():
        emit(given)
    entry, change, pending = Entry.objects.get(), Change.objects.get(), PendingReaction.objects.get()
    assert (entry.event, entry.object_id, entry.code, entry.reason) == ("case.filed", "1", "C-1", "because")
    assert (change.event, change.object_id, change.revision, change.township) == ("case.filed", "1", 3, given.township)
    assert (change.xid > 0) == (connection.vendor == "postgresql")
    assert pending.todo == [f"{HERE}.follow_later"]
    assert seen == [given]


@pytest.mark.django_db
def test_a_batch_needs_hardly_more_statements_than_one(django_assert_num_queries: Any) -> None:
    # On PostgreSQL the numbers, and one statement for three tables; of many rows a COPY each.
    for count, of_postgresql in ((1, 2), (20, 4)):
        statements = of_postgresql if connection.vendor == "postgresql" else 4
        with django_assert_num_queries(statements), transaction.atomic(savepoint=False):
            emit_many([event(object_id=str(number)) for number in range(count)])
    assert Change.objects.count() == Entry.objects.count() == PendingReaction.objects.count() == 21


@pytest.mark.django_db
def test_an_event_without_reactions_leaves_none() -> None:
    with transaction.atomic():
        emit(event("case.noted"))
    assert not PendingReaction.objects.exists()
    assert not seen


@pytest.mark.django_db
def test_a_function_that_only_some_events_concern_waits_for_those_alone(settings: Any) -> None:
    settings.REACTIONS = f"{HERE}.CHOOSY"
    with transaction.atomic():
        emit_many([event(data={"n": 1}), event(data={"n": 2}), event("case.noted", data={"n": 1})])
    assert [row.todo for row in PendingReaction.objects.order_by("id")] == [
        [f"{HERE}.follow_later"],
        [f"{HERE}.follow_later", f"{HERE}.follow_the_second"],
    ]


@pytest.mark.django_db
def test_what_fails_now_undoes_everything(settings: Any) -> None:
    settings.REACTIONS = f"{HERE}.FAILING"
    with pytest.raises(RuntimeError), transaction.atomic():
        emit(event())
    assert not Entry.objects.exists()
    assert not Change.objects.exists()


def test_an_event_survives_being_stored() -> None:
    given = event(reason="why")
    again = from_plain(to_plain(given))
    assert (again.name, again.at, again.township, again.area, again.data) == (
        given.name,
        given.at,
        given.township,
        None,
        {"n": 1},
    )
    assert again.by.kind == "system"
    assert not again.by.permissions
