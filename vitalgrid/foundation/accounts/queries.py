"""What the account pages show."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from user_agents import parse

from vitalgrid.foundation.accounts import permissions, second_factor
from vitalgrid.foundation.accounts.access import require
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import ApiKey, User
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

PAGE = 50


@dataclass(frozen=True)
class SessionRow:
    """One session as its owner recognises it."""

    id: int
    device: str
    address: str
    started_at: datetime
    seen_at: datetime
    is_current: bool


def _device(user_agent: str) -> str:
    told = parse(user_agent)
    parts = [told.browser.family, told.os.family, told.device.model or ""]
    return " · ".join(part for part in parts if part and part != "Other") or user_agent[:60]


def sessions_of_user(user_id: int, current_key: str = "") -> list[SessionRow]:
    """The living sessions of a user, the latest seen first."""
    user = User.objects.get(pk=user_id)
    rows = [
        SessionRow(
            id=session.pk,
            device=_device(session.user_agent),
            address=session.ip,
            started_at=session.created_at,
            seen_at=session.last_seen_at,
            is_current=session.session_key == current_key,
        )
        for session in UserSession.objects.purge_and_list(user)
    ]
    return sorted(rows, key=lambda row: (not row.is_current, -row.seen_at.timestamp()))


def users_for_list(by: Actor, *, words: str = "", after: str = "") -> list[User]:
    """Up to 51 accounts by sign-in name after `after`, so that the page knows whether there are more.

    Needs account.manage. Each has `has_second_factor`.
    """
    require(by, permissions.ACCOUNT_MANAGE)
    users = users_found(words).order_by("username")
    if after:
        users = users.filter(username__gt=after)
    factor = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=second_factor.KINDS)
    return list(users.annotate(has_second_factor=Exists(factor))[: PAGE + 1])


def users_found(words: str) -> "QuerySet[User]":
    """The accounts whose sign-in name or name holds the words. Whoever asks has asked who may."""
    users = User.objects.all()
    return users.filter(Q(username__icontains=words) | Q(display_name__icontains=words)) if words else users


def user_for_page(by: Actor, username: str) -> User:
    """One account, with `has_second_factor`. Needs account.manage. Raises `kit.not_found`."""
    require(by, permissions.ACCOUNT_MANAGE)
    factor = Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=second_factor.KINDS)
    user = User.objects.filter(username=username.lower()).annotate(has_second_factor=Exists(factor)).first()
    if user is None:
        raise Problem(NOT_FOUND)
    return user


def keys_for_list(by: Actor) -> list[ApiKey]:
    """Every key, valid or not, the youngest first. Needs key.manage."""
    require(by, permissions.KEY_MANAGE)
    return list(ApiKey.objects.select_related("owner"))


def demonstration_sign_ins() -> list[dict[str, Any]]:
    """The sign-ins that a demonstration shows on its sign-in page (`DEMO` in the data folder); empty in a real city.

    The file is JSON: `{"sign_ins": [{"username", "password", "who", "place"}]}`.
    """
    path = settings.DATA / "DEMO"
    if not settings.DEMO or not path.is_file():
        return []
    try:
        told = json.loads(path.read_text(encoding="utf-8") or "{}")
    except ValueError:
        return []
    return list(told.get("sign_ins", [])) if isinstance(told, dict) else []
