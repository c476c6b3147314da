"""The dated rows of a part, found by code and day; and what can be wrong with days, parents and successions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.parts import Finding, PackData, Row


@dataclass(frozen=True, eq=False)
class Entry:
    """A row with a code and its days (half-open)."""

    row: Row
    code: str
    start: date
    end: date | None

    def is_valid_on(self, on: date) -> bool:
        """Whether the row holds on the day `on`."""
        return self.start <= on and (self.end is None or on < self.end)

    @property
    def key(self) -> tuple[str, date]:
        """What tells the row apart."""
        return self.code, self.start


def day(row: Row, key: str) -> date | None:
    """The day at `key`, None when it is not given."""
    text = row.get(key)
    return date.fromisoformat(text) if text else None


class Register:
    """The dated rows of one part."""

    def __init__(self, data: PackData, part: str) -> None:
        self.data, self.part = data, part
        self.entries: list[Entry] = []
        self._by_code: dict[str, list[Entry]] = defaultdict(list)
        for row in data.of(part):
            start = day(row, "valid_from")
            assert start is not None  # the schema asks for it
            entry = Entry(row, str(row.values["code"]), start, day(row, "valid_until"))
            self.entries.append(entry)
            self._by_code[entry.code].append(entry)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def find(self, reference: str | None, on: date) -> Entry | None:
        """The row that `code` or `code@first day` means on the day `on`: the one valid then, else the open one."""
        code, _at, start = (reference or "").partition("@")
        entries = self._by_code.get(code, [])
        if start:
            return next((e for e in entries if e.start == date.fromisoformat(start)), None)
        valid = [e for e in entries if e.is_valid_on(on)] or [e for e in entries if e.end is None]
        return valid[0] if valid else (entries[-1] if entries else None)

    def ids(self, known: Iterable[tuple[UUID, str, date]]) -> dict[tuple[str, date], UUID]:
        """An id for every row: the one it has in the table (`known`), else a new one."""
        held = {(code, start): known_id for known_id, code, start in known}
        return {entry.key: held.get(entry.key) or new_id() for entry in self.entries}

    def days_of(self, entry: Entry) -> dict[str, Any]:
        """The columns of the days. An open row leaves the table's end alone: the city may have closed it since."""
        return {"valid_from": entry.start} | ({"valid_until": entry.end} if entry.end else {})

    def finding(self, entry: Entry, what: str, mend: str, key: str = "", *, is_warning: bool = False) -> Finding:
        """A finding at the row of `entry`."""
        return self.data.finding(self.part, entry.row, what, mend, key=key, is_warning=is_warning)

    def check_days(self) -> list[Finding]:
        """Rows that end before they begin, and two rows of one code on one day."""
        found = []
        for entry in self.entries:
            if entry.end and entry.end <= entry.start:
                what = _("%(code)s ends before it begins") % {"code": entry.code}
                found.append(self.finding(entry, what, _("give a later valid_until"), "valid_until"))
        for code, entries in self._by_code.items():
            ordered = sorted(entries, key=lambda e: e.start)
            for earlier, later in zip(ordered, ordered[1:], strict=False):
                if earlier.end is None or later.start < earlier.end:
                    what = _("%(code)s holds twice on %(day)s") % {"code": code, "day": later.start}
                    found.append(self.finding(later, what, _("end the earlier row on that day"), "valid_from"))
        return found

    def check_reference(
        self, entry: Entry, key: str, target: "Register", *, is_lax: bool = False
    ) -> tuple[Entry | None, list[Finding]]:
        """What the row names at `key`, with a finding when the pack has no such thing or not on all its days (a
        warning if `is_lax`)."""
        reference = entry.row.get(key)
        if not reference:
            return None, []
        meant = target.find(reference, entry.start)
        values = {"key": key, "reference": reference, "file": self.data.files.get(target.part, target.part)}
        if meant is None:
            what = _("%(key)s %(reference)s is not in %(file)s") % values
            return None, [self.finding(entry, what, _("add it there or mend the code"), key)]
        ends_early = meant.end is not None and (entry.end is None or entry.end > meant.end)
        if meant.start > entry.start or ends_early:
            what = _("%(key)s %(reference)s does not hold on all days of this row") % values
            mend = _("split the row at the day on which it changes, or mend the days")
            return meant, [self.finding(entry, what, mend, key, is_warning=is_lax)]
        return meant, []

    def check_successions(self) -> list[Finding]:
        """Earlier selves that are missing, or that never end."""
        found = []
        for entry in self.entries:
            for reference in entry.row.get("succeeds", []):
                old = self.predecessor(reference, entry)
                values = {"reference": reference}
                if old is None:
                    what = _("succeeds names %(reference)s, which is not here") % values
                    found.append(self.finding(entry, what, _("add the earlier row or mend the code"), "succeeds"))
                elif old.end is None:
                    what = _("%(reference)s still holds although it has a successor") % values
                    found.append(self.finding(entry, what, _("give the earlier row its valid_until"), "succeeds"))
        return found

    def predecessor(self, reference: str, entry: Entry) -> Entry | None:
        """The earlier row that `entry` succeeds: the one of that code that began last before it."""
        code, _at, start = reference.partition("@")
        others = [e for e in self._by_code.get(code, []) if e is not entry]
        if start:
            return next((e for e in others if e.start == date.fromisoformat(start)), None)
        earlier = [e for e in others if e.start < entry.start]
        return max(earlier or others, key=lambda e: e.start, default=None)

    def successions(self, ids: dict[tuple[str, date], UUID]) -> list[dict[str, Any]]:
        """The rows of the succession table that `succeeds` asks for."""
        rows = []
        for entry in self.entries:
            for reference in entry.row.get("succeeds", []):
                old = self.predecessor(reference, entry)
                if old is not None:
                    kind = "renamed" if old.code == entry.code else "moved"
                    on = old.end or entry.start  # a successor may have existed before it took the other over
                    rows.append({"old_id": ids[old.key], "new_id": ids[entry.key], "on": on, "kind": kind})
        return rows


def name_in_changes(data: PackData, since: int, names: dict[UUID, str]) -> None:
    """Put codes for ids in the sentences that were added to `data.changes` after `since`."""
    by_text = {str(known_id): name for known_id, name in names.items()}
    for place in range(since, len(data.changes)):
        words = data.changes[place].split(" ")
        data.changes[place] = " ".join(by_text.get(word, word) for word in words)
