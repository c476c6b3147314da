"""Whether the keys of this database are here, asked before anything starts: a ring is made when there is none, and a
ring made beside what an older one encrypted would leave a city that takes reports and cannot read what it has.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.journal.keys import RING
from vitalgrid.foundation.journal.models import Entry, Seal
from vitalgrid.foundation.journal.seals import digest_of
from vitalgrid.foundation.kit.crypto import CannotOpen, EncryptedTextField, Sealed, key_id_of
from vitalgrid.foundation.kit.keyring import keyring
from vitalgrid.foundation.kit.problems import Problem, define

FIELDS, BLIND = "fields", "blind"
LOOKED_AT = 20  # newest rows of a table
LOST = "VITALGRID_KEYS_ARE_LOST"  # set by an operator for whom nothing is left to put back
MISSING = define(
    "cli.keys_missing",
    409,
    _(
        "The keys of this database are missing (%(files)s in %(folder)s). Put them back from the backup's .keys file: "
        "`vitalgrid restore` does, or copy the folder. Nothing was started or made."
    ),
)
FOREIGN = define(
    "cli.keys_foreign",
    409,
    _(
        "The keys in %(folder)s are not those of this database (%(files)s opens nothing of it). Put its own back from "
        "the backup's .keys file. Nothing was started."
    ),
)


def require_keys() -> None:
    """Raise `cli.keys_missing` or `cli.keys_foreign` when the database holds what no ring here opens.

    Keys that were destroyed on purpose, one by one, are no fault: their ring is there and has newer ones.
    """
    if os.environ.get(LOST) == "1":
        return
    folder = str(settings.KEYS)
    needed = [name for name, is_used in _used().items() if is_used]
    if absent := [f"{name}.json" for name in needed if not (Path(settings.KEYS) / f"{name}.json").exists()]:
        raise Problem(MISSING, files=", ".join(absent), folder=folder)
    if foreign := [f"{name}.json" for name in needed if not _opens(name)]:
        raise Problem(FOREIGN, files=", ".join(foreign), folder=folder)


def _used() -> dict[str, bool]:
    """The rings, and whether the database holds something made with each."""
    return {
        FIELDS: next(_sealed(), None) is not None,
        BLIND: any(rows.exists() for rows in _indexed()),
        RING: Seal.objects.exists() or Entry.objects.exists(),
    }


def _opens(ring: str) -> bool:
    if ring == RING:
        seal = Seal.objects.order_by("-number").first()
        is_known = seal is not None and seal.key_id in keyring(RING).names()
        return seal is None or not is_known or digest_of(seal.body, seal.key_id) == seal.digest
    if ring == FIELDS:
        names = keyring(FIELDS).names()
        return all(_is_open(value) for value in _sealed() if key_id_of(value.stored) in names)
    return True  # an index says nothing but yes or no


def _is_open(value: Sealed) -> bool:
    try:
        value.open()
    except CannotOpen:
        return False
    return True


def _encrypting() -> Iterator[tuple[type[models.Model], list[str]]]:
    for model in apps.get_models():
        names = [one.name for one in model._meta.concrete_fields if isinstance(one, EncryptedTextField)]
        if names:
            yield model, names


def _sealed() -> Iterator[Sealed]:
    """Encrypted values, some of the newest of each table."""
    for model, names in _encrypting():
        rows = model._default_manager.order_by("-pk").values_list(*names)[:LOOKED_AT]
        yield from (value for row in rows for value in row if isinstance(value, Sealed))


def _indexed() -> "Iterator[models.QuerySet[models.Model]]":
    """Rows with a blind index: it stands beside what it is the index of."""
    for model, _names in _encrypting():
        for one in model._meta.concrete_fields:
            if one.name.endswith("_index"):
                yield model._default_manager.exclude(**{one.name: ""})
