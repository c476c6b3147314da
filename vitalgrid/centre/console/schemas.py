"""Journal, messages, notices and drafts as JSON."""

from datetime import datetime, time
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, WithJsonSchema

from vitalgrid.foundation.kit.api import Day
from vitalgrid.foundation.outbox.groups import groups, personal_channels
from vitalgrid.foundation.outbox.models import Wish

CURSOR = "What the page before gave"


class JournalIn(Schema):
    """What is looked for; everything may be left out."""

    since: Day | None = None
    until: Day | None = None
    code: str = Field("", max_length=80, description="Of a case, or the name of a thing")
    who: str = Field("", max_length=60, description="Part of a person's name")
    event: str = Field("", max_length=80, examples=["case.assigned"])
    cursor: str = Field("", max_length=400, description=CURSOR)
    limit: int = Field(50, ge=1, le=200)


class EntryOut(Schema):
    """Who did what to which thing, when, from where and why. Nothing personal stands in it."""

    id: int
    at: datetime
    event: str
    label: str
    code: str = Field(description="••• where the thing is a complaint about staff")
    actor_kind: str
    actor_name: str
    actor_post: str
    channel: str
    reason: str
    facts: str


class EntryPageOut(Schema):
    """Entries, newest first. Give `older` back as `cursor` to go on."""

    entries: list[EntryOut]
    older: str
    newer: str


class HeadOut(Schema):
    """The end of the chain: keep it elsewhere, and a journal that was set back is found out."""

    seal: int
    digest: str
    upto: int = Field(description="The last entry that this seal covers")
    last_entry: int


class MessageIn(Schema):
    """Which messages."""

    state: str = Field("failed", pattern="^(queued|sending|sent|acknowledged|failed)$")
    cursor: str = Field("", max_length=400, description=CURSOR)
    limit: int = Field(50, ge=1, le=200)


class MessageOut(Schema):
    """A message without its address and text, which stay closed."""

    id: UUID
    channel: str = Field(examples=["email"])
    subject: str
    kind: str
    code: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    last_error: str
    is_erased: bool


class MessagePageOut(Schema):
    """Messages, newest first. Give `older` back as `cursor` to go on."""

    messages: list[MessageOut]
    older: str
    newer: str


class ReactionOut(Schema):
    """What should have followed an event, and failed for good."""

    id: int
    event: str = Field(examples=["case.assigned"])
    attempts: int
    created_at: datetime
    last_error: str


class ReactionRetriedOut(Schema):
    """It is tried again now."""

    id: int


class NoticeOut(Schema):
    """Something that you should see."""

    id: UUID
    label: str
    code: str
    about: str = Field(description="The title of the case, where you may see it")
    at: datetime
    is_new: bool


class NoticePageOut(Schema):
    """Your notices, newest first. Give `older` back as `cursor` to go on."""

    notices: list[NoticeOut]
    unread: int
    older: str
    newer: str


class NoticesReadIn(Schema):
    """Which notices you have read; left out: all."""

    model_config = ConfigDict(extra="forbid")

    ids: list[UUID] | None = Field(None, max_length=500)


class NoticesReadOut(Schema):
    """How many of them were new."""

    read: int


# The word "time" of JSON Schema wants a zone, and an hour of everyday life has none.
HOUR = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", "examples": ["08:00:00"]}
Hour = Annotated[time, WithJsonSchema(HOUR)]


class WishIn(Schema):
    """How you want to be told."""

    model_config = ConfigDict(extra="forbid")

    channels: dict[str, list[str]] = Field(
        {},
        max_length=40,
        description="Group of events → channels beside the console",
        examples=[{"overdue": ["email"]}],
    )
    quiet_from: Hour | None = None
    quiet_until: Hour | None = None
    digest: str = Field("", max_length=24, description="Channel of the daily digest; empty: none", examples=["email"])
    digest_at: Hour = Field(time(8, 0), description="In the city's zone")


class WishOut(Schema):
    """How you are told."""

    channels: dict[str, list[str]]
    quiet_from: Hour | None
    quiet_until: Hour | None
    digest: str
    digest_at: Hour
    groups: list[str] = Field(description="The groups of events that there are")
    offered: list[str] = Field(description="The channels that this instance offers")

    @classmethod
    def of(cls, wish: Wish) -> "WishOut":
        """The row as JSON."""
        names = ("channels", "quiet_from", "quiet_until", "digest", "digest_at")
        return cls(**{name: getattr(wish, name) for name in names}, groups=[*groups()], offered=[*personal_channels()])


class DraftIn(Schema):
    """What you have written so far."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(min_length=1, max_length=120, examples=["260305-0417222/note"])
    content: str = Field(max_length=20_000, description="Any text; empty drops the draft")


class DraftOut(Schema):
    """What you wrote and did not send."""

    key: str
    content: str
