"""The ways out. A channel is a function of a `Message`; it may be called twice for one message (after a crash).

It returns when the message is on its way, and raises otherwise: `Refused` when trying again cannot help, anything else
when it may. Each gives the receiver the message's id, by which a repeat can be recognised.
"""

import errno
import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.models import Message, Notice

Channel = Callable[[Message], None]


class Refused(Exception):  # noqa: N818 - the receiver's answer, not our error
    """The receiver will never take this message: the address is wrong."""


def names() -> frozenset[str]:
    """The channels that are configured."""
    return frozenset(settings.OUTBOX_CHANNELS)


def channel(name: str) -> Channel:
    """The function behind a channel. KeyError when it is not configured."""
    return _function(settings.OUTBOX_CHANNELS[name])


@lru_cache(maxsize=64)
def _function(path: str) -> Channel:
    found: Channel = import_string(path)
    return found


def folder() -> Path:
    """Where the file channel writes: one file a day and channel, one JSON line a message, for the owner only."""
    return Path(settings.DATA) / "outbox"


def file(message: Message) -> None:
    """Append the message to a file. Somebody or something else takes it from there."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    line = {
        "id": str(message.pk),
        "channel": message.channel,
        "to": message.to,
        "subject": message.subject,
        "body": message.body,
        "kind": message.kind,
        "code": message.code,
        "at": clock.now().isoformat(),
    }
    path = folder() / f"{message.channel}-{clock.now():%Y-%m-%d}.jsonl"
    append_line(path, json.dumps(line, ensure_ascii=False))


def append_line(path: Path, text: str) -> None:
    """Append one line by one write, so that lines of two workers do not mix, and have it on the disk.

    A line that was torn (a full disk, a crash) stays a line of its own: this one begins after it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        is_torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        line = ("\n" * is_torn + text + "\n").encode()
        if os.write(handle, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    finally:
        os.close(handle)


def email(message: Message) -> None:
    """Send by Django's mail backend (SMTP by `VITALGRID_EMAIL`)."""
    if "@" not in message.to or any(mark in message.to for mark in "\r\n,; "):
        raise Refused("not an address")
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    if not settings.EMAIL_IS_CONFIGURED:  # they wait in files, which hold addresses: for the owner only
        for place in (folder(), Path(settings.EMAIL_FILE_PATH)):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.chmod(0o700)
    EmailMessage(
        subject=" ".join(message.subject.split()),
        body=message.body,
        to=[message.to],
        headers={"Message-ID": f"<{message.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    ).send()


def notice(message: Message) -> None:
    """Put the message before a signed-in person: `to` is the user's id. Its own id keeps a repeat from doubling it."""
    notices([message])


def notices(messages: Sequence[Message]) -> None:
    """The same for many: they stay in the house, so they can be sent in the transaction that notes them as sent."""
    made, now = [], clock.now()
    for message in messages:
        if not message.to.isdigit():
            raise Refused("not a user")
        made.append(
            Notice(
                id=message.pk,
                user_id=int(message.to),
                title=message.subject,
                body=message.body,
                kind=message.kind,
                about_kind=message.about_kind,
                about_id=message.about_id,
                code=message.code,
                at=now,
            )
        )
    Notice.objects.bulk_create(made, ignore_conflicts=True)


def together(name: str) -> "Callable[[Sequence[Message]], None] | None":
    """What sends many messages of a channel inside a transaction; None where sending leaves the house."""
    return notices if channel(name) is notice else None
