"""A backup taken under load comes back on a clean machine by the documentation alone."""

import http.client
import json
import random
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection

from tests.faults.examine import told
from tests.faults.figures import keep
from tests.faults.product import Product
from tests.faults.stage import Stage, staged
from vitalgrid.cli.tests.instances import ROOT, Instance, empty_instance, free_port, wait_until
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.tests.factories import PASSWORD, make_user
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.tests.factories import encoded, picture

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = ROOT / "docs" / "howto" / "back-up-and-restore.md"
COMMAND = f"{shlex.quote(sys.executable)} -m vitalgrid"
BACKUP, RESTORE, CHECK = "vitalgrid backup", "vitalgrid restore", "vitalgrid check"


def commands() -> dict[str, str]:
    """The commands of the page, by their first words, in its order."""
    blocks = re.findall(r"^```\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("vitalgrid ")]
    return {" ".join(line.split()[:2]): line for line in lines}


def followed(line: str, instance: Instance, places: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a line of the page as it stands there, in a shell; its example folders are ours."""
    for example, ours in places.items():
        line = line.replace(example, ours)
    line = line.replace("vitalgrid ", f"{COMMAND} ", 1)
    return subprocess.run(
        line, shell=True, env=instance.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )  # fmt: skip


def codes_told(stage: Stage) -> set[str]:
    lines = (line for line in told(stage.history) if line["what"] == "acknowledged" and line["kind"] == "report")
    return {line["answer"]["code"] for line in lines}


def rows_of(instance: Instance, query: str) -> list[tuple[Any, ...]]:
    """Asked past the product, of whatever database the instance has."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(instance.folder / "db.sqlite3") as raw:
            return raw.execute(query).fetchall()
    with psycopg.connect(instance.database) as line:
        return list(line.execute(query).fetchall())  # type: ignore[call-overload]


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def signed_in(stage: Stage) -> int:
    """Sign in with name and password as a person does; the status, 302 when one is in."""
    line = http.client.HTTPConnection("127.0.0.1", stage.port, timeout=30)
    line.request("GET", "/accounts/login/")
    page = line.getresponse()
    page.read()
    token = re.search(r"csrftoken=(\w+)", page.headers["Set-Cookie"])
    assert token
    form = urlencode({"login": "keeper", "password": PASSWORD, "csrfmiddlewaretoken": token[1]})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={token[1]}"}
    line.request("POST", "/accounts/login/", form, kind)
    return line.getresponse().status


@pytest.fixture
def _keeper(settings: Any) -> None:
    """Somebody whose password is hashed as it is outside the suite."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    make_user("keeper")


def with_photos(stage: Stage, count: int, files: Path) -> None:
    """What is stored here goes along, so that a thousand files need no thousand uploads."""
    shutil.copytree(files, stage.instance.folder / "files", dirs_exist_ok=True)
    assert len(files_of(stage.instance.folder / "files")) >= 2 * count


def kept(folder: Path, files: Path, photos: int, seed: int) -> None:
    lines, dice = commands(), random.Random(seed)
    assert list(lines) == [BACKUP, RESTORE, CHECK]
    places = {"/backups": str(folder / "backups"), "/elsewhere": str(folder / "elsewhere")}
    for place in places.values():
        Path(place).mkdir()
    for n in range(photos):
        store_photo(by=Actor.system("test"), data=encoded(picture((40 + n % 400, 40 + n // 400))), name="a.jpg")
    with staged(folder / "old") as stage, empty_instance(folder / "new") as new:
        with_photos(stage, photos, files)
        with ExitStack() as stack:
            Product(stage, stack, web=1, workers=1)
            with stage.load(seconds=120, with_photo=0.2):
                wait_until(lambda: len(codes_told(stage)) > 5)
                before = codes_told(stage)
                done = followed(lines[BACKUP], stage.instance, places)
                assert done.returncode == 0, done.stderr
                during = codes_told(stage) - before
        (keys,) = (folder / "backups").glob("*.keys")  # taken apart at once, as the page says
        shutil.move(keys, folder / "elsewhere")
        done = followed(lines[RESTORE], new, places)  # counts every table and verifies the journal
        assert done.returncode == 0, done.stderr
        done = followed(lines[CHECK], new, places)
        assert done.returncode == 0, done.stdout
        here, there = files_of(stage.instance.folder / "files"), files_of(new.folder / "files")
        some = dice.sample(sorted(there), min(len(there), 1000))
        assert len(some) >= min(2 * photos, 1000)
        assert all(there[name] == here[name] for name in some)
        assert before <= {row[0] for row in rows_of(new, "SELECT code FROM cases_case")}
        head = head_of(folder / "backups")
        seal = f"SELECT digest FROM journal_seal WHERE number = {head['seal']}"
        assert rows_of(new, seal) == rows_of(stage.instance, seal) == [(head["digest"],)]
        with ExitStack() as stack:
            moved = replace(stage, instance=new, folder=folder / "moved", port=free_port())
            moved.folder.mkdir()
            Product(moved, stack, web=1, workers=0)
            assert signed_in(moved) == 302
    figures = {"files": len(some), "codes": len(before), "filed_meanwhile": len(during), "seal": head["seal"]}
    keep("kept", figures)


def head_of(folder: Path) -> dict[str, Any]:
    (backup,) = folder.glob("*.vgb")
    with tarfile.open(backup) as tar:
        found = tar.extractfile("manifest.json")
        assert found
        return dict(json.loads(found.read())["journal"])


def test_a_backup_under_load_comes_back_by_the_documentation(tmp_path: Path, settings: Any, _keeper: None) -> None:
    kept(tmp_path, settings.FILES, photos=10, seed=0)


@pytest.mark.soak
def test_a_backup_with_a_thousand_files_comes_back(tmp_path: Path, settings: Any, _keeper: None) -> None:
    kept(tmp_path, settings.FILES, photos=550, seed=1)
