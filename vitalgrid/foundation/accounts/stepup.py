"""Confirming again that it is you, before a contact is revealed or data leaves the house (ASVS 7.5.3)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.problems import STALE_SIGN_IN
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem

MINUTES = 15  # before what cannot be undone: a reset, a key
READING = 60  # before personal data is shown: shorter, and a desk that telephones all day would only learn to click
View = Callable[..., HttpResponseBase]


def is_fresh(request: HttpRequest, minutes: int = MINUTES) -> bool:
    """Whether the user of this session proved who they are within the last `minutes`."""
    user = request.user
    if not isinstance(user, User):
        return False
    moments = [float(record.get("at", 0)) for record in get_authentication_records(request, user)]
    return bool(moments) and clock.now().timestamp() - max(moments) < minutes * 60


def require_fresh(request: HttpRequest, minutes: int = READING) -> None:
    """Raise `accounts.stale_sign_in` unless the sign-in is fresh; a program's key is a proof each time.

    For parts of pages and for the API; whole pages use `fresh_sign_in`.
    """
    is_program = getattr(getattr(request, "actor", None), "kind", "") == "api_key"
    if not is_program and not is_fresh(request, minutes):
        raise Problem(STALE_SIGN_IN)


def fresh_sign_in(minutes: int = MINUTES) -> Callable[[View], View]:
    """A page that first asks to confirm. A form that was sent comes back empty: ask before the form, not after."""

    def around(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_fresh(request, minutes):
                return view(request, *args, **kwargs)
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('account_reauthenticate')}?{query}")

        return page

    return around
