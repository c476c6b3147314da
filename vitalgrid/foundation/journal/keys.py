"""The keys that journal entries, seals and checkpoints are sealed with: a ring of their own."""

from functools import lru_cache

from vitalgrid.foundation.journal.canonical import Sealer
from vitalgrid.foundation.kit.keyring import keyring

RING = "journal"


@lru_cache(maxsize=64)
def _sealer(key: bytes) -> Sealer:
    return Sealer(key)


def current_key_id() -> str:
    """The id of the key that new entries take."""
    return keyring(RING).current


def sealer(key_id: str) -> Sealer:
    """What makes digests under the key `key_id`. KeyError when there is no such key."""
    return _sealer(keyring(RING).key(key_id))
