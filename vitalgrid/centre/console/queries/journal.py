"""The journal as people and programs read it: found by day, thing, person and event, told in words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.centre.console.apart import HIDDEN, hidden_codes
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.days import day_end, day_start
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.workflow import TRANSITIONS, State

VIEW = "journal.view"
ORDER = ("-id",)
# What cases go through is named by the table; the rest here.
EVENTS: dict[str, "str | Promise"] = {row.event: row.past for row in TRANSITIONS} | {
    "case.opened": _("Report received"),
    "case.imported": _("Imported"),
    "case.overdue": _("Found overdue"),
    "case.split_off": _("Split off"),
    "task.given": _("Task given"),
    "task.finished": _("Task finished"),
    "task.cancelled": _("Task no longer needed"),
    "personal_data.read": _("Contact looked at"),
    "account.created": _("Account made"),
    "account.registered": _("Account made by its owner"),
    "account.email_changed": _("Address for notices changed"),
    "account.language_changed": _("Language changed"),
    "account.confirmed": _("Confirmed who they are"),
    "account.disabled": _("Account closed"),
    "account.enabled": _("Account opened again"),
    "account.locked": _("Account locked after failures"),
    "account.password_changed": _("Password changed"),
    "account.reset": _("Sign-in reset"),
    "account.sign_in_failed": _("Sign-in failed"),
    "account.signed_in": _("Sign-in"),
    "account.signed_out": _("Signed out"),
    "session.ended": _("Device signed out"),
    "key.issued": _("API key issued"),
    "key.revoked": _("API key revoked"),
    "post.appointed": _("Appointed"),
    "post.changed": _("Post changed"),
    "post.ended": _("Post ended"),
    "post.handed_over": _("Post handed over"),
    "handover.confirmed": _("Handover confirmed"),
    "posts.imported": _("Posts imported"),
    "areas.imported": _("Areas imported"),
    "area.created": _("Area made"),
    "area.renamed": _("Area renamed"),
    "area.redivided": _("Area divided anew"),
    "area.merged": _("Areas merged"),
    "area.redrawn": _("Outline redrawn"),
    "area.boundary_set": _("Outline set"),
    "area.mend_undone": _("Mended outline taken back"),
    "area.change_undone": _("Change of areas taken back"),
    "area.ended": _("Area ended"),
    "area.households_set": _("Households set"),
    "unit.created": _("Unit made"),
    "unit.replaced": _("Unit replaced"),
    "unit.ended": _("Unit ended"),
    "calendar.changed": _("Working days changed"),
    "pack.loaded": _("Pack loaded"),
    "export.asked": _("List asked for as a file"),
    "export.made": _("List written to a file"),
    "export.taken": _("File fetched"),
    "export.cancelled": _("File called off"),
    "message.retried": _("Message sent again"),
    "message.acknowledged": _("Message acknowledged"),
    "reaction.retried": _("Reaction repeated"),
    "instance.restored": _("Restored from a backup"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown. Of a complaint about staff only its own office reads the code and the particulars."""

    entry: Entry
    label: "str | Promise"
    code: str
    facts: str


def entries_for(by: Actor, given: Mapping[str, Any]) -> "QuerySet[Entry]":
    """The entries that `given` asks for: since, until, who, event, code. Needs journal.view."""
    by.require(VIEW)
    rows, zone = Entry.objects.all(), city_zone()
    if given.get("since"):
        rows = rows.filter(at__gte=day_start(given["since"], zone))
    if given.get("until"):
        rows = rows.filter(at__lt=day_end(given["until"], zone))
    if given.get("who"):
        rows = rows.filter(actor_name__contains=given["who"])
    if given.get("event"):
        rows = rows.filter(event=given["event"])
    return rows.filter(_about(by, given["code"])) if given.get("code") else rows


def _about(by: Actor, code: str) -> Q:
    """Entries about the thing of that code; a case by its id, for which there is an index."""
    case = Case.objects.filter(code=code).only("id", "is_integrity").first()
    if case is None:
        return Q(code=code)
    if case.is_integrity and not by.can("case.view_integrity"):
        return Q(pk__in=[])
    return Q(kind="case", object_id=str(case.pk)) | Q(code=code)


def lines_of(by: Actor, rows: Sequence[Entry]) -> list[Line]:
    """Rows in words, without what `by` must not read."""
    apart = hidden_codes(by, (row.code for row in rows))
    return [
        Line(
            row,
            EVENTS.get(row.event, row.event),
            HIDDEN if row.code in apart else row.code,
            "" if row.code in apart else facts(row.payload),
        )
        for row in rows
    ]


# What a particular is called; those with an empty word are told by the event itself.
FACTS: dict[str, "str | Promise"] = {
    "verb": "",
    "state": _("state"),
    "stage": _("clock"),
    "due": _("due"),
    "unit": _("unit"),
    "category": _("category"),
    "matter": _("matter"),
    "class": _("class"),
    "source": _("source"),
    "procedure": _("procedure"),
    "method": _("by"),
    "sessions_ended": _("devices signed out"),
    "list": _("list"),
    "format": _("format"),
    "rows": _("rows"),
    "narrowed_by": _("narrowed by"),
    "channel": _("channel"),
}


def facts(payload: str) -> str:
    """The particulars of an entry in one line: `by password · unit housing`."""
    told = json.loads(payload or "{}")
    pairs = told.items() if isinstance(told, dict) else []
    found = [(FACTS.get(key, key), _shown(key, value)) for key, value in pairs if isinstance(value, str | int)]
    return " · ".join(f"{label} {value}" for label, value in found if label and value != "")


def _shown(key: str, value: str | int) -> str:
    if key == "state" and value in State.values:
        return str(State(value).label)
    if key == "due" and isinstance(value, str):
        return f"{datetime.fromisoformat(value).astimezone(city_zone()):%Y-%m-%d %H:%M}"
    return str(value)
