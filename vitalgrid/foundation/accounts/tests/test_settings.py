"""The shipped settings, as a real city runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import django; django.setup()
from django.conf import settings as s
print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS >= 31536000)
"""


def run(tmp_path: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("VITALGRID_", "DATABASE_", "DJANGO_"))
    }
    env = kept | {"VITALGRID_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "vitalgrid.config.settings"} | given
    return subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, timeout=60, check=False)


CHECK = ("-m", "django", "check", "--deploy", "--fail-level", "WARNING")


@pytest.mark.parametrize(
    "given",
    [
        {"VITALGRID_HOSTS": "grid.example", "VITALGRID_TRUSTED_PROXIES": "127.0.0.1"},
        {"VITALGRID_HOSTS": "grid.example"},
        {},
    ],
)
def test_the_deployment_check_has_nothing_to_say(tmp_path: Path, given: dict[str, str]) -> None:
    result = run(tmp_path, *CHECK, **given)
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout or not given, result.stdout


def test_the_deployment_check_speaks_up(tmp_path: Path) -> None:
    """A check that is always content guards nothing."""
    (tmp_path / "db.sqlite3").touch()
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "fields.json").write_text("{}")
    (tmp_path / "keys" / "fields.json").chmod(0o644)
    result = run(tmp_path, *CHECK, VITALGRID_HOSTS="grid.example", VITALGRID_LIMITS="0")
    assert result.returncode == 1
    for told in (
        "The key ring blind is missing",
        "The key ring journal is missing",
        "Others can read the key",
        "LIMITS",
    ):
        assert told in result.stderr, told
    debug = run(tmp_path, *CHECK, VITALGRID_HOSTS="grid.example", VITALGRID_DEBUG="1")
    assert debug.returncode == 1 and "security.W018" in debug.stderr


@pytest.mark.parametrize(
    ("given", "is_https_only"),
    [
        ({"VITALGRID_HOSTS": "grid.example"}, True),
        ({}, False),
        ({"VITALGRID_HOSTS": "g.example", "VITALGRID_DEMO": "1"}, False),
    ],
)
def test_https_is_asked_of_a_city_and_not_of_this_machine(
    tmp_path: Path, given: dict[str, str], is_https_only: bool
) -> None:
    result = run(tmp_path, "-c", ASK, **given)
    assert result.stdout.split() == [str(is_https_only)] * 4, result.stderr
