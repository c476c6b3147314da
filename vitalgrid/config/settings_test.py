"""Settings of the test suite: a folder of its own, quick password hashing, no second process."""

import os
import tempfile

os.environ.setdefault("VITALGRID_DATA", tempfile.mkdtemp(prefix="vitalgrid-test-"))

from vitalgrid.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
