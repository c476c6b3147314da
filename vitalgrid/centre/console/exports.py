"""Journal and messages as files, as their pages show them: addresses and texts of messages stay closed."""

from collections.abc import Mapping

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from vitalgrid.centre.console.apart import HIDDEN, hidden_codes
from vitalgrid.centre.console.queries.journal import entries_for, lines_of
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.tables import Column, Export, Kind, Rows, from_query
from vitalgrid.foundation.outbox.models import Message
from vitalgrid.foundation.outbox.queries import messages_for_desk


def _day(text: str) -> object:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _journal(by: Actor, asked: Mapping[str, str]) -> Rows:
    given = {**asked, "since": _day(asked.get("since", "")), "until": _day(asked.get("until", ""))}
    return from_query(entries_for(by, given), order=("-id",), told=lambda rows: lines_of(by, rows))


JOURNAL = Export(
    "journal",
    _("Journal"),
    (
        Column("number", _("Number"), lambda line: line.entry.id, Kind.NUMBER),
        Column("at", _("When"), lambda line: line.entry.at, Kind.MOMENT),
        Column("event", _("Event"), lambda line: line.label),
        Column("name", _("Name of the event"), lambda line: line.entry.event, Kind.CODE),
        Column("code", _("About"), lambda line: line.code, Kind.CODE),
        Column("who", _("Who"), lambda line: line.entry.actor_name),
        Column("post", _("Post"), lambda line: line.entry.actor_post),
        Column("channel", _("By way of"), lambda line: line.entry.channel, Kind.CODE),
        Column("reason", _("Reason"), lambda line: line.entry.reason),
        Column("facts", _("Particulars"), lambda line: line.facts),
    ),
    _journal,
)


def _messages(by: Actor, asked: Mapping[str, str]) -> Rows:
    state = asked.get("state", "")
    rows = messages_for_desk(by, state if state in Message.State.values else Message.State.FAILED)

    def told(page: list[Message]) -> list[tuple[Message, str, str]]:
        hidden = hidden_codes(by, (row.code for row in page))
        return [(row, HIDDEN, HIDDEN) if row.code in hidden else (row, row.code, row.subject) for row in page]

    return from_query(rows, order=("-created_at", "-id"), told=told)


MESSAGES = Export(
    "messages",
    _("Messages"),
    (
        Column("created", _("When"), lambda row: row[0].created_at, Kind.MOMENT),
        Column("channel", _("By way of"), lambda row: row[0].channel, Kind.CODE),
        Column("subject", _("Subject"), lambda row: row[2]),
        Column("about", _("About"), lambda row: row[1], Kind.CODE),
        Column("state", _("State"), lambda row: row[0].state, Kind.CODE),
        Column("attempts", _("Attempts"), lambda row: row[0].attempts, Kind.NUMBER),
        Column("next", _("Next attempt"), lambda row: row[0].next_at, Kind.MOMENT),
        Column("error", _("What went wrong"), lambda row: row[0].last_error),
    ),
    _messages,
)
