"""One message a day: what is due, what there is to do, what came. Nothing when there is nothing.

As in every e-mail: codes, states and due moments, and no words of anybody's report.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalgrid.centre.console.desks import tabs_for
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.kit.days import day_end
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.loop.cases.actions.notices import SUBJECTS
from vitalgrid.loop.cases.queries.listing import CaseFilter, CaseRow, list_cases
from vitalgrid.loop.tasks.access import DO, for_me

NAMED = 20  # cases named one by one; the others are only counted
OWN_VIEWS = ("desk", "inbox")


@dataclass
class Digest:
    """What a day holds for one person."""

    due: list[CaseRow] = field(default_factory=list)
    has_more_due: bool = False
    tasks: int = 0
    came: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.due or self.tasks or self.came)


def digest_for(by: Actor, now: datetime) -> Digest:
    """What is due today or over for the desk or unit of `by`, open tasks, and yesterday's unread notices."""
    made = Digest()
    view = tabs_for(by)[0].view if by.can("case.view") else ""
    if view in OWN_VIEWS:
        end = day_end(now.astimezone(city_zone()).date(), city_zone())
        rows = list_cases(by, CaseFilter(view=view, order="due"), limit=NAMED + 1).rows
        due = [row for row in rows if row.next_due_at and row.next_due_at < end and row.state != "paused"]
        made.due, made.has_more_due = due[:NAMED], len(due) > NAMED
    if by.can(DO):
        made.tasks = for_me(by).count()
    new = Notice.objects.filter(user_id=by.user_id or 0, read_at=None, at__gte=now - timedelta(days=1))
    counted = Counter(new.values_list("kind", "title"))
    labels: Counter[str] = Counter()
    for (kind, title), count in counted.items():
        labels[str(SUBJECTS.get(kind) or title)] += count
    made.came = sorted(labels.items())
    return made


def subject_of(digest: Digest) -> str:
    """The line that a letter box shows."""
    return _("Today: %(due)s due, %(tasks)s to check, %(came)s new") % {
        "due": f"{len(digest.due)}+" if digest.has_more_due else len(digest.due),
        "tasks": digest.tasks,
        "came": sum(count for _label, count in digest.came),
    }


def text_of_digest(digest: Digest, link: str) -> str:
    """The whole message, in the language that is active now."""
    parts = []
    if digest.due:
        lines = [f"{row.code}  {row.state_label}  {_when(row.next_due_at)}" for row in digest.due]
        more = [_("… and more; the list has them.")] if digest.has_more_due else []
        parts.append("\n".join([_("Due today or overdue:"), *lines, *more]))
    if digest.tasks:
        told = ngettext("%(count)d check to do.", "%(count)d checks to do.", digest.tasks)
        parts.append(told % {"count": digest.tasks})
    if digest.came:
        lines = [f"{label}: {count}" for label, count in digest.came]
        parts.append("\n".join([_("New since yesterday and not read yet:"), *lines]))
    if link:
        parts.append(_("Look at it: %(link)s") % {"link": link})
    return "\n\n".join(parts)


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(city_zone()):%Y-%m-%d %H:%M}" if moment else ""
