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


def test_the_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    words = ("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    result = run(tmp_path, *words, VITALGRID_HOSTS="grid.example")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


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
