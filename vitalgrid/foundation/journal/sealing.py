"""Chaining the entries in batches, apart from those who write them, so that writers never queue for a chain head.

PostgreSQL hands out ids before it commits: an entry with a lower id may appear after a higher one was sealed. Every
writer gets its transaction number before its ids (`actions.append`), so whatever is missing below an id that the
sealer sees belongs to a transaction with a lower number than the sealer takes for itself after reading. Such ids are
kept as open holes with that number as their bound and looked into by every later pass, until no transaction below the
bound is running: then they are void, and an entry that turns up there was inserted.
"""

from django.db import connection, transaction

from vitalgrid.foundation.journal import checkpoints, keys
from vitalgrid.foundation.journal.merkle import root_of
from vitalgrid.foundation.journal.models import Entry, Seal
from vitalgrid.foundation.journal.rules import Hole, gaps_between, ranges_of, settle
from vitalgrid.foundation.journal.seals import Body, body_of, seal_from
from vitalgrid.foundation.kit import clock

BATCH = 10_000
LOCK = 0x5EA1  # of PostgreSQL's advisory locks; one sealer at a time in the whole instance


def seal_pending(batch: int = BATCH) -> int:
    """Seal whatever is not sealed yet and write the checkpoints. Returns how many entries were sealed."""
    total = 0
    while seal := _seal_batch(batch):
        total += seal.count
    checkpoints.append_missing()
    return total


def _seal_batch(batch: int) -> Seal | None:
    with transaction.atomic():
        if not _is_only_sealer():
            return None
        last = Seal.objects.order_by("-number").first()
        before = body_of(last.body) if last else None
        upto, holes = (before.upto, before.holes) if before else (0, [])
        oldest = _oldest_running()  # before the reading: whoever had ended by now is visible to it
        late = _late_entries(holes)
        after = Entry.objects.filter(id__gt=upto).order_by("id").values_list("id", "digest")[:batch]
        fresh = [(number, bytes(digest)) for number, digest in after]
        if not late and not fresh:
            return None
        own = _own_number()  # after the reading: above everybody who may still fill a gap in it
        still_open, void = settle(holes, [number for number, _ in late], oldest)
        passed_over = gaps_between(upto, [number for number, _ in fresh])
        entries = sorted([*late, *fresh])
        now = clock.now()
        body = Body(
            number=last.number + 1 if last else 1,
            previous=last.digest if last else "",
            at=now.isoformat(),
            upto=fresh[-1][0] if fresh else upto,
            count=len(entries),
            root=root_of([digest for _, digest in entries]).hex(),
            vendor=connection.vendor,
            covers=ranges_of(number for number, _ in entries),
            void=void,
            holes=[*still_open, *(Hole(low, high, own) for low, high in passed_over)],
        )
        seal = seal_from(body, now, keys.current_key_id())
        seal.save(force_insert=True)
        return seal


def _late_entries(holes: list[Hole]) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    for hole in sorted(holes, key=lambda one: one.low):
        inside = Entry.objects.filter(id__gte=hole.low, id__lte=hole.high).order_by("id")
        found += [(number, bytes(digest)) for number, digest in inside.values_list("id", "digest")]
    return found


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def _is_only_sealer() -> bool:
    """On SQLite the transaction itself is the lock (BEGIN IMMEDIATE)."""
    return connection.vendor != "postgresql" or bool(_number(f"SELECT pg_try_advisory_xact_lock({LOCK})::int"))


def _oldest_running() -> int:
    if connection.vendor != "postgresql":
        return 1
    return _number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


def _own_number() -> int:
    return _number("SELECT pg_current_xact_id()::text::bigint") if connection.vendor == "postgresql" else 1
