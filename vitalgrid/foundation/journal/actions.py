"""Appending to the journal. Whoever acts goes through `changes.actions.emit`; only reading is journalled from here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction

from vitalgrid.foundation.journal import canonical, keys
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.crypto import blind_index
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.rows import Rows, insert_together

READING = "personal_data.read"
_NAMES = (*canonical.COLUMNS, "digest")
_LIMITS = {f.name: f.max_length or 0 for f in Entry._meta.fields if f.get_internal_type() in ("CharField", "TextField")}


class Doer(Protocol):
    """What the journal needs to know of whoever acts (`accounts.actor.Actor` has it)."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def channel(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has a number."""

    event: str
    kind: str
    object_id: str
    by: Doer
    at: datetime
    code: str = ""
    township: UUID | None = None
    area: UUID | None = None
    unit: UUID | None = None
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def append(drafts: Sequence[Draft]) -> int:
    """Write the entries inside the caller's transaction; return the number of that transaction (0 on SQLite).

    An action whose entry fails, fails: nothing is caught here.
    """
    xid, entries = numbered(drafts)
    insert_together([entries])
    return xid


def numbered(drafts: Sequence[Draft]) -> tuple[int, Rows]:
    """The same without writing: the caller puts the rows in, together with what else tells of the change.

    Their numbers are taken: the rows must go in within this transaction, or the transaction must fail.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a journal entry belongs into the transaction of what it records")
    if not drafts:
        return 0, Rows(Entry, _NAMES, ())
    xid, ids = _take_numbers(len(drafts))
    key_id = keys.current_key_id()
    sealer = keys.sealer(key_id)
    rows = [_row(draft, number, key_id) for draft, number in zip(drafts, ids, strict=True)]
    sealed = [(*row, sealer.digest(canonical.bytes_of(row))) for row in rows]
    return xid, Rows(Entry, _NAMES, sealed)


def record_reading(
    *,
    by: Doer,
    kind: str,
    object_id: str,
    fields: Iterable[str],
    reason: str,
    code: str = "",
    township: UUID | None = None,
    area: UUID | None = None,
    unit: UUID | None = None,
) -> None:
    """Journal that `by` saw the personal `fields` (names of fields, never values) of an object, and why."""
    draft = Draft(
        event=READING,
        kind=kind,
        object_id=object_id,
        by=by,
        at=clock.now(),
        code=code,
        township=township,
        area=area,
        unit=unit,
        reason=reason,
        data={"fields": sorted(fields)},
    )
    with transaction.atomic():
        append([draft])


def _take_numbers(count: int) -> tuple[int, Sequence[int]]:
    """Ids are taken before the rows are written, because the digest covers them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The transaction gets its number before it gets ids: the sealer's rule for late ids rests on this order.
            # An id is only drawn for a row of `mine`, which is not there before the transaction has its number.
            cursor.execute(
                "WITH mine AS MATERIALIZED (SELECT pg_current_xact_id()::text::bigint AS xid)"
                " SELECT mine.xid, nextval('journal_entry_id_seq') FROM mine, generate_series(1, %s)",
                [count],
            )
            found = cursor.fetchall()
            return int(found[0][0]), [int(row[1]) for row in found]
        # SQLite: BEGIN IMMEDIATE holds the only write lock, so the next number is known and leaves no gap.
        cursor.execute(
            "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'journal_entry'), 0),"
            " coalesce((SELECT max(id) FROM journal_entry), 0))"
        )
        last = int(cursor.fetchone()[0])
        return 0, range(last + 1, last + 1 + count)


def _row(draft: Draft, number: int, key_id: str) -> tuple[Any, ...]:
    """The values of an entry in the order of `canonical.COLUMNS`."""
    by = draft.by
    address = blind_index(by.address, "journal.address") if by.kind == "resident" else by.address
    return (
        number,
        new_id(),
        draft.at,
        *_texts(event=draft.event, kind=draft.kind, object_id=draft.object_id, code=draft.code),
        *_texts(actor_kind=by.kind, actor_id=by.id, actor_name=by.name, actor_post=by.post),
        *_texts(address=address, channel=by.channel),
        draft.township,
        draft.area,
        draft.unit,
        canonical.clean(draft.reason),
        canonical.payload_text(draft.data),
        key_id,
    )


def _texts(**texts: str) -> list[str]:
    return [canonical.clean(str(text), _LIMITS[name]) for name, text in texts.items()]
