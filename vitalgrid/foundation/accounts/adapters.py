"""Where allauth asks us: who may in, what is kept secret, what the journal hears."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.accounts import actions
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.addresses import client_address
from vitalgrid.foundation.accounts.backends import may_use_password
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.crypto import decrypt, encrypt

FIELD_PATH = "/field/"


def actor_of_session(request: HttpRequest, user: User) -> Actor:
    """The user as themselves, without what their posts allow: for entries about signing in and out."""
    address = client_address(request)
    return Actor(kind="user", id=str(user.pk), name=str(user), user_id=user.pk, address=address, channel="console")


def how_signed_in(request: HttpRequest, user: User) -> str:
    """password, password+totp, passkey, oidc …: the records of this session as one word."""
    words: list[str] = []
    for record in get_authentication_records(request, user):
        kind = record.get("type") or record.get("provider") or record.get("method", "")
        words.append("passkey" if record.get("passwordless") else str(kind))
    return "+".join(dict.fromkeys(words))


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by name and password: what is refused, what is told, what stays the same for known and unknown names."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The name or the password is not right. Check both and try again."),
        "too_many_login_attempts": _("Too many attempts. Please wait a quarter of an hour, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff accounts are made by administrators; residents may make their own where the instance allows it."""
        return bool(settings.RESIDENT_SIGN_UP)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to axes, which counts per name *and* address: nobody can lock a colleague out from afar."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user, if the password is right and the account open. Every refusal looks the same."""
        user = super().authenticate(request, **credentials)
        if user is None or may_use_password(user):
            return user
        self.authentication_failed(request, **credentials)
        return None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell the journal. While locked, only the moment of locking is told: an attack must not fill it."""
        if getattr(request, "was_locked", False):
            return
        by, username = Actor.resident(client_address(request), "console"), str(credentials.get("username", ""))
        actions.record_failure(by=by, username=username)
        if getattr(request, "axes_locked_out", False):
            actions.record_lock(by=by, username=username)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """A first secret that was not replaced in time opens nothing any more."""
        if user.is_secret_expired(clock.now()):
            return redirect("account_secret_expired")
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember when the session began and on what; tell the journal."""
        response = super().post_login(request, user, **kwargs)
        now = int(clock.now().timestamp())
        for mark in ("since", "seen", "seen_on_phone"):
            request.session[mark] = now
        request.session["is_field"] = response.get("Location", "").startswith(FIELD_PATH)
        actions.record_sign_in(
            by=actor_of_session(request, user), user=user, method=how_signed_in(request, user) or "password"
        )
        return response

    def logout(self, request: HttpRequest) -> None:
        """Tell the journal, then leave."""
        if isinstance(request.user, User):
            actions.record_sign_out(by=actor_of_session(request, request.user), user=request.user)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """The owner chose a password (on the change form, or when a resident signs up)."""
        if user.pk is None:
            user.set_password(password)
            user.password_changed_at = clock.now()
            return
        actions.change_password(by=actor_of_session(context.request, user), user=user, password=password)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A resident signs up (`RESIDENT_SIGN_UP`)."""
        name = form.cleaned_data["username"]
        person = actions.NewUser(username=name, display_name=name)
        by = Actor.resident(client_address(request))
        return actions.register_resident(by=by, person=person, password=form.cleaned_data["password1"])

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere in the product."""
        return client_address(request) or "127.0.0.1"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Nobody who signed in a moment ago is asked for the password again."""
        request = context.request
        return not (request and _signed_in_lately(request)) and bool(super().is_reauthentication_required(app=app))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth sends nothing here: whatever leaves the house goes through the outbox."""


def _signed_in_lately(request: HttpRequest) -> bool:
    if not isinstance(request.user, User):
        return False
    moments = [float(record.get("at", 0)) for record in get_authentication_records(request, request.user)]
    return bool(moments) and clock.now().timestamp() - max(moments) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps lie encrypted, and the app shows the city's own name for the account."""

    def encrypt(self, text: str) -> str:
        """Under the field key, bound to its column."""
        return encrypt(text, "mfa.authenticator.data")

    def decrypt(self, encrypted_text: str) -> str:
        """Raises kit.crypto.CannotOpen."""
        return decrypt(encrypted_text, "mfa.authenticator.data")


class SocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on recognises people; it never makes them. The administrator's list decides who has an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account whose name equals the agreed claim; refuse everybody else with a page that says so."""
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                raise ImmediateHttpResponse(redirect("account_unknown_person"))
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo", claims) | claims.get("id_token", {}) if "userinfo" in claims else claims
        name = str(claims.get(settings.OIDC_USERNAME_CLAIM, "")).strip().lower()
        user = User.objects.filter(username=name, is_active=True).first() if name else None
        if user is None:
            raise ImmediateHttpResponse(redirect("account_unknown_person"))
        sociallogin.connect(request, user)
