"""Sessions and devices: seen, ended one by one, ended all. What is ended is dead at its next request."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from vitalgrid.foundation.accounts import permissions
from vitalgrid.foundation.accounts.access import require
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.telling import tell
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem


def _drop(sessions: list[UserSession]) -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in sessions:
        store.delete(session.session_key)
    UserSession.objects.filter(pk__in=[session.pk for session in sessions]).delete()
    return len(sessions)


def drop_sessions(user: User) -> int:
    """Delete every session of `user` inside the caller's transaction; how many there were."""
    return _drop(list(UserSession.objects.filter(user_id=user.pk)))


def end_session(*, by: Actor, session_id: int) -> int:
    """End one session: one's own, or anybody's with account.manage. Returns whose it was. Raises `kit.not_found`."""
    with transaction.atomic():
        session = UserSession.objects.filter(pk=session_id).first()
        if session is None or not (session.user_id == by.user_id or by.can(permissions.ACCOUNT_MANAGE)):
            raise Problem(NOT_FOUND)
        user_id: int = session.user_id
        _drop([session])
        tell(by, "session.ended", "user", str(user_id), sessions_ended=1)
    return user_id


def end_other_sessions(*, by: Actor, kept_key: str) -> int:
    """End every session of the acting user but the one whose key is `kept_key`; how many ended."""
    with transaction.atomic():
        ended = _drop(list(UserSession.objects.filter(user_id=by.user_id).exclude(session_key=kept_key)))
        if ended:
            tell(by, "session.ended", "user", str(by.user_id), sessions_ended=ended)
    return ended


def end_all_sessions(*, by: Actor, user_id: int, reason: str = "") -> int:
    """End every session of a user (a lost phone, a leaver). Needs account.manage. Raises `kit.not_found`."""
    require(by, permissions.ACCOUNT_MANAGE)
    with transaction.atomic():
        user = User.objects.filter(pk=user_id).first()
        if user is None:
            raise Problem(NOT_FOUND)
        ended = drop_sessions(user)
        tell(by, "session.ended", "user", str(user_id), user.username, reason, sessions_ended=ended)
    return ended


def note_session_seen(*, session_key: str, address: str) -> None:
    """Remember when and from where a session was last used. Called every few minutes at most; tells nobody."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=clock.now(), ip=address or "127.0.0.1")
