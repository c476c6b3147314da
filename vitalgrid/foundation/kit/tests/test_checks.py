"""Each of our own deployment checks is content with the shipped settings and speaks up when they are loosened."""

from typing import Any

import pytest

from vitalgrid.foundation.kit import checks


def test_the_shipped_settings_are_content() -> None:
    assert checks.content_policy(None) == []
    assert checks.upload_limits(None) == []
    assert checks.floods_are_bounded(None) == []


@pytest.mark.parametrize("word", ["'unsafe-inline'", "'unsafe-eval'", "*", "https://cdn.example"])
def test_a_loosened_policy_is_told(settings: Any, word: str) -> None:
    told = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**told, "script-src": ["'self'", word]}}
    assert {found.id for found in checks.content_policy(None)} >= {"kit.W002"}


def test_a_policy_that_is_not_sent_is_told(settings: Any) -> None:
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "csp" not in one and "UploadLimit" not in one]
    assert [found.id for found in checks.content_policy(None)] == ["kit.W001"]
    assert [found.id for found in checks.upload_limits(None)] == ["kit.W005"]


@pytest.mark.parametrize("name", ["DATA_UPLOAD_MAX_MEMORY_SIZE", "REQUEST_MAX_BYTES", "DATA_UPLOAD_MAX_NUMBER_FILES"])
@pytest.mark.parametrize("value", [None, 10**12])
def test_a_limit_that_is_gone_is_told(settings: Any, name: str, value: int | None) -> None:
    setattr(settings, name, value)
    assert [found.id for found in checks.upload_limits(None)] == ["kit.W004"]
