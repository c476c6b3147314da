"""Making, resetting, disabling users. Nobody but its owner ever chooses a password (ASVS 6.4.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from vitalgrid.foundation.accounts import permissions
from vitalgrid.foundation.accounts.access import other_user, require
from vitalgrid.foundation.accounts.actions.sessions import drop_sessions
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.problems import BAD_EMAIL, BAD_USERNAME, USERNAME_TAKEN
from vitalgrid.foundation.accounts.telling import Told, tell, tell_all
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import secret
from vitalgrid.foundation.kit.problems import NOT_A_CHOICE, REQUIRED, SIGN_IN, Problem

FIRST_SECRET_LIVES = timedelta(days=3)
FIRST_SECRET_LENGTH = 20


@dataclass(frozen=True)
class NewUser:
    """What is known of a person who is to sign in."""

    username: str
    display_name: str
    language: str = ""
    phone: str = ""
    email: str = ""


def _checked(person: NewUser) -> User:
    user = User(
        username=person.username.strip().lower(),
        display_name=person.display_name.strip(),
        language=person.language or settings.LANGUAGE_CODE,
        phone=person.phone,
        email=person.email,
        created_at=clock.now(),
    )
    if not user.display_name:
        raise Problem(REQUIRED, field="display_name")
    try:
        User._meta.get_field("username").run_validators(user.username)
    except ValidationError as error:
        raise Problem(BAD_USERNAME, field="username") from error
    return user


def _give_secret(user: User) -> str:
    """A one-time password that its owner must replace; it dies after three days."""
    word = secret(FIRST_SECRET_LENGTH)
    user.set_password(word)
    user.must_change_password = True
    user.secret_expires_at = clock.now() + FIRST_SECRET_LIVES
    user.password_changed_at = None
    user.has_long_password = True
    user.failures_in_a_row = 0
    return word


def _created(user: User) -> Told:
    return Told("account.created", "user", str(user.pk), user.username)


def create_user(*, by: Actor, person: NewUser) -> tuple[User, str]:
    """Make a user. Returns it with the one-time password, which is shown once and stored nowhere.

    Needs account.manage. Raises `accounts.username_taken`, `accounts.bad_username`, `kit.required`.
    """
    require(by, permissions.ACCOUNT_MANAGE)
    user = _checked(person)
    word = _give_secret(user)
    try:
        with transaction.atomic():
            user.save()
            tell_all(by, [_created(user)])
    except IntegrityError as error:
        raise Problem(USERNAME_TAKEN, field="username") from error
    return user, word


def create_users(*, by: Actor, people: Sequence[NewUser]) -> list[User]:
    """Make many users at once, none of whom can sign in until somebody resets their password (`reset_user`).

    Needs account.manage. Raises what `create_user` raises; then none is made.
    """
    require(by, permissions.ACCOUNT_MANAGE)
    users = [_checked(person) for person in people]
    for user in users:
        user.set_unusable_password()
    try:
        with transaction.atomic():
            User.objects.bulk_create(users, batch_size=500)
            tell_all(by, [_created(user) for user in users])
    except IntegrityError as error:
        raise Problem(USERNAME_TAKEN, field="username") from error
    return users


def register_resident(*, by: Actor, person: NewUser, password: str) -> User:
    """A resident makes an account for themselves, where the instance allows it. The form has checked the password."""
    user = _checked(person)
    user.set_password(password)
    user.password_changed_at = clock.now()
    try:
        with transaction.atomic():
            user.save()
            tell(by, "account.registered", "user", str(user.pk), user.username)
    except IntegrityError as error:
        raise Problem(USERNAME_TAKEN, field="username") from error
    return user


def reset_user(*, by: Actor, user_id: int) -> tuple[User, str]:
    """Give a user a new one-time password, lift a hold, and end all their sessions. Returns the password.

    Needs account.manage. Raises `kit.not_found`, `accounts.own_account`.
    """
    require(by, permissions.ACCOUNT_MANAGE)
    with transaction.atomic():
        user = other_user(by, user_id, is_for_update=True)
        word = _give_secret(user)
        user.save()
        ended = drop_sessions(user)
        tell(by, "account.reset", "user", str(user.pk), user.username, sessions_ended=ended)
    return user, word


def disable_user(*, by: Actor, user_id: int, reason: str) -> User:
    """Shut an account and end all its sessions, at once. Its history stays.

    Needs account.manage. Raises `kit.not_found`, `accounts.own_account`, `kit.required`.
    """
    require(by, permissions.ACCOUNT_MANAGE)
    if not reason.strip():
        raise Problem(REQUIRED, field="reason")
    with transaction.atomic():
        user = other_user(by, user_id, is_for_update=True)
        if not user.is_active:
            return user
        user.is_active, user.disabled_at = False, clock.now()
        user.save(update_fields=["is_active", "disabled_at"])
        ended = drop_sessions(user)
        tell(by, "account.disabled", "user", str(user.pk), user.username, reason, sessions_ended=ended)
    return user


def enable_user(*, by: Actor, user_id: int) -> tuple[User, str]:
    """Open a disabled account again, with a new one-time password. Needs account.manage."""
    require(by, permissions.ACCOUNT_MANAGE)
    with transaction.atomic():
        user = other_user(by, user_id, is_for_update=True)
        user.is_active, user.disabled_at = True, None
        word = _give_secret(user)
        user.save()
        tell(by, "account.enabled", "user", str(user.pk), user.username)
    return user, word


def change_email(*, by: Actor, email: str) -> None:
    """The address to which the signed-in user's notices go; empty for none. No way into the account.

    Raises `kit.sign_in`, `accounts.bad_email`.
    """
    if by.user_id is None:
        raise Problem(SIGN_IN)
    address = email.strip()
    try:
        if address:
            validate_email(address)
    except ValidationError as error:
        raise Problem(BAD_EMAIL, field="email") from error
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=by.user_id)
        if user.email != address:
            user.email = address
            user.save(update_fields=["email"])
            tell(by, "account.email_changed", "user", str(user.pk), user.username)


def change_language(*, by: Actor, language: str) -> None:
    """The signed-in user reads the product in `language` from now on. Raises `kit.not_a_choice`."""
    if language not in dict(settings.LANGUAGES):
        raise Problem(NOT_A_CHOICE, field="language")
    if by.user_id is None:
        raise Problem(SIGN_IN)
    with transaction.atomic():
        changed = User.objects.filter(pk=by.user_id).exclude(language=language).update(language=language)
        if changed:
            tell(by, "account.language_changed", "user", str(by.user_id), language=language)
