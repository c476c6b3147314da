"""The rows of a list under heads by when they are due, so that a desk reads it from the top. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.loop.cases.queries.listing import CaseRow


@dataclass
class Group:
    """Some rows that stand together, under one head. Without a label: a plain list."""

    label: "str | Promise"
    rows: list[CaseRow] = field(default_factory=list)
    is_whole: bool = True  # False where the page before or after holds more of it: no number then


LABELS: dict[str, "str | Promise"] = {
    "over": _("Overdue"),
    "today": _("Due today"),
    "tomorrow": _("Due tomorrow"),
    "later": _("Later"),
    "none": _("Without a deadline"),
    "paused": _("Paused"),
}


def when_due(row: CaseRow, now: datetime, zone: tzinfo) -> str:
    """Which of `LABELS` a row belongs to."""
    if row.state == "paused":
        return "paused"
    if row.next_due_at is None:
        return "none"
    if row.next_due_at < now:
        return "over"
    day, today = row.next_due_at.astimezone(zone).date(), now.astimezone(zone).date()
    if day == today:
        return "today"
    return "tomorrow" if day == today + timedelta(days=1) else "later"


def by_due(
    rows: Sequence[CaseRow], now: datetime, zone: tzinfo, *, goes_on: bool = False, began_before: bool = False
) -> list[Group]:
    """The rows in their order, in one group a head; paused ones stand last, for nobody can hurry them.

    `goes_on`, `began_before`: there is a page after, or before, this one.
    """
    groups: dict[str, Group] = {}
    for row in rows:
        key = when_due(row, now, zone)
        groups.setdefault(key, Group(LABELS[key])).rows.append(row)
    edges = [*(rows[-1:] if goes_on else ()), *(rows[:1] if began_before else ())]
    for row in edges:
        for key in (when_due(row, now, zone), "paused"):
            if key in groups:
                groups[key].is_whole = False
    return [groups[key] for key in LABELS if key in groups]
