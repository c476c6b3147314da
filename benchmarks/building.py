"""Builds an instance of many cases quickly: for benches alone, never for a city.

Plain indexes are dropped before and made again after. What the rows hold is as real as the paths need: places and
units of the pack, texts of people's length, steps, clocks, contacts, search rows, journal entries with their digests
and seals, the feed.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from benchmarks.rows import AFTER, STORY, City, Table, Told, moment, uuid_of, write
from vitalgrid.foundation.changes.models import Change
from vitalgrid.foundation.journal import canonical, keys
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.kit.crypto import blind_index, encrypt
from vitalgrid.foundation.search import index
from vitalgrid.foundation.search.models import Document
from vitalgrid.foundation.search.rules import fold, mark_of
from vitalgrid.loop.cases.models import Assignment, Case, Clock, Contact, Report, Step
from vitalgrid.loop.cases.rules import title_of

CHUNK = 2000
MODELS = (Case, Report, Step, Clock, Assignment, Contact, Document, Entry, Change)
SEED = 7


def build(count: int) -> None:
    """`count` cases with all that belongs to them, ending a moment ago; the two special cases of the desk's bench."""
    dice, end = Random(SEED), datetime.now(UTC) - timedelta(minutes=5)
    maker = _Maker(City(dice), dice, end)
    with unwatched(), without_indexes(*(model._meta.db_table for model in MODELS), "search_gram"):
        cases, done = maker.city.cases(count, end), 0
        while chunk := list(islice(cases, CHUNK)):
            with transaction.atomic():
                maker.write(chunk)
            done += len(chunk)
            if done % 50_000 < CHUNK:
                sys.stderr.write(f"  {done:,} of {count:,} cases\n")
        with transaction.atomic():
            maker.write_special()
        sys.stderr.write("  indexes\n")
    _settle()
    sys.stderr.write(f"  {seal_pending():,} journal entries sealed\n")


class _Maker:
    """Turns what was told into the rows of nine tables."""

    def __init__(self, city: City, dice: Random, end: datetime) -> None:
        self.city, self.dice, self.end = city, dice, end
        self.tables = {model: Table(model) for model in MODELS}
        self.names = [encrypt(f"演示·{n}", "cases.contact.name") for n in range(200)]
        blind_index("0", "phone")  # its ring is there, as that of every database which holds such indexes
        self.phones = [encrypt(f"0937 {n:07d}", "cases.contact.phone") for n in range(200)]
        self.key = keys.current_key_id()
        self.sealer = keys.sealer(self.key)
        self.entry = 1 + (Entry.objects.aggregate(last=Max("id"))["last"] or 0)
        self.change = 1 + (Change.objects.aggregate(last=Max("id"))["last"] or 0)

    def write(self, chunk: list[Told]) -> None:
        """All rows of a chunk."""
        rows: dict[Any, list[list[Any]]] = defaultdict(list)
        grams: list[tuple[int, list[str]]] = []
        for told in chunk:
            self._case(rows, told)
            self._report(rows, told, told.at)
            self._found(rows, grams, told)
            self._record(rows, told)
        for model in MODELS:
            write(self.tables[model], rows[model])
        index.put(grams)

    def _add(self, rows: dict[Any, list[list[Any]]], model: Any, **values: Any) -> None:
        rows[model].append(self.tables[model].row(**values))

    def _case(self, rows: dict[Any, list[list[Any]]], told: Told) -> None:
        dice, area, verbs = self.dice, told.place, STORY[told.state]
        due = told.at + timedelta(days=dice.choice((2, 5, 15)))
        moments = [told.at + timedelta(hours=dice.random() * 20 * step) for step in range(len(verbs))]
        closed = moments[-1] + timedelta(days=dice.random() * 12) if not told.is_open else None
        moments = sorted([*moments[:-1], closed] if closed else moments)
        next_due = min(due, told.at + timedelta(hours=dice.choice((4, 24, 72)))) if told.is_open else None
        unit = told.unit if "assign" in verbs else None
        apart = told.category.procedure == "integrity"
        self._add(
            rows, Case, id=told.key, revision=len(verbs), township=_hex(area.township), code=told.code,
            title=title_of(told.text), state=told.state, is_open=int(told.is_open),
            desk="township" if told.source == "worker" and not apart else "centre", category_id=_hex(told.category.pk),
            class_code=told.top, platform=told.category.platform, procedure=told.category.procedure,
            urgency=told.category.urgency, is_integrity=int(apart), area_id=_hex(area.id), village=_hex(area.village),
            grid=_hex(area.grid), lon=told.point[0], lat=told.point[1], lead_unit_id=_hex(unit),
            opened_at=moment(told.at), assigned_at=moment(moments[1]) if unit and len(moments) > 1 else None,
            closed_at=moment(closed), first_closed_at=moment(closed), outcome="done" if closed else "",
            due_at=moment(due), next_due_at=moment(next_due), stage="" if closed else "resolve",
            return_count=int(dice.random() < 0.05), press_count=int(dice.random() < 0.03),
            is_extension_asked=int(told.state == "in_progress" and dice.random() < 0.03),
            follow_up_due_at=moment(closed + timedelta(days=1)) if closed else None,
            followed_up_at=moment(closed + timedelta(days=1)) if closed and dice.random() < 0.95 else None,
        )  # fmt: skip
        before = ""
        for number, (verb, at) in enumerate(zip(verbs, moments, strict=True), 1):
            self._step(rows, told.key, number, verb, before, at, unit)
            before = AFTER[verb]
        if unit:
            self._add(rows, Assignment, id=uuid_of(told.at, dice), case_id=told.key, unit_id=_hex(unit),
                      is_lead=1, assigned_at=moment(told.at), ended_at=moment(closed), due_at=moment(due),
                      end_reason="closed" if closed else "")  # fmt: skip
        late = moment(self.end) if due < self.end else None
        self._add(rows, Clock, id=uuid_of(told.at, dice), case_id=told.key, stage="resolve", limit="15 d",
                  started_at=moment(told.at), due_at=moment(due), stopped_at=moment(closed), late_at=late,
                  is_pausable=1)  # fmt: skip

    def _step(
        self, rows: dict[Any, list[list[Any]]], case: str, number: int, verb: str, before: str, at: datetime,
        unit: UUID | None,
    ) -> None:  # fmt: skip
        self._add(rows, Step, id=uuid_of(at, self.dice), case_id=case, number=number, verb=verb, from_state=before,
                  to_state=AFTER.get(verb, "in_progress"), at=moment(at), by_kind="user", by_name="演示·甲某",
                  by_post="演示承办员", unit_id=_hex(unit), is_public=1, text="演示：已到现场看过。",
                  data=json.dumps({"source": "resident"} if number == 1 else {}))  # fmt: skip

    def _report(self, rows: dict[Any, list[list[Any]]], told: Told, at: datetime) -> None:
        key, dice = uuid_of(at, self.dice), self.dice
        self._add(rows, Report, id=key, township=_hex(told.place.township), case_id=told.key, source=told.source,
                  description=told.text, category_id=_hex(told.category.pk), lon=told.point[0], lat=told.point[1],
                  frame="wgs84", area_id=_hex(told.place.id), received_at=moment(at), language="zh-hans",
                  secret_digest=f"{dice.getrandbits(256):064x}")  # fmt: skip
        if told.number % 2:
            self._add(rows, Contact, report_id=key, name=dice.choice(self.names), phone=dice.choice(self.phones),
                      phone_index=f"1.{dice.getrandbits(128):032x}")  # fmt: skip

    def _found(self, rows: dict[Any, list[list[Any]]], grams: list[tuple[int, list[str]]], told: Told) -> None:
        report = rows[Report][-1][self.tables[Report].at["id"]]
        key = int(told.at.timestamp()) << 31 | self.dice.getrandbits(31)
        text, marks = fold(f"{told.code} {told.text}\n"), _marks(told)
        self._add(rows, Document, id=key, kind="report", object_id=report, code=told.code, at=moment(told.at),
                  reach=" ".join(marks), text=text)  # fmt: skip
        grams.append((key, index.tokens(text, marks)))

    def _record(self, rows: dict[Any, list[list[Any]]], told: Told) -> None:
        case, place = str(UUID(told.key)), told.place
        payload = canonical.payload_text({"verb": "receive", "state": told.state, "source": told.source})
        values = (
            self.entry, UUID(uuid_of(told.at, self.dice)), told.at, "case.opened", "case", case, told.code, "resident",
            "", "resident", "", "", "public", place.township, place.id, None, "", payload, self.key,
        )  # fmt: skip
        digest = self.sealer.digest(canonical.bytes_of(values))
        named = dict(zip(canonical.COLUMNS, values, strict=True))
        for name, kind in canonical.COLUMNS.items():
            named[name] = (
                _hex(named[name]) if kind == canonical.IDENTITY
                else moment(named[name]) if kind == canonical.MOMENT else named[name]
            )  # fmt: skip
        self._add(rows, Entry, **named, digest=digest)
        self._add(rows, Change, id=self.change, xid=0, township=_hex(place.township), area=_hex(place.id), kind="case",
                  object_id=case, revision=1, event="case.opened", at=moment(told.at))  # fmt: skip
        self.entry += 1
        self.change += 1

    def write_special(self) -> None:
        """A case with 3 reports and 40 steps (code …-DESK040), and one with 5,000 steps (…-DESK5000)."""
        for code, reports, steps in ((DESK_USUAL, 3, 40), (DESK_LONG, 3, 5000)):
            rows: dict[Any, list[list[Any]]] = defaultdict(list)
            at = self.end - timedelta(days=9)
            told = next(c for c in self.city.cases(50, at) if c.category.procedure == "ordinary")
            told.state, told.code, told.at = "in_progress", code, at
            self._case(rows, told)
            for number in range(reports):
                self._report(rows, told, at + timedelta(minutes=number))
            unit = told.unit
            for number in range(5, steps + 1):
                self._step(rows, told.key, number, "progress", "in_progress", at + timedelta(minutes=number), unit)
            case = rows[Case][0]
            case[self.tables[Case].at["revision"]], case[self.tables[Case].at["report_count"]] = steps, reports
            for model in MODELS:
                write(self.tables[model], rows[model])


DESK_USUAL, DESK_LONG = "991231-0000040", "991231-0005000"


def _marks(told: Told) -> list[str]:
    """As `loop.cases.queries.reach` gives them."""
    if told.category.procedure == "integrity":
        return ["i"]
    area, unit = told.place, told.unit if "assign" in STORY[told.state] else None
    keys = {area.township, area.village, area.grid, area.id, unit}
    return ["o", *sorted(mark_of(key) for key in keys if key is not None)]


def _hex(key: UUID | None) -> str | None:
    return key.hex if key else None


@contextmanager
def unwatched() -> Iterator[None]:
    """No foreign key is looked up row by row and nothing waits for the disk: what breaks can be built again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET maintenance_work_mem = '512MB'")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -400000")
    yield
    connection.close()


@contextmanager
def without_indexes(*names: str) -> Iterator[None]:
    """Plain indexes of these tables go and come back with the very words that made them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS"
                " (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
                [list(names)],
            )
        else:
            marks = ", ".join(["%s"] * len(names))
            plain = "type = 'index' AND sql IS NOT NULL"
            cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE {plain} AND tbl_name IN ({marks})", names)
        found = cursor.fetchall()
        for name, _made in found:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, made in found:
            cursor.execute(made)


def _settle() -> None:
    """Counters behind what was written, statistics of now."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("journal_entry", "changes_change"):
                cursor.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
            cursor.execute("VACUUM (ANALYZE)")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
