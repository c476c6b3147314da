"""Forms of sign-in and of account administration. Labels stay visible; nothing hides in a placeholder."""

from datetime import datetime, time
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SignupForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalgrid.foundation.accounts import actions
from vitalgrid.foundation.accounts.actions.keys import LONGEST_LIFE, NewKey, can_be_given
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.addresses import client_address
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.permissions import PERMISSIONS
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.forms import DayInput, PlainForm
from vitalgrid.foundation.kit.problems import REQUIRED


class _Plain(forms.Form):
    """Labels instead of placeholders; no marks that the page's own words do not need."""

    WORDS: dict[str, Any] = {}
    HELP: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.WORDS.get(name, field.label)
            field.help_text = self.HELP.get(name, "")
            field.error_messages["required"] = REQUIRED.sentence  # type: ignore[assignment]


_NAME = {"autocapitalize": "none", "spellcheck": "false"}
_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"}


class SignInForm(_Plain, LoginForm):
    """Name and password."""

    WORDS = {"login": _("Sign-in name"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= _NAME


class PasswordForm(_Plain, ChangePasswordForm):
    """The old password, the new one twice. The rules stand beside the field before anything is typed."""

    WORDS = {
        "oldpassword": _("Password now"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    HELP = {"password1": _("At least 15 characters (8 when you use a second factor). Spaces and Chinese count.")}


class ConfirmForm(_Plain, ReauthenticateForm):
    """The password once more."""

    WORDS = {"password": _("Password")}


class ResidentForm(_Plain, SignupForm):
    """A resident makes an account: a name and a password, nothing else is asked."""

    WORDS = {"username": _("Sign-in name"), "password1": _("Password"), "password2": _("Password again")}
    HELP = {
        "username": _("Small letters and digits. Not your real name: it is shown with your reports."),
        "password1": _("At least 15 characters (8 when you use a second factor). Spaces and Chinese count."),
    }

    def clean_username(self) -> str:
        """Small letters only, so that two names never differ by their case alone."""
        name = str(self.cleaned_data["username"]).strip().lower()
        User._meta.get_field("username").run_validators(name)
        return name


class _Code(_Plain):
    WORDS = {"code": pgettext_lazy("account", "Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= _CODE


class CodeForm(_Code, AuthenticateForm):
    """The code of the second factor at sign-in; a wrong one is journalled."""

    HELP = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        super()._emit_authentication_failed(authenticator)
        by = Actor.resident(client_address(context.request), "console")
        actions.record_failure(by=by, username=self.user.username, stage="second_factor")


class ConfirmCodeForm(_Code, ReauthenticateByCodeForm):
    """The code of the second factor, asked again."""

    HELP = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class ActivateForm(_Code, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    HELP = {"code": _("The six digits that the app shows now.")}


class AddKeyForm(_Plain, AddWebAuthnForm):
    """A new passkey or security key. The browser fills the hidden answer in."""

    WORDS = {"name": _("What you call it"), "passwordless": _("Sign in with this key alone, without a password")}
    HELP = {
        "name": _("For example: the phone of my shift, the blue key."),
        "passwordless": _("The device then asks for a finger, a face or its own PIN."),
    }


class NameKeyForm(_Plain, EditWebAuthnForm):
    """Another name for a key."""

    WORDS = {"name": _("What you call it")}


class PersonForm(PlainForm):
    """A new account."""

    username = forms.CharField(
        label=_("Sign-in name"), max_length=64, help_text=_("Small letters, digits, dots and hyphens.")
    )
    display_name = forms.CharField(
        label=pgettext_lazy("account", "Name"),
        max_length=80,
        help_text=_("As colleagues see it in the story of a case."),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, help_text=_("Kept encrypted; seen by administrators.")
    )

    def person(self) -> actions.NewUser:
        """What was filled in."""
        told = self.cleaned_data
        return actions.NewUser(username=told["username"], display_name=told["display_name"], phone=told["phone"])


class ReasonForm(PlainForm):
    """Why an account is shut."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It stands in the journal."))


class KeyForm(PlainForm):
    """A new key for a program."""

    name = forms.CharField(label=_("What it is for"), max_length=80)
    source = forms.SlugField(
        label=_("Source code"),
        max_length=40,
        required=False,
        help_text=_("Reports filed with this key carry it as their source."),
    )
    permissions = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(code, right.label) for code, right in PERMISSIONS.items() if can_be_given(code)],
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        widget=DayInput(),
        help_text=_("After this day the key opens nothing. At most two years ahead."),
    )

    def clean_expires_on(self) -> datetime:
        """The end of that day in the city's time zone."""
        day = self.cleaned_data["expires_on"]
        end = timezone.make_aware(datetime.combine(day, time.max.replace(microsecond=0)))
        now = clock.now()
        if not now < end <= now + LONGEST_LIFE:
            raise forms.ValidationError(_("Choose a day between today and two years from now."))
        return end

    def key(self, owner_id: int | None) -> NewKey:
        """What was filled in."""
        told = self.cleaned_data
        return NewKey(
            name=told["name"],
            source=told["source"],
            permissions=frozenset(told["permissions"]),
            owner_id=owner_id,
            expires_at=told["expires_on"],
        )
