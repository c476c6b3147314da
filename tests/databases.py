"""Test databases in a moment: migrate once into a template, then copy it for every run and every worker.

The template's name holds a digest of all migrations and of the packages that bring some, so a changed migration makes
a new template and a stale one is never used. Migrating costs ten seconds and more; a copy costs a tenth of one.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("django", "django-allauth", "django-axes")
DAYS_KEPT = 2
OWN_SETTINGS = "vitalgrid.config.settings_test"


def refuse_other_settings() -> None:
    """Stop a run on any settings but the suite's own: it would write its template over somebody's instance."""
    if settings.SETTINGS_MODULE != OWN_SETTINGS or "VITALGRID_TEST_DATA" not in os.environ:
        raise pytest.UsageError(
            f"Tests run on {OWN_SETTINGS} alone, not on {settings.SETTINGS_MODULE}: they would overwrite the instance "
            "in VITALGRID_DATA. Take --ds and DJANGO_SETTINGS_MODULE away."
        )


def digest_of_migrations() -> str:
    """Twelve hex digits that change whenever a migrated database would be another one."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        digest.update(f"{package}={version(package)}\n".encode())
    migrations = sorted(ROOT.glob("vitalgrid/**/migrations/*.py"))
    texts = {path: path.read_text(encoding="utf-8") for path in [*migrations, ROOT / "vitalgrid/config/settings.py"]}
    used = re.findall(r"^(?:import|from) (vitalgrid[\w.]+)(?: import (\w+))?", "\n".join(texts.values()), re.M)
    for module in sorted({name for one, two in used for name in (one, f"{one}.{two}")}):
        path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
        if path.exists():
            texts[path] = path.read_text(encoding="utf-8")
    for path, text in texts.items():
        digest.update(f"{path.relative_to(ROOT)}\n{text}".encode())
    return digest.hexdigest()[:12]


@contextmanager
def _only_one(name: str) -> Iterator[None]:
    """Hold a lock between processes while a template is made."""
    with (Path(tempfile.gettempdir()) / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _migrate_into(name: str) -> None:
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=False)
    connection.close()


def _forget_old(folder: Path) -> None:
    limit = time.time() - DAYS_KEPT * 86400
    for path in folder.glob("template-*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def _folder_for_sqlite() -> Path:
    folder = Path(tempfile.gettempdir()) / f"vitalgrid-test-sqlite-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def sqlite_database() -> Iterator[None]:
    """A file copied from the template: a file and not memory, because tests of two dispatchers need two threads."""
    template = _folder_for_sqlite() / f"template-{digest_of_migrations()}.sqlite3"
    with _only_one("vitalgrid-test-sqlite"):
        _forget_old(template.parent)
        if not template.exists():
            making = template.with_suffix(f".{os.getpid()}")
            _migrate_into(str(making))
            with sqlite3.connect(making) as raw:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            making.rename(template)
    copy = Path(os.environ["VITALGRID_DATA"]) / "db.sqlite3"
    shutil.copyfile(template, copy)
    _point_at(str(copy))
    yield
    connection.close()


@contextmanager
def postgres_database(server: dict[str, Any]) -> Iterator[None]:
    """A database of this process alone, made from the template inside the server, dropped at the end."""
    connection.settings_dict.update(server)
    template = f"template_{digest_of_migrations()}"
    copy = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    creation = connection.creation
    with _only_one("vitalgrid-test-postgres"):
        with creation._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
            is_made = cursor.fetchone() is not None
        if not is_made:
            _migrate_into(f"{template}_making")
            with creation._nodb_cursor() as cursor:
                cursor.execute(f'ALTER DATABASE "{template}_making" RENAME TO "{template}"')
        with creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
            cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    _point_at(copy)
    yield
    connection.close()
    with creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


def _point_at(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.settings_dict["TEST"]["NAME"] = name
