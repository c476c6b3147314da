"""Messages leave once, are tried again when they cannot, fail visibly, and are forgotten in time."""

import json
import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection, transaction

from tests.overlap import held
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.permissions import OUTBOX_MANAGE
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.metrics import exposition
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.outbox import channels, jobs
from vitalgrid.foundation.outbox.actions import (
    acknowledge_message,
    queue_message,
    queue_messages,
    read_notices,
    retry_message,
)
from vitalgrid.foundation.outbox.channels import append_line
from vitalgrid.foundation.outbox.models import Message, Notice
from vitalgrid.foundation.outbox.queries import messages_for_desk, notices_for, unread_count
from vitalgrid.foundation.outbox.rules import MOST_ATTEMPTS, next_wait
from vitalgrid.foundation.outbox.tests.factories import NOON, at, draft, queued, send_at

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "vitalgrid.foundation.outbox.tests.test_sending"
KEEPER = Actor(kind="user", id="2", name="b", user_id=2, permissions=frozenset({OUTBOX_MANAGE}))
NOBODY = Actor(kind="user", id="3", name="c", user_id=3)
left: list[str] = []
failing: list[BaseException] = []


def gateway(message: Message) -> None:
    if failing:
        raise failing.pop(0)
    left.append(f"{message.to}: {message.body}")


@pytest.fixture(autouse=True)
def _channels(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.OUTBOX_CHANNELS = {**settings.OUTBOX_CHANNELS, "gateway": f"{HERE}.gateway"}
    left.clear()
    failing.clear()


def state_of(message: Message) -> str:
    return Message.objects.get(pk=message.pk).state


def test_the_file_channel_writes_one_line_for_the_owner_only() -> None:
    message = queued()
    assert send_at(0) == 1
    assert state_of(message) == "sent"
    (path,) = channels.folder().glob("*.jsonl")
    assert path.name == "sms-2026-03-01.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (line,) = [json.loads(text) for text in path.read_text().splitlines()]
    assert (line["id"], line["to"], line["code"]) == (str(message.pk), "13800001234", "260301-0000001")
    assert send_at(10_000) == 0


def test_mail_leaves_with_the_message_s_own_id(settings: Any) -> None:
    message = queued(channel="email", to="demo@example.invalid")
    assert send_at(0) == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["demo@example.invalid"], "您的诉求已办结")
    assert str(message.pk) in sent.extra_headers["Message-ID"]


@pytest.mark.parametrize("to", ["nobody", "a@b\nBcc: c@d", "a@b,c@d"])
def test_an_address_that_is_none_fails_at_once(to: str) -> None:
    message = queued(channel="email", to=to)
    assert send_at(0) == 0
    assert state_of(message) == "failed"
    assert not mail.outbox


def test_a_notice_reaches_the_person_once_and_can_be_read() -> None:
    message = queued(channel="notice", to="2")
    send_at(0)
    with at(1):
        channels.notice(message)  # as after a crash
    (notice,) = notices_for(KEEPER)
    assert (notice.title, notice.body) == ("您的诉求已办结", "甲某您好，您反映的事项已办结。")
    assert (unread_count(KEEPER), unread_count(NOBODY)) == (1, 0)
    assert read_notices([notice.pk], by=NOBODY) == 0
    assert read_notices([notice.pk], by=KEEPER) == 1
    assert (unread_count(KEEPER), read_notices(by=KEEPER)) == (0, 0)


def test_notices_go_by_the_batch_and_one_that_cannot_hinders_no_other(django_assert_max_num_queries: Any) -> None:
    for to in ("2", "2", "nobody", "2"):
        queued(channel="notice", to=to)
    assert send_at(0) == 3
    assert len(notices_for(KEEPER)) == 3
    assert sorted(Message.objects.values_list("state", flat=True)) == ["failed", "sent", "sent", "sent"]
    for _ in range(20):
        queued(channel="notice", to="2")
    with django_assert_max_num_queries(14):
        assert send_at(1) == 20


def test_a_batch_of_notices_that_somebody_else_took_is_left_to_them() -> None:
    queued(channel="notice", to="2")
    queued(channel="notice", to="2")
    with at(0):
        claimed = jobs._claim()
    assert send_at(60) == 2
    with at(61):
        assert jobs._send_all(claimed) == 0
    assert len(notices_for(KEEPER)) == 2


def test_addresses_and_texts_are_not_readable_in_the_database() -> None:
    queued()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_message")
        row = str(cursor.fetchall())
    assert "13800001234" not in row
    assert "甲某" not in row


def test_the_same_key_queues_once_and_a_batch_is_one_statement(django_assert_num_queries: Any) -> None:
    with at(0), transaction.atomic(), django_assert_num_queries(1):
        queue_messages([draft(dedupe_key=f"closed {number % 3}") for number in range(6)])
    assert Message.objects.count() == 3


def test_an_unknown_channel_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        queue_message(draft(channel="pigeon"))
    assert caught.value.kind.code == "outbox.unknown_channel"


def test_nothing_leaves_before_its_time_or_without_its_transaction() -> None:
    message = queued(channel="gateway", not_before=NOON + timedelta(seconds=60))
    assert (send_at(59), send_at(60)) == (0, 1)
    with pytest.raises(RuntimeError), at(0), transaction.atomic():
        queue_message(draft(channel="gateway"))
        raise RuntimeError
    assert send_at(1000) == 0
    assert state_of(message) == "sent"


def test_a_failure_is_seen_and_tried_again() -> None:
    message = queued(channel="gateway")
    failing.append(OSError("no route to 13800001234"))
    assert send_at(0) == 0
    row = Message.objects.get(pk=message.pk)
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.last_error.startswith("gateway: OSError test_sending.py:")
    assert "138" not in row.last_error
    assert (send_at(4), send_at(5)) == (0, 1)
    assert len(left) == 1


def test_what_failed_for_good_is_listed_and_can_be_sent_again() -> None:
    message = queued(channel="gateway")
    moment = 0.0
    for attempt in range(1, MOST_ATTEMPTS + 1):
        failing.append(OSError())
        send_at(moment)
        moment += (next_wait(attempt) or timedelta()).total_seconds()
    assert send_at(moment + 100_000) == 0
    assert [row.pk for row in messages_for_desk(KEEPER)] == [message.pk]
    assert b'vitalgrid_outbox_messages{channel="gateway",state="failed"} 1.0' in exposition()
    for call in (lambda: messages_for_desk(NOBODY), lambda: retry_message(by=NOBODY, number=message.pk)):
        with pytest.raises(Problem) as caught:
            call()
        assert caught.value.kind.code == "kit.forbidden"
    with at(moment):
        retry_message(by=KEEPER, number=message.pk)
    assert Entry.objects.filter(event="message.retried", object_id=str(message.pk)).count() == 1
    assert send_at(moment) == 1
    with pytest.raises(Problem) as caught:
        retry_message(by=KEEPER, number=message.pk)
    assert caught.value.kind.code == "outbox.not_failed"


def test_what_a_dead_worker_held_is_sent_within_a_minute() -> None:
    message = queued(channel="gateway")
    failing.append(SystemExit())  # as if the process died while sending
    with pytest.raises(SystemExit):
        send_at(0)
    assert state_of(message) == "sending"
    assert (send_at(59), send_at(60)) == (0, 1)


def test_a_worker_that_was_too_slow_sends_nothing_twice() -> None:
    queued(channel="gateway")
    with at(0):
        (claimed,) = jobs._claim()
    assert send_at(60) == 1
    with at(61):
        assert not jobs._send(claimed)
    assert len(left) == 1


def test_what_is_not_acknowledged_in_time_is_sent_again() -> None:
    message = queued(channel="gateway", acknowledge_within=10)
    assert (send_at(0), send_at(599), send_at(600)) == (1, 0, 1)
    assert Message.objects.get(pk=message.pk).attempts == 2
    with at(700):
        acknowledge_message(by=KEEPER, number=message.pk)
        acknowledge_message(by=KEEPER, number=message.pk)
    assert Entry.objects.filter(event="message.acknowledged").count() == 1
    assert send_at(10_000) == 0
    assert state_of(message) == "acknowledged"
    with pytest.raises(Problem) as caught:
        acknowledge_message(by=KEEPER, number=UUID(int=1))
    assert caught.value.kind.code == "kit.not_found"


def test_addresses_and_texts_are_erased_when_they_are_no_longer_needed(settings: Any) -> None:
    settings.OUTBOX_KEEP_DAYS = 30
    over, failed = queued(), queued(channel="email", to="nobody")
    waiting = queued(not_before=NOON + timedelta(days=400))
    send_at(0)
    (path,) = channels.folder().glob("*.jsonl")
    for days, erased in ((29, 0), (31, 2)):
        with at(days * 86400):
            assert jobs.erase_old() == erased
    for message in (over, failed):
        row = Message.objects.get(pk=message.pk)
        assert (row.to, row.body, bool(row.erased_at)) == ("", "", True)
    assert Message.objects.get(pk=waiting.pk).to == "13800001234"
    with pytest.raises(Problem) as caught:
        retry_message(by=KEEPER, number=failed.pk)
    assert caught.value.kind.code == "outbox.erased"
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    with at(31 * 86400):
        jobs.erase_old()
    assert not path.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_workers_share_the_work() -> None:
    with at(0):
        queue_messages([draft(channel="gateway") for _ in range(jobs.BATCH + 5)])
    theirs: list[Any] = []

    def claim() -> None:
        with at(0):
            theirs.extend(row.pk for row in jobs._claim())

    with held(claim), at(0):
        mine = [row.pk for row in jobs._claim()]
    assert (len(theirs), len(mine)) == (jobs.BATCH, 5)
    assert not set(mine) & set(theirs)
    assert Notice.objects.count() == 0


def test_a_torn_line_stays_alone(tmp_path: Path) -> None:
    """A line that a full disk tore must not spoil the message that is written after it."""
    path = tmp_path / "sms.jsonl"
    append_line(path, '{"id": 1}')
    with path.open("ab") as file:
        file.write(b'{"id": 2, "to"')
    append_line(path, '{"id": 3}')
    assert path.read_text().splitlines() == ['{"id": 1}', '{"id": 2, "to"', '{"id": 3}']
