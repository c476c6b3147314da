"""What `manage check --deploy` asks beyond Django's own questions: would this instance keep to its promises?"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's own name

# Directives without which somebody else's script or page could run here.
CLOSED = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
RINGS = ("fields", "blind", "journal")
MOST = 200 * 1024 * 1024  # bytes that one request may bring


def _found(number: int, what: str, mend: str) -> CheckMessage:
    return Warning(what, hint=mend, id=f"kit.W{number:03}")


@register(Tags.security, deploy=True)
def content_policy(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every page carries a policy that lets nothing inline and nothing foreign run."""
    return list(_policy())


def _policy() -> Iterator[CheckMessage]:
    if "csp.middleware.CSPMiddleware" not in settings.MIDDLEWARE:
        yield _found(1, "No content security policy is sent.", "Put csp.middleware.CSPMiddleware back.")
    told = getattr(settings, "CONTENT_SECURITY_POLICY", {}).get("DIRECTIVES", {})
    for name, wanted in CLOSED.items():
        if list(told.get(name, [])) != [wanted]:
            yield _found(2, f"The content policy leaves {name} open.", f"Set it to {wanted} alone.")
    if any(word in ("'unsafe-inline'", "'unsafe-eval'", "*") for words in told.values() for word in words):
        yield _found(3, "The content policy allows inline or foreign code.", "Take unsafe-… and * out of it.")


@register(Tags.security, deploy=True)
def upload_limits(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """One request cannot fill memory or disk."""
    found = []
    limits = {
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 20 * 1024 * 1024,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 200,
        "REQUEST_MAX_BYTES": MOST,
    }
    for name, most in limits.items():
        value = getattr(settings, name, None)
        if value is None or value > most:
            found.append(_found(4, f"{name} sets no sensible limit.", f"At most {most}."))
    if "vitalgrid.foundation.kit.uploads.UploadLimit" not in settings.MIDDLEWARE:
        found.append(_found(5, "Files of any size are taken.", "Put kit.uploads.UploadLimit back."))
    return found


@register(Tags.security, deploy=True)
def keys_are_kept(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The keys are there once data is, and nobody but their owner can read them."""
    folder = Path(settings.KEYS)
    found = []
    if (Path(settings.DATA) / "db.sqlite3").exists():
        missing = [ring for ring in RINGS if not list(folder.glob(f"{ring}*"))]
        found += [
            _found(6, f"The key ring {ring} is missing.", "Put the keys of this instance back.") for ring in missing
        ]
    for path in sorted(folder.rglob("*")) if os.name == "posix" else []:
        if path.is_file() and path.stat().st_mode & 0o077:
            found.append(_found(7, f"Others can read the key {path.name}.", f"chmod 600 {path}"))
    return found


@register(Tags.security, deploy=True)
def floods_are_bounded(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What is open to everybody has a measure."""
    is_off = getattr(settings, "IS_PUBLIC", False) and not settings.LIMITS
    return (
        [_found(8, "VITALGRID_LIMITS is 0: nothing holds a flood.", "Leave it out, or give 1 or more.")]
        if is_off
        else []
    )
