"""Walking the whole journal: every column of every entry against its digest, every sealed entry against its seal.

The database gives the canonical bytes of each row from its columns, so there is no second copy that could be left
untouched when a column is edited.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.db import connection

from vitalgrid.foundation.journal import checkpoints, keys
from vitalgrid.foundation.journal.canonical import SEPARATOR, Sealer, canonical_sql
from vitalgrid.foundation.journal.chain import Claims, compare_checkpoints, read_claims
from vitalgrid.foundation.journal.findings import Outcome
from vitalgrid.foundation.journal.merkle import root_of

BLOCK = 5000  # rows fetched at a time
GUESSES = 200  # altered rows for which it is tried whether they were moved
Row = tuple[int, bytes, bytes, bytes]  # id, digest, key id, canonical bytes
Report = Callable[[int, int], None]  # entries done, entries in all (estimated)


def verify(checkpoint_place: Path | None = None, report: Report | None = None) -> Outcome:
    """Verify the journal. `checkpoint_place` is a folder or file of checkpoints kept elsewhere; default the instance's.

    About 150,000 entries a second and core. `report` is called after every block.
    """
    outcome = Outcome()
    # Checkpoints first: one that is written while we read the seals would seem to come from a later database.
    lines, outcome.unreadable_checkpoints = checkpoints.read(checkpoint_place)
    claims, digests = read_claims(outcome)
    compare_checkpoints(outcome, digests, lines)
    walk = _Walk(outcome, claims)
    total = _last_id()
    for block in _blocks():
        walk.take(block)
        if report:
            report(outcome.entries, total)
    walk.finish(total)
    return outcome


class _Walk:
    """One pass over the entries in the order of their ids."""

    def __init__(self, outcome: Outcome, claims: Claims) -> None:
        self.outcome, self.claims = outcome, claims
        self._sealers: dict[bytes, Sealer | None] = {}
        self._altered: list[Row] = []
        self._missing: list[int] = []
        self._leaves: dict[int, list[bytes]] = {}
        self._damaged: set[int] = set()  # seals with a finding of their own: their root need not be told too
        self._covers = iter(claims.covers)
        self._cover = next(self._covers, None)
        self._expected = self._cover[0] if self._cover else 0

    def take(self, block: list[Row]) -> None:
        """Check a block of rows."""
        self.outcome.entries += len(block)
        altered = self._check_digests(block)
        low, high, cover = block[0][0], block[-1][0], self._cover
        if cover and not altered and self._expected == low and high <= cover[1] and high - low + 1 == len(block):
            self._leaves.setdefault(cover[2], []).extend([row[1] for row in block])  # the usual case
            self._expected = high + 1
            self.outcome.sealed += len(block)
        else:
            for row in block:
                self._place(row, altered)
        self.outcome.last_entry = high

    def _check_digests(self, block: list[Row]) -> set[int]:
        altered = set()
        for row in block:
            number, digest, key_id, raw = row
            sealer = self._sealers.get(key_id) or self._sealer(key_id)
            if sealer is None:
                self.outcome.add("key_missing", entry=number)
            elif sealer.digest(raw) != digest:
                self._altered.append(row)
                altered.add(number)
        return altered

    def _sealer(self, key_id: bytes) -> Sealer | None:
        try:
            self._sealers[key_id] = keys.sealer(key_id.decode(errors="replace"))
        except KeyError:
            self._sealers[key_id] = None
        return self._sealers[key_id]

    def _place(self, row: Row, altered: set[int]) -> None:
        """Say which seal covers the row; note what is missing before it."""
        number = row[0]
        while self._cover and number > self._cover[1]:
            self._note_missing(self._expected, self._cover[1], "deleted")
            self._next_cover()
        if self._cover and number >= self._cover[0]:
            self._note_missing(self._expected, number - 1, "deleted")
            self._expected = number + 1
            self._leaves.setdefault(self._cover[2], []).append(row[1])
            self.outcome.sealed += 1
            if number in altered:
                self._damaged.add(self._cover[2])
        else:
            self._place_unsealed(number)

    def _place_unsealed(self, number: int) -> None:
        self.outcome.unsealed += 1
        claims = self.claims
        if number <= claims.upto:
            known = [*claims.allowed, *claims.unknown]
            if not any(low <= number <= high for low, high in known):
                self.outcome.add("inserted", entry=number)
            return
        before = max(self.outcome.last_entry, claims.upto)
        self.outcome.last_entry = number
        if number > before + 1:
            if connection.vendor == "sqlite":  # one writer at a time leaves no gap
                self.outcome.add("deleted", entry=before + 1, other=number - 1)
            else:
                self.outcome.gaps += number - before - 1

    def _next_cover(self) -> None:
        done = self._cover
        self._cover = next(self._covers, None)
        self._expected = self._cover[0] if self._cover else 0
        if done and len(self._leaves.get(done[2], ())) >= self.claims.roots[done[2]][1]:
            self._check_root(done[2])

    def _check_root(self, seal: int) -> None:
        root, count = self.claims.roots.pop(seal, ("", -1))
        leaves = self._leaves.pop(seal, [])
        if count < 0 or seal in self._damaged:
            return
        if len(leaves) != count or root_of(leaves).hex() != root:
            low = next(cover[0] for cover in self.claims.covers if cover[2] == seal)
            self.outcome.add("replaced", entry=low, seal=seal)

    def _note_missing(self, low: int, high: int, kind: str) -> None:
        if low > high or not self._cover:
            return
        self.outcome.add(kind, entry=low, other=high, seal=self._cover[2])
        self._damaged.add(self._cover[2])
        self._missing.extend(range(low, min(high, low + GUESSES) + 1))

    def finish(self, last_id: int) -> None:
        """Look at what the end of the table leaves open, then name what was altered."""
        while self._cover:
            self._note_missing(self._expected, self._cover[1], "cut")
            self._next_cover()
        for seal in list(self.claims.roots):
            self._check_root(seal)
        end = max(self.outcome.last_entry, self.claims.upto)
        if connection.vendor == "sqlite" and last_id > end:
            self.outcome.add("cut", entry=end + 1, other=last_id)
        self._name_altered()

    def _name_altered(self) -> None:
        """An entry whose digest fits under another number was moved, otherwise it was edited."""
        candidates = [row[0] for row in self._altered[:GUESSES]] + self._missing[:GUESSES]
        for place, (number, digest, key_id, raw) in enumerate(self._altered):
            rest = raw[raw.index(SEPARATOR.encode()) :] if SEPARATOR.encode() in raw else raw
            sealer = self._sealers[key_id]
            near = [number - 1, number + 1, *candidates] if place < GUESSES else []
            fits = (other for other in near if sealer and sealer.digest(str(other).encode() + rest) == digest)
            other = next(fits, None)
            self.outcome.add("edited" if other is None else "moved", entry=number, other=other)


def _blocks() -> Iterator[list[Row]]:
    return _blocks_of_postgresql() if connection.vendor == "postgresql" else _blocks_of_sqlite()


def _blocks_of_sqlite() -> Iterator[list[Row]]:
    with connection.chunked_cursor() as cursor:
        # The key's name as bytes: text that is no UTF-8 would end the walk.
        columns = f"id, digest, CAST(coalesce(key_id, '') AS BLOB), {canonical_sql('sqlite')}"
        cursor.execute(f"SELECT {columns} FROM journal_entry ORDER BY id")
        while rows := cursor.fetchmany(BLOCK):
            yield rows


def _blocks_of_postgresql() -> Iterator[list[Row]]:
    """By COPY: the server goes on while a block is being checked, which a cursor's FETCH does not."""
    columns = f"id, coalesce(digest, ''), convert_to(coalesce(key_id, ''), 'UTF8'), {canonical_sql('postgresql')}"
    query = f"COPY (SELECT {columns} FROM journal_entry ORDER BY id) TO STDOUT (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        copy.set_types(["int8", "bytea", "bytea", "bytea"])
        rows = copy.rows()
        while block := list(islice(rows, BLOCK)):
            yield block


def _last_id() -> int:
    """The last id that was ever given: on SQLite the counter tells it even when the newest rows are gone."""
    counter = "SELECT seq FROM sqlite_sequence WHERE name = 'journal_entry'"
    with connection.cursor() as cursor:
        cursor.execute(counter if connection.vendor == "sqlite" else "SELECT max(id) FROM journal_entry")
        row = cursor.fetchone()
    return int(row[0] or 0) if row else 0
