"""Encryption of single fields, blind indexes for exact match, and masks.

Cipher: AES-256-GCM (NIST SP 800-38D), 96-bit random nonce. A stored value reads `v1.<key id>.<base64url(nonce + text +
tag)>`; the additional data is `app.model.field`, so that a value copied into another column does not open.
"""

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from vitalgrid.foundation.kit.keyring import keyring

VERSION = "v1"
NONCE_BYTES = 12
BLIND_CHARACTERS = 32


class CannotOpen(Exception):  # noqa: N818 - reads as a sentence
    """A stored value does not open: its key was destroyed, it was altered, or it was copied from another column."""


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def encrypt(text: str, context: str) -> str:
    """Encrypt `text` under the current key, bound to `context` (`app.model.field`)."""
    ring = keyring("fields")
    name = ring.current
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(ring.key(name)).encrypt(nonce, text.encode(), context.encode())
    return f"{VERSION}.{name}.{urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, context: str) -> str:
    """The text behind `stored`. Raises CannotOpen."""
    try:
        version, name, packed = stored.split(".", 2)
        if version != VERSION:
            raise CannotOpen(f"unknown form {version}")
        raw = urlsafe_b64decode(packed)
        cipher = _cipher(keyring("fields").key(name))
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
    except (ValueError, KeyError, InvalidTag) as error:
        raise CannotOpen(f"a value of {context} does not open") from error


def key_id_of(stored: str) -> str:
    """The id of the key that encrypted `stored`; empty for an empty value."""
    return stored.split(".", 2)[1] if stored else ""


class Sealed:
    """An encrypted value that has not been opened. It never shows its text by itself: ask with `open()`."""

    __slots__ = ("_text", "context", "stored")

    def __init__(self, stored: str, context: str) -> None:
        self.stored, self.context = stored, context
        self._text: str | None = None

    def open(self) -> str:
        """The text. Raises CannotOpen."""
        if self._text is None:
            self._text = decrypt(self.stored, self.context)
        return self._text

    def __str__(self) -> str:
        return "•••"

    def __repr__(self) -> str:
        return "<sealed>"


class _OpensOnAccess(DeferredAttribute):
    """Decrypts when the attribute is read, not when the row is loaded: a list of masked rows opens nothing."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        return value.open() if isinstance(value, Sealed) else value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text encrypted at rest. Cannot be searched or sorted by (keep a `blind_index` beside it for exact match).

    `values()` and `values_list()` give `Sealed` objects; an empty text is stored as it is.
    """

    descriptor_class = _OpensOnAccess

    @property
    def context(self) -> str:
        """What the value is bound to: `app.model.field`."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """Wrap, do not open."""
        return Sealed(value, self.context) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """An untouched value goes back as it came, without another encryption."""
        value = model_instance.__dict__.get(self.attname)
        return value if isinstance(value, Sealed) else super().pre_save(model_instance, add)

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt what goes to the database."""
        if isinstance(value, Sealed):
            return value.stored if value.context == self.context else encrypt(value.open(), self.context)
        if value is None or value == "":
            return value
        return encrypt(str(value), self.context)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull`: any other comparison would silently never match."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted; search by its blind index")

    def value_to_string(self, obj: models.Model) -> str:
        """Serialisers get the encrypted form."""
        value = obj.__dict__.get(self.attname)
        return value.stored if isinstance(value, Sealed) else str(self.get_prep_value(value) or "")


def _blind(name: str, value: str, purpose: str) -> str:
    digest = hmac.digest(keyring("blind").key(name), f"{purpose}\x00{value}".encode(), "sha256")
    return f"{name}.{digest.hex()[:BLIND_CHARACTERS]}"


def blind_index(value: str, purpose: str) -> str:
    """An HMAC-SHA256 of `value` under a key of its own, for exact match (≤ 40 characters). Normalise before you ask.

    `purpose` (`phone`, `id_number`) keeps equal values of different meaning apart. An empty value gives an empty index.
    """
    return _blind(keyring("blind").current, value, purpose) if value else ""


def blind_indexes(value: str, purpose: str) -> list[str]:
    """The indexes of `value` under every key of the ring: what to look for while keys are being rotated."""
    return [_blind(name, value, purpose) for name in keyring("blind").names()] if value else []


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; shorter numbers keep their last two digits."""
    kept = phone.strip()
    if len(kept) >= 11:
        return f"{kept[:-8]}****{kept[-4:]}"
    return "*" * max(len(kept) - 2, 0) + kept[-2:] if len(kept) > 2 else "*" * len(kept)


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳某某 → 欧**; a name in Latin letters keeps each word's first letter."""
    kept = name.strip()
    if not kept:
        return ""
    if kept.isascii():
        return " ".join(f"{word[0]}***" for word in kept.split())
    return kept[0] + "*" * min(max(len(kept) - 1, 1), 2)
