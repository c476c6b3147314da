"""Who may manage accounts and keys."""

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.problems import OWN_ACCOUNT
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem


def require(by: Actor, permission: str) -> None:
    """Raise `kit.forbidden` unless `by` is the product itself (the command line) or some post gives `permission`."""
    if by.kind != "system":
        by.require(permission)


def other_user(by: Actor, user_id: int, *, is_for_update: bool = False) -> User:
    """The user, who must not be `by` itself: nobody resets or disables the account they sit in.

    Raises `kit.not_found`, `accounts.own_account`.
    """
    users = User.objects.select_for_update() if is_for_update else User.objects.all()
    user = users.filter(pk=user_id).first()
    if user is None:
        raise Problem(NOT_FOUND)
    if by.user_id == user.pk:
        raise Problem(OWN_ACCOUNT)
    return user
