"""People who sign in, and keys for programs."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.crypto import EncryptedTextField
from vitalgrid.foundation.kit.ids import new_id


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
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]{1,63}$",
                _("Use small letters, digits, dots and hyphens: two or more, the first a letter or digit."),
            )
        ],
    )
    display_name = models.CharField(max_length=80)
    phone = EncryptedTextField(blank=True, default="")
    email = EncryptedTextField(blank=True, default="")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default=_language)
    is_active = models.BooleanField(default=True)
    # A first or reset secret that its owner has not replaced yet; it dies at `secret_expires_at`.
    must_change_password = models.BooleanField(default=False)
    secret_expires_at = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    # Long enough to stand alone. A shorter one is good only beside a second factor (quality.md A3.1).
    has_long_password = models.BooleanField(default=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)
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


class ApiKey(models.Model):
    """A program that may act: a trusted source, a department's system. Only the digest of its secret is kept.

    `unit` is the id of the unit whose matters the key reaches; without it the key reaches the whole city.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="api_keys")
    unit = models.UUIDField(null=True, blank=True)
    permissions = models.JSONField(default=list)
    issued_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # A day and not a moment: a key that is used every second must not write a row every second.
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "prefix"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_valid(self, now: datetime) -> bool:
        """Whether the key opens anything at `now`."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    def was_used_on(self, day: date) -> bool:
        """Whether the use on `day` is already written down."""
        return self.last_used_on == day


class SharedCount(models.Model):
    """The table behind Django's cache: codes already used, and how often a code was tried.

    In the database and not in a process's memory, because with two web processes a code would be good twice and five
    tries would be ten. The columns are those that `django.core.cache.backends.db` asks for.
    """

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_shared_count"
