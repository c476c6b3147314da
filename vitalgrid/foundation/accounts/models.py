"""People who sign in."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit import clock


def _language() -> str:
    return settings.LANGUAGE_CODE


class Users(BaseUserManager["User"]):
    """Finds users by the name they sign in with, in any case. Users are made by `actions.create_user`."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user who signs in as `username`; User.DoesNotExist when there is none."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody with a sign-in. What they may do comes from their posts alone: no flag here gives a right."""

    username = models.CharField(
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,63}$", _("Use small letters, digits, dot, hyphen."))],
    )
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default=_language)
    is_active = models.BooleanField(default=True)
    # An account whose first or reset secret has not been replaced by its owner yet; the secret dies at that moment.
    must_change_password = models.BooleanField(default=False)
    secret_expires_at = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    disabled_at = models.DateTimeField(null=True, blank=True)

    objects = Users()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=True) | models.Q(disabled_at__isnull=False),
                name="user_disabled_since",
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def is_secret_expired(self, now: datetime) -> bool:
        """Whether a first or reset secret was not replaced in time."""
        return self.must_change_password and self.secret_expires_at is not None and self.secret_expires_at <= now
