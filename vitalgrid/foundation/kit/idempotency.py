"""A request that carries a key has its effect once, and every repeat gets the stored answer.

The row goes in first, inside the action's own transaction, with the answer complete: ids are made in Python, so the
answer is known before the first write. A second request with the same key waits until the first has ended, then
replays it; if the first was undone, the second does the work.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.crypto import blind_index, blind_indexes
from vitalgrid.foundation.kit.models import IdempotentRequest
from vitalgrid.foundation.kit.problems import KEY_REUSED, MALFORMED, Problem

LONGEST_KEY = 200
TRIES = 5
_UNFINISHED = 0
Ready = Callable[[], tuple[int, Any, Callable[[], None]]]  # status, JSON body, what writes
_NAMES = ("scope", "key", "fingerprint", "status", "response", "at")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered: the HTTP status and the JSON body."""

    status: int
    response: Any
    is_replay: bool = False


def claim(*, key: str, scope: str, body: bytes, status: int, response: Any) -> Answer | None:
    """Store the answer under `key` before the work is done. None: go on and do it. An answer: it was done before.

    Must run first in the action's transaction. `body` is whatever makes two requests the same (`body_of` for parsed
    input). Problems: `kit.key_reused` (same key, other body), `kit.malformed` (a key without length or too long).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a key is claimed in the transaction of the work it stands for")
    if not key or len(key) > LONGEST_KEY:
        raise Problem(MALFORMED, field="Idempotency-Key")
    fields: list[Any] = [IdempotentRequest._meta.get_field(name) for name in _NAMES]
    text = json.dumps(response, ensure_ascii=False)
    values = (scope, key, blind_index(_text_of(body), "idempotency"), status, text, clock.now())
    prepared = [f.get_db_prep_save(v, connection) for f, v in zip(fields, values, strict=True)]
    with connection.cursor() as cursor:  # no IntegrityError: on PostgreSQL that would end the caller's transaction
        cursor.execute(
            f"INSERT INTO kit_idempotent_request ({', '.join(_NAMES)}) VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (scope, key) DO NOTHING",
            prepared,
        )
        if cursor.rowcount == 1:
            return None
    return _stored(key, scope, body)


def once(*, key: str, scope: str, body: bytes, work: Callable[[], tuple[int, Any]]) -> Answer:
    """Do `work` under `key` when its answer cannot be known beforehand; the answer is stored in the same transaction.

    `work` returns the status and the JSON body. Without a key it is simply done. Problems: as `claim`.
    """
    with transaction.atomic():
        earlier = claim(key=key, scope=scope, body=body, status=_UNFINISHED, response=None) if key else None
        if earlier:
            return earlier
        status, response = work()
        if key:
            text = json.dumps(response, ensure_ascii=False)
            IdempotentRequest.objects.filter(scope=scope, key=key).update(status=status, response=text)
        return Answer(status, response)


def once_ready(*, key: str, scope: str, body: bytes, ready: Ready) -> Answer:
    """Do work whose answer is known before its first write: the stored answer goes in complete, before the work.

    `ready` gives the status, the JSON body and what writes. It writes nothing itself, and is asked again when a row of
    the work met one that came meanwhile (IntegrityError). A repeat gets the first answer even where the same work could
    not be done today. Problems: as `claim`.
    """
    for attempt in range(TRIES):
        try:
            status, response, write = ready()
        except Problem:
            earlier = _found(key, scope, body) if key else None
            if earlier:
                return earlier
            raise
        try:
            with transaction.atomic():
                earlier = claim(key=key, scope=scope, body=body, status=status, response=response) if key else None
                if earlier is None:
                    write()
            return earlier or Answer(status, response)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    raise AssertionError


def body_of(data: Mapping[str, Any]) -> bytes:
    """Bytes that are equal for equal input, whatever the order of its keys."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")


def forget_older_than(days: int) -> int:
    """Remove keys older than `days`; returns how many. A repeat after that counts as a new request."""
    deleted, _ = IdempotentRequest.objects.filter(at__lt=clock.now() - timedelta(days=days)).delete()
    return deleted


def _text_of(body: bytes) -> str:
    """What is compared. An index of nothing is no index, and an empty request is one all the same."""
    return body.decode("latin-1") or "\x00"


def _stored(key: str, scope: str, body: bytes) -> Answer:
    return _replayed(IdempotentRequest.objects.get(scope=scope, key=key), body)


def _found(key: str, scope: str, body: bytes) -> Answer | None:
    row = IdempotentRequest.objects.filter(scope=scope, key=key[:LONGEST_KEY]).first()
    return _replayed(row, body) if row else None


def _replayed(row: IdempotentRequest, body: bytes) -> Answer:
    if row.fingerprint not in blind_indexes(_text_of(body), "idempotency"):
        raise Problem(KEY_REUSED, field="Idempotency-Key")
    return Answer(row.status, json.loads(row.response), is_replay=True)
