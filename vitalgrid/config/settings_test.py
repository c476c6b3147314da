"""Settings of the test suite: a folder of its own, quick password hashing, no second process.

`VITALGRID_TEST_DB` is `sqlite` (default) or `postgres`; the server of the latter is started by `tests/postgres.py`.
A process started by a test sees the folder of its test through `VITALGRID_TEST_DATA`. What the caller's shell has in
`VITALGRID_DATA` and `DATABASE_URL` is never touched: a test run must not wipe the instance that it finds there.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:  # a forked child inherits the registration, not the folder
        shutil.rmtree(folder, ignore_errors=True)


if "VITALGRID_TEST_DATA" not in os.environ:
    os.environ["VITALGRID_TEST_DATA"] = tempfile.mkdtemp(prefix="vitalgrid-test-")
    atexit.register(_remove, os.environ["VITALGRID_TEST_DATA"], os.getpid())
_base = Path(os.environ["VITALGRID_TEST_DATA"])
_data = _base / os.environ.get("PYTEST_XDIST_WORKER", "main")
_data.mkdir(parents=True, exist_ok=True)
os.environ["VITALGRID_DATA"] = str(_data)
if os.environ.get("VITALGRID_TEST_DB", "sqlite") == "postgres":
    os.environ["DATABASE_URL"] = "postgres:///vitalgrid"
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{_data / 'db.sqlite3'}"

from vitalgrid.cli import messages  # noqa: E402

# Before Django reads the catalogues for the first time: a stale one gives English on a Chinese page.
messages.compile_all()

from vitalgrid.config.settings import *  # noqa: E402, F403
from vitalgrid.config.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# No test here survives a power cut, so the disk is not waited for. Fault tests start the product with its own settings.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if "init_command" in DATABASES["default"].get("OPTIONS", {}):
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )

# A test reads the net again when it changes it, and never by the clock: counts of statements must not flicker.
NET_FRESH_SECONDS = 3600

CALENDAR_FRESH_SECONDS = 0.0  # every test has a calendar of its own
