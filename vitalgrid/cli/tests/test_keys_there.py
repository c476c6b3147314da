"""Without its keys an instance does not start: a ring made anew would hide that nothing can be read any more."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vitalgrid.cli.keys_there import LOST, require_keys
from vitalgrid.cli.tests.instances import instance_like_this
from vitalgrid.foundation.changes.tests.factories import write
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.kit import keyring
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.tests.factories import small_loop

RINGS = ("fields", "blind", "journal")


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The folder of keys of a database with a contact, its blind index and a seal."""
    settings.KEYS = tmp_path / "keys"
    keyring.forget_cached_rings()
    small_loop(depth=1).report(at="1", name="演示·甲", phone="13800000000")
    write("1")
    seal_pending()
    yield settings.KEYS
    keyring.forget_cached_rings()


def told() -> tuple[str, str]:
    """What is said at a start now: the problem's code, and the rings that it names."""
    keyring.forget_cached_rings()
    with pytest.raises(Problem) as refused:
        require_keys()
    return refused.value.kind.code, refused.value.params["files"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", RINGS)
def test_each_ring_is_missed(keys: Path, name: str) -> None:
    path = keys / f"{name}.json"
    aside = path.rename(keys / "aside")
    assert told() == ("cli.keys_missing", f"{name}.json")
    assert not path.exists()
    aside.rename(path)
    require_keys()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["fields", "journal"])
def test_the_ring_of_another_instance_is_known_for_one(keys: Path, name: str) -> None:
    path = keys / f"{name}.json"
    path.unlink()
    keyring.Keyring(path)  # what used to happen in silence
    assert told() == ("cli.keys_foreign", f"{name}.json")


@pytest.mark.django_db
def test_keys_that_were_renewed_or_destroyed_are_no_fault(keys: Path) -> None:
    ring = keyring.keyring("fields")
    first = ring.current
    ring.rotate()
    require_keys()
    ring.forget(first)
    keyring.forget_cached_rings()
    require_keys()


@pytest.mark.django_db
def test_who_has_no_copy_left_may_say_so(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(keys)
    monkeypatch.setenv(LOST, "1")
    require_keys()


@pytest.mark.django_db
def test_an_empty_database_needs_none(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path / "none"
    require_keys()


@pytest.mark.django_db(transaction=True)
def test_serve_and_worker_stop_with_a_sentence(tmp_path: Path) -> None:
    write("1")
    seal_pending()
    with instance_like_this(tmp_path / "instance") as kept:
        (kept.folder / "keys" / "journal.json").unlink()
        for command in ("serve", "worker"):
            ended = kept.run(command)
            assert ended.returncode == 2 and "The keys of this database are missing" in ended.stderr, ended.stderr
            assert "Traceback" not in ended.stderr
        assert not (kept.folder / "keys" / "journal.json").exists()
