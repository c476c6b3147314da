"""The second factor: allauth's pages, with what the journal and the session must know."""

from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse

from vitalgrid.foundation.accounts import actions, second_factor
from vitalgrid.foundation.accounts.adapters import actor_of_session

TOTP, KEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES


def _added(request: HttpRequest, kind: str) -> None:
    user = authenticated_user(request)
    second_factor.count_as_met(request, user, kind)
    actions.record_second_factor(by=actor_of_session(request, user), user=user, what="added", kind=kind)


def _removed(request: HttpRequest, kind: str) -> None:
    user = authenticated_user(request)
    by = actor_of_session(request, user)
    actions.record_second_factor(by=by, user=user, what="removed", kind=kind)
    if not second_factor.has_one(user):
        second_factor.forget(request, user)
        actions.end_other_sessions(by=by, kept_key=request.session.session_key or "")
        actions.require_longer_password(by=by, user=user)


class ActivatePage(ActivateTOTPView):
    """Show the picture to scan, ask for the first code."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The session that set it up has proved it."""
        response = super().form_valid(form)
        _added(self.request, TOTP)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the secret in groups of four, to type by hand."""
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"secret_groups": [secret[i : i + 4] for i in range(0, len(secret), 4)]}


class DeactivatePage(DeactivateTOTPView):
    """Take the authenticator app away."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The password must then be able to stand alone."""
        response = super().form_valid(form)
        _removed(self.request, TOTP)
        return response


class AddKeyPage(AddWebAuthnView):
    """Add a passkey or a security key (needs JavaScript)."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The session that set it up has proved it."""
        response = super().form_valid(form)
        _added(self.request, KEY)
        return response


class RemoveKeyPage(RemoveWebAuthnView):
    """Take a key away."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The password must then be able to stand alone."""
        response = super().form_valid(form)
        _removed(self.request, KEY)
        return response


class GeneratePage(GenerateRecoveryCodesView):
    """New recovery codes; the old ones end."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Tell the journal."""
        response = super().form_valid(form)
        user = authenticated_user(self.request)
        by = actor_of_session(self.request, user)
        actions.record_second_factor(by=by, user=user, what="renewed", kind=CODES)
        return response


class _Confirmed:
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Tell the journal, then go on."""
        user = authenticated_user(self.request)
        actions.record_confirmation(by=actor_of_session(self.request, user), user=user)
        return super().form_valid(form)  # type: ignore[misc,no-any-return]


class ConfirmCodePage(_Confirmed, ReauthenticateView):
    """A code once more."""


class ConfirmKeyPage(_Confirmed, ReauthenticateWebAuthnView):
    """A key once more (needs JavaScript)."""
