"""Loads a city pack: checked first, then every part in one transaction."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.parts import Finding, PackData, Part
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.packs.checking import check_pack
from vitalgrid.packs.models import LoadedPack
from vitalgrid.packs.problems import NO_FOLDER, NOT_SOUND, OTHER_CITY


@dataclass(frozen=True)
class Loading:
    """What a loading did, or in a dry run would do. `changed` counts rows by part; `changes` says them one by one."""

    city: str
    rows: dict[str, int]
    changed: dict[str, int]
    changes: list[str]
    findings: list[Finding]


class _RolledBack(Exception):
    """Ends the transaction of a dry run."""


class NotSound(Problem):
    """The pack has errors. Carries the findings."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(NOT_SOUND, count=sum(not f.is_warning for f in findings))


def load_pack(
    *,
    by: Actor,
    folder: Path,
    parts: Sequence[Part],
    is_dry_run: bool = False,
    on_part: Callable[[str, int, int], None] | None = None,
) -> Loading:
    """Check the pack in `folder` and make the instance hold it. A second loading of the same pack changes nothing.

    `on_part(name, done, total)` is told before each part. Warnings do not stop the loading. Raises `packs.no_folder`,
    `packs.not_sound` (as `NotSound`), `packs.other_city`.
    """
    by.require("system.act")
    if not folder.is_dir():
        raise Problem(NO_FOLDER, folder=str(folder))
    data, findings = check_pack(folder, parts)
    if any(not finding.is_warning for finding in findings):
        raise NotSound(findings)
    city = data.of("city")[0]
    code, name = str(city.values["code"]), str(city.values["name"])
    changed: dict[str, int] = {}
    try:
        with transaction.atomic():
            _refuse_other_city(code, name)
            for done, part in enumerate(parts):
                if on_part:
                    on_part(part.name, done, len(parts))
                changed[part.name] = part.load(data) if part.name in data.rows else 0
            if is_dry_run:
                raise _RolledBack
            _record(by, data, code, name, changed)
    except _RolledBack:
        pass
    rows = {part.name: len(data.of(part.name)) for part in parts}
    return Loading(code, rows, changed, data.changes, findings)


def _refuse_other_city(code: str, name: str) -> None:
    held = LoadedPack.objects.exclude(city_code=code).first()
    if held:
        raise Problem(OTHER_CITY, held=f"{held.name} ({held.city_code})", offered=f"{name} ({code})")


def _record(by: Actor, data: PackData, code: str, name: str, changed: dict[str, int]) -> None:
    """Keep which pack is held; journal the loading only when it did something or came in other words."""
    total, digest = sum(changed.values()), _digest(data)
    held = LoadedPack.objects.filter(city_code=code).first()
    if held and total == 0 and held.digest == digest:
        return
    now = clock.now()
    values = {"name": name, "loaded_at": now, "changed": total, "digest": digest}
    LoadedPack.objects.update_or_create(city_code=code, defaults=values)
    told = {part: count for part, count in changed.items() if count}
    emit(Event("pack.loaded", "pack", code, by, now, code=code, data={"changed": told, "digest": digest}))


def _digest(data: PackData) -> str:
    total = hashlib.sha256()
    for file in sorted(set(data.files.values())):
        path = data.folder / file
        if path.is_file():
            total.update(file.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
