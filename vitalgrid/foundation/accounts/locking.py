"""What the lock of the sign-in page counts and says."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vitalgrid.foundation.kit.crypto import blind_index


def locked_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """What failures are counted for: the name in small letters, so that `Zhang` and `zhang` share one count.

    As a blind index and not as it was typed: people type their telephone number there, their mail, their password.
    """
    given = (credentials or {}).get("username") or request.POST.get("login") or ""
    return blind_index(str(given).strip().lower()[:255], "sign_in.name")


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """The page that says to wait. The same for a name that exists and one that does not."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    response = render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
