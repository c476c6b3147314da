"""What a password must be (quality.md A3.1), as validators for Django.

Two profiles: the default asks for length and refuses known passwords (NIST SP 800-63B-4: no composition rules, no
forced change); `dengbao3` adds both, because an assessment by GB/T 22239 level 3 looks for them.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalgrid.foundation.accounts.models import User

ALONE, BESIDE_SECOND_FACTOR, LONGEST = 15, 8, 128
LIFE = timedelta(days=90)
_BLOCKED = Path(__file__).parent / "blocked_passwords.txt"


def is_long(password: str) -> bool:
    """Whether `password` may stand alone, without a second factor."""
    return len(password) >= ALONE


def has_aged(user: User, now: datetime) -> bool:
    """Whether the profile in force wants a new password from `user`."""
    if settings.PASSWORD_PROFILE != "dengbao3" or user.password_changed_at is None:  # noqa: S105
        return False
    return user.password_changed_at + LIFE <= now


class LengthValidator:
    """At least 15 characters, or 8 when a second factor is on; at most 128, so that hashing stays cheap."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when the length does not fit `user`."""
        least = self._least(user)
        if len(password) < least:
            text = ngettext(
                "This password is too short. Use at least %(count)d character.",
                "This password is too short. Use at least %(count)d characters; a short sentence is easy to keep.",
                least,
            )
            raise ValidationError(text % {"count": least}, code="password_too_short")
        if len(password) > LONGEST:
            raise ValidationError(_("Use at most %(count)d characters.") % {"count": LONGEST}, code="password_too_long")

    def _least(self, user: Any) -> int:
        has_second_factor = isinstance(user, User) and user.pk is not None and is_mfa_enabled(user)
        return BESIDE_SECOND_FACTOR if has_second_factor else ALONE

    def get_help_text(self) -> str:
        """What the form says before anything was typed."""
        return _("At least 15 characters (8 when you use a second factor). Spaces and Chinese count.")


class BlockedValidator:
    """Refuses words that people here would try first, also when digits or signs stand around them."""

    def __init__(self) -> None:
        lines = _BLOCKED.read_text(encoding="utf-8").splitlines()
        self.words = frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when little more than a blocked word, or one thing over and over, is left."""
        folded = password.casefold()
        core = folded.strip("0123456789!@#$%^&*()_+-=.,?~` ")
        # Digits alone are a telephone or an identity number: others know them.
        if not core or folded in self.words or core in self.words or len(set(folded)) < 4:
            raise ValidationError(
                _("This is one of the passwords that are tried first. Choose another one."), code="password_blocked"
            )

    def get_help_text(self) -> str:
        """What the form says before anything was typed."""
        return _("No word or number that others would try first.")


class CompositionValidator:
    """Three of four kinds of characters. In force in the profile `dengbao3` only."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when fewer than three kinds are mixed."""
        if settings.PASSWORD_PROFILE != "dengbao3":  # noqa: S105
            return
        kinds = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
        if sum(any(kind(sign) for sign in password) for kind in kinds) < 3:
            raise ValidationError(
                _("Mix at least three of: small letters, capitals, digits, signs."), code="password_too_plain"
            )

    def get_help_text(self) -> str:
        """What the form says before anything was typed; nothing while the rule is not in force."""
        if settings.PASSWORD_PROFILE != "dengbao3":  # noqa: S105
            return ""
        return _("Mix at least three of: small letters, capitals, digits, signs. It must be changed every 90 days.")
