"""The lines of a list as markup, written in Python: a page has fifty, and a template took half of its time over them.

Every piece that is not ours is escaped where it is put in; what a line says, and in which order, is said in `_more`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalgrid.foundation.kit.ring import svg
from vitalgrid.foundation.kit.templatetags.kit import due, moment
from vitalgrid.loop.cases.queries.listing import CaseRow
from vitalgrid.loop.cases.workflow import State

CODE = "000000-0000000"  # stands in the address that is reversed once for all lines


@dataclass(frozen=True)
class Lines:
    """How the lines of one page are written: the list that they stand in, its words, the case that is open."""

    query: str = ""  # of the list, for the addresses
    words: str = ""  # sought, to be marked
    open_code: str = ""
    is_english: bool = False
    can_pick: bool = True  # where there is anything to do to several at once
    found: Mapping[UUID, str] = field(default_factory=dict)  # where the words stand, by case

    def html(self, rows: Iterable[CaseRow]) -> SafeString:
        """All of them."""
        before, after = reverse("console:case", args=[CODE]).split(CODE)
        return mark_safe("".join(self._line(row, f"{before}{row.code}{after}?{self.query}") for row in rows))

    def _line(self, row: CaseRow, address: str) -> str:
        code, href = escape(row.code), escape(address)
        kind, current = ("row open", ' aria-current="true"') if row.code == self.open_code else ("row", "")
        found = f'<span class="more found">{self._where_found(row)}</span>' if self.words else ""
        end = f'<span class="end">{moment(row.closed_at)}</span>' if row.closed_at else ""
        return (
            f'<div class="line" data-code="{code}" data-state="{escape(row.state)}">\n'
            f"{self._tick(row)}\n"
            f'<a class="{kind}" href="{href}" hx-get="{href}" hx-target="#desk"'
            f' hx-select="#desk" hx-swap="outerHTML" hx-push-url="true"{current}>\n'
            f"{svg(row.ring, 16)}{'' if self.is_english else self._state(row)}\n"
            f'<span class="body"><span class="title">{self._marked(row.title)}</span>\n'
            f'<span class="more">{" · ".join(self._more(row))}</span>{found}</span>\n'
            f'<span class="here" data-here hidden></span>{end or due(row.next_due_at, row.pause_cause)}</a></div>\n'
        )

    def _tick(self, row: CaseRow) -> str:
        if not self.can_pick:
            return ""
        label = escape(_("Select: %(title)s") % {"title": row.title})
        return (
            f'<input class="select" type="checkbox" name="code" value="{escape(row.code)}" form="pick"'
            f' aria-label="{label}">'
        )

    def _marked(self, text: str) -> str:
        return marked(text, self.words)

    def _state(self, row: CaseRow) -> str:
        tone = "danger" if row.is_overdue else row.ring.tone
        kind = "state" if tone == "vital" else f"state {tone}"
        return f'<span class="{kind}">{_label(row.state)}</span>'

    def _more(self, row: CaseRow) -> Iterator[str]:
        """The second line, piece by piece."""
        is_running = not row.closed_at
        if self.is_english:  # where the words of the states are too long to stand before the title
            yield f'<span class="{"danger" if row.is_overdue else row.ring.tone}">{_label(row.state)}</span>'
        if row.is_integrity:
            yield _strong("danger", _("Kept apart"))
        if row.rework_count and row.state == State.IN_PROGRESS:
            yield _strong("call", _("Not in order"))
        elif row.reopen_count and is_running:
            yield _strong("call", _("Handled again"))
        yield self._marked(row.place or row.category)
        if row.press_count and is_running:
            yield _strong("danger", _("pressed"))
        if row.report_count > 1:
            yield ngettext("%(n)s report", "%(n)s reports", row.report_count) % {"n": row.report_count}
        if row.return_count:
            yield ngettext("returned once", "returned %(n)s times", row.return_count) % {"n": row.return_count}
        if row.is_extension_asked:
            yield _strong("call", _("time asked for"))
        if row.is_follow_up_due and not is_running:
            yield _strong("call", _("to be followed up"))

    def _where_found(self, row: CaseRow) -> str:
        words = self.found.get(row.id)
        return " · ".join([*([self._marked(words)] if words else []), self._marked(row.code)])


def _label(state: str) -> str:
    return conditional_escape(State(state).label)


def _strong(tone: str, words: str) -> str:
    return f'<b class="{tone}">{escape(words)}</b>'


def marked(text: str, words: str) -> SafeString:
    """The text with each of the words marked where it stands."""
    tokens = sorted({one for one in words.split() if one}, key=len, reverse=True)
    if not tokens:
        return escape(text)
    parts = re.split("(" + "|".join(re.escape(one) for one in tokens) + ")", text, flags=re.I)
    # Every second part is what was found; each is escaped by itself.
    return mark_safe("".join(f"<mark>{escape(p)}</mark>" if n % 2 else str(escape(p)) for n, p in enumerate(parts)))
