"""Keys for programs: issued with rights of their own, shown once, expiring, revocable at once."""

import hmac
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import timezone

from vitalgrid.foundation.accounts import permissions
from vitalgrid.foundation.accounts.access import require
from vitalgrid.foundation.accounts.actor import Actor, Grant
from vitalgrid.foundation.accounts.duties import ADMINISTRATION, AUDIT, DISCIPLINE, PRIVACY
from vitalgrid.foundation.accounts.models import ApiKey
from vitalgrid.foundation.accounts.problems import BAD_KEY, KEY_END, KEY_RIGHTS
from vitalgrid.foundation.accounts.telling import tell
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import secret
from vitalgrid.foundation.kit.problems import NOT_FOUND, REQUIRED, Problem
from vitalgrid.foundation.kit.retry import said_of

log = logging.getLogger(__name__)

MARK = "vg"
PREFIX_LENGTH, SECRET_LENGTH = 8, 40
LONGEST_LIFE = timedelta(days=731)
_GUARDS = frozenset({AUDIT, PRIVACY, DISCIPLINE, ADMINISTRATION, "system"})


@dataclass(frozen=True)
class NewKey:
    """What a key is for. Without `unit` it reaches the whole city."""

    name: str
    permissions: frozenset[str]
    source: str = ""
    owner_id: int | None = None
    unit: UUID | None = None
    expires_at: datetime | None = None


def _digest(word: str) -> str:
    # The secret has about 196 bits of chance, so one plain digest is enough; a password hash would only cost time.
    return sha256(word.encode()).hexdigest()


def can_be_given(right: str) -> bool:
    """Whether a program may hold `right`: nothing that only guards hold, and no complaints about staff."""
    known = permissions.PERMISSIONS.get(right)
    return known is not None and not (known.held_by and known.held_by <= _GUARDS)


def _check(wanted: Iterable[str]) -> None:
    for right in sorted(wanted):
        if not can_be_given(right):
            raise Problem(KEY_RIGHTS, field="permissions", right=right)


def issue_key(*, by: Actor, key: NewKey) -> tuple[ApiKey, str]:
    """Make a key. Returns it with the text to hand over, which is shown once and stored nowhere.

    Needs key.manage. Raises `kit.required`, `accounts.key_rights`, `accounts.key_end`.
    """
    require(by, permissions.KEY_MANAGE)
    now = clock.now()
    if not key.name.strip():
        raise Problem(REQUIRED, field="name")
    _check(key.permissions)
    if key.expires_at is not None and not now < key.expires_at <= now + LONGEST_LIFE:
        raise Problem(KEY_END, field="expires_at")
    prefix, word = secret(PREFIX_LENGTH), secret(SECRET_LENGTH)
    with transaction.atomic():
        row = ApiKey.objects.create(
            prefix=prefix,
            digest=_digest(word),
            name=key.name.strip(),
            source=key.source,
            owner_id=key.owner_id,
            unit=key.unit,
            permissions=sorted(key.permissions),
            issued_at=now,
            expires_at=key.expires_at,
        )
        tell(by, "key.issued", "api_key", str(row.pk), row.prefix, rights=row.permissions)
    return row, f"{MARK}_{prefix}_{word}"


def revoke_key(*, by: Actor, key_id: UUID, reason: str = "") -> ApiKey:
    """End a key at once. Needs key.manage. Raises `kit.not_found`."""
    require(by, permissions.KEY_MANAGE)
    with transaction.atomic():
        row = ApiKey.objects.select_for_update().filter(pk=key_id).first()
        if row is None:
            raise Problem(NOT_FOUND)
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            row.save(update_fields=["revoked_at"])
            tell(by, "key.revoked", "api_key", str(row.pk), row.prefix, reason)
    return row


def actor_for_api_key(text: str, *, address: str = "") -> Actor:
    """Who acts with the key `text` (`vg_<prefix>_<secret>`). Raises `accounts.bad_key`, the same for every fault."""
    mark, _, rest = text.strip().partition("_")
    prefix, _, word = rest.partition("_")
    row = ApiKey.objects.filter(prefix=prefix).first() if mark == MARK and len(prefix) == PREFIX_LENGTH else None
    is_right = hmac.compare_digest(row.digest if row else _digest(""), _digest(word))
    now = clock.now()
    if row is None or not is_right or not row.is_valid(now):
        raise Problem(BAD_KEY)
    today = timezone.localdate(now)
    if not row.was_used_on(today):
        try:
            ApiKey.objects.filter(pk=row.pk).update(last_used_on=today)
        except OperationalError as error:  # a full disk keeps no program from reading
            log.warning("a key was not noted as used: %s", said_of(error))
    rights = frozenset(right for right in row.permissions if can_be_given(right))
    grant = Grant(
        role="api_key",
        permissions=rights,
        unit_ids=frozenset({row.unit}) if row.unit else frozenset(),
        is_citywide=row.unit is None,
    )
    return Actor(
        kind="api_key",
        id=str(row.pk),
        name=row.name,
        user_id=row.owner_id,
        grants=(grant,),
        permissions=rights,
        address=address,
        channel="api",
        post=row.source,
        is_second_factor_met=True,
    )
