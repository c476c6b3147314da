"""`vitalgrid account`: the first sign-ins of a new instance, and the way back in when nobody can sign in."""

import sys
from collections.abc import Callable
from typing import Any

import click
from django.utils.translation import gettext as _

from vitalgrid.foundation.accounts import actions
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem


@click.group()
def account() -> None:
    """Make, reset and disable accounts. What a person may do comes from their posts."""


def _doer() -> Actor:
    return Actor.system("command line")


def _tried(act: Callable[[], Any]) -> Any:
    """What `act` gives; a problem becomes one sentence on standard error and exit status 2."""
    try:
        return act()
    except Problem as problem:
        click.echo(problem.sentence, err=True)
        sys.exit(2)


def _found(username: str) -> int:
    user = User.objects.filter(username=username.strip().lower()).first()
    if user is None:
        raise Problem(NOT_FOUND)
    return user.pk


def _show(user: User, word: str) -> None:
    click.echo(f"{user.username}\t{word}")
    click.echo(_("This one-time password works for three days and must be replaced at the first sign-in."), err=True)


@account.command()
@click.argument("username")
@click.argument("display_name")
def create(username: str, display_name: str) -> None:
    """Make the account USERNAME for DISPLAY_NAME and print its one-time password."""
    person = actions.NewUser(username=username, display_name=display_name)
    _show(*_tried(lambda: actions.create_user(by=_doer(), person=person)))


@account.command()
@click.argument("username")
def reset(username: str) -> None:
    """Print a new one-time password for USERNAME, open a disabled or held account, end all its sessions."""

    def act() -> tuple[User, str]:
        user_id = _found(username)
        if not User.objects.get(pk=user_id).is_active:
            return actions.enable_user(by=_doer(), user_id=user_id)
        return actions.reset_user(by=_doer(), user_id=user_id)

    _show(*_tried(act))


@account.command()
@click.argument("username")
@click.option("--reason", required=True, help="why; it stands in the journal")
def disable(username: str, reason: str) -> None:
    """Shut the account USERNAME and end all its sessions, at once."""
    user = _tried(lambda: actions.disable_user(by=_doer(), user_id=_found(username), reason=reason))
    click.echo(_("%(name)s is shut and signed out everywhere.") % {"name": user.username})
