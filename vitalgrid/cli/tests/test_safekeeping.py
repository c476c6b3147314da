"""A backup restores the whole instance elsewhere, and nothing is overwritten or believed without a look."""

import json
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.db import connection
from django.utils import translation

from vitalgrid.cli.running import run
from vitalgrid.cli.tests.instances import empty_instance, instance_like_this
from vitalgrid.foundation.changes.tests.factories import write
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.outbox.tests.factories import queued

pytestmark = pytest.mark.django_db(transaction=True)
BLOB = b"a photo that is none"
ENTRIES = 40
MAY_DIFFER = {"journal_entry", "journal_seal", "changes_change", "changes_epoch", "kit_job_lease"}


@pytest.fixture
def city(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The test's own database with a sealed journal, a message to somebody, and a file; the backup of it."""
    settings.DATA, settings.LANGUAGE_CODE = tmp_path / "here", "en"
    (settings.DATA / "files" / "ab").mkdir(parents=True)
    (settings.DATA / "files" / "ab" / "blob").write_bytes(BLOB)
    write(*map(str, range(ENTRIES)))
    queued()
    seal_pending()
    with translation.override("en"):
        assert run(["backup", str(tmp_path / "city.vgb")]) == 0
        yield tmp_path / "city.vgb"


def keys_of(file: Path) -> Path:
    return file.with_name(file.name + ".keys")


def manifest_of(file: Path) -> dict[str, Any]:
    with tarfile.open(file) as tar:
        found = tar.extractfile("manifest.json")
        assert found
        return json.loads(found.read())


def test_an_instance_comes_back_elsewhere_and_over_itself(city: Path, tmp_path: Path) -> None:
    with empty_instance(tmp_path / "there") as there:
        done = there.run("restore", city)
        assert done.returncode == 0, done.stderr  # it has counted and verified
        assert (there.folder / "files" / "ab" / "blob").read_bytes() == BLOB
        for name in ("fields", "journal"):
            ours = Path(real_settings.KEYS) / f"{name}.json"
            assert (there.folder / "keys" / f"{name}.json").read_bytes() == ours.read_bytes()
        keys_of(city).unlink()  # from here on they are in place
        done = there.run("restore", city)
        assert (done.returncode, "--force" in done.stderr) == (2, True)
        done = there.run("restore", "--force", city)
        assert done.returncode == 0, done.stderr
        (aside,) = there.folder.glob("before-restore-*/files/ab/blob")
        assert aside.read_bytes() == BLOB
        assert there.run("backup", tmp_path / "again.vgb").returncode == 0
    first, second = manifest_of(city), manifest_of(tmp_path / "again.vgb")
    assert {name for name, count in first["counts"].items() if second["counts"][name] != count} <= MAY_DIFFER
    assert (first["counts"]["journal_entry"], second["counts"]["journal_entry"]) == (ENTRIES, ENTRIES + 1)
    assert first["journal"]["seal"] + 1 == second["journal"]["seal"]


def test_backups_are_for_their_owner_and_hold_neither_keys_nor_plain_addresses(city: Path) -> None:
    assert stat.S_IMODE(city.stat().st_mode) == stat.S_IMODE(keys_of(city).stat().st_mode) == 0o600
    with tarfile.open(city) as tar:
        names = tar.getnames()
        content = b"".join(tar.extractfile(one).read() for one in tar if one.isfile())  # type: ignore[union-attr]
    assert not [name for name in names if name.startswith("keys")]
    assert b"13800001234" not in content
    for path in Path(real_settings.KEYS).glob("*.json"):
        for key in json.loads(path.read_text())["keys"].values():
            assert key.encode() not in content


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """Restore in this very process, which must be refused before anything is touched; the sentence."""
    assert run(["restore", *map(str, arguments)]) == 2
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    assert Entry.objects.count() == ENTRIES
    assert (Path(real_settings.DATA) / "files" / "ab" / "blob").read_bytes() == BLOB
    assert not list(Path(real_settings.DATA).glob("before-restore-*"))
    return told.err


def test_what_does_not_fit_is_refused_before_anything_is_touched(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "--force" in refused(capsys, city)
    keys_of(city).write_bytes(_changed(keys_of(city), tmp_path, "journal.json", b"{}"))
    assert "damaged at journal.json" in refused(capsys, "--force", city)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    whole = city.read_bytes()
    for damaged, said in (
        (whole[: len(whole) // 2], "is not a backup"),
        (b"not a backup", "is not a backup"),
        (_changed(city, tmp_path, "files/ab/blob", BLOB + b"!"), "damaged at files/ab/blob"),
        (_manifest_changed(city, tmp_path, connection.vendor, other), other),
        (_manifest_changed(city, tmp_path, "0001_append_only_record", "0009_from_the_future"), "newer program"),
    ):
        city.write_bytes(damaged)
        assert said in refused(capsys, city)
        city.write_bytes(whole)


def test_keys_of_another_instance_are_refused(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    elsewhere = tmp_path / "elsewhere"
    keys_of(city).rename(elsewhere)
    settings.KEYS = tmp_path / "other"
    settings.KEYS.mkdir()
    (settings.KEYS / "fields.json").write_text("{}")
    assert "--keys" in refused(capsys, "--force", city)
    run(["backup", str(tmp_path / "other.vgb")])
    assert "not the keys" in refused(capsys, "--force", city, "--keys", keys_of(tmp_path / "other.vgb"))


def _changed(file: Path, folder: Path, name: str, content: bytes) -> bytes:
    """The archive with one member changed and the manifest left alone."""
    unpacked = folder / "unpacked"
    with tarfile.open(file) as tar:
        names = tar.getnames()
        tar.extractall(unpacked, filter="data")
    (unpacked / name).write_bytes(content)
    with tarfile.open(folder / "changed", "w:gz") as tar:
        for one in names:
            tar.add(unpacked / one, one)
    return (folder / "changed").read_bytes()


def _manifest_changed(file: Path, folder: Path, old: str, new: str) -> bytes:
    with tarfile.open(file) as tar:
        found = tar.extractfile("manifest.json")
        assert found
        text = found.read().decode()
    return _changed(file, folder, "manifest.json", text.replace(old, new).encode())


def test_a_running_instance_is_not_restored_over(city: Path, tmp_path: Path) -> None:
    with instance_like_this(tmp_path / "running") as made, made.started("worker") as worker:
        assert worker.stderr
        worker.stderr.readline()
        done = made.run("restore", "--force", city)
        assert (done.returncode, "running" in done.stderr) == (2, True), done.stderr
