"""Every request knows who acts, and whether they must do something else first. Idle sessions end here."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from vitalgrid.foundation.accounts import actions, passwords, second_factor
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.addresses import client_address
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.problems import CHANGE_PASSWORD, SECOND_FACTOR
from vitalgrid.foundation.accounts.sessions import forget_who_came
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.pages import is_program, problem_response
from vitalgrid.foundation.kit.problems import Kind, Problem
from vitalgrid.foundation.kit.retry import said_of

log = logging.getLogger(__name__)
SEEN_EVERY = timedelta(minutes=5)
# What a session notes of being used, and what it remembers of the database, beside what it is for.
MARKS = ("seen", "seen_on_phone", "since", "keys")
PROGRAMS, PHONE = ("/api/", "/open311/"), ("/field/", "/api/v1/sync/")


def channel_of(path: str) -> str:
    """Through which door a request comes: field, api, console or public."""
    if path.startswith(PHONE):
        return "field"
    if path.startswith(PROGRAMS):
        return "api"
    return "console" if path.startswith(("/console/", "/accounts/")) else "public"


def _key_of(request: HttpRequest) -> str:
    scheme, _, word = request.headers.get("Authorization", "").partition(" ")
    return word.strip() if scheme.lower() == "bearer" else request.headers.get("X-Api-Key", "").strip()


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in `request`: a key (API only), a signed-in user with what their posts allow, or nobody we know.

    Raises `accounts.bad_key`: a wrong key is refused, never taken for somebody without one.
    """
    address, channel = client_address(request), channel_of(request.path_info)
    key = _key_of(request) if request.path_info.startswith(PROGRAMS) else ""
    if key:
        return actions.actor_for_api_key(key, address=address)
    user = request.user
    if isinstance(user, User):
        build: Callable[..., Actor] = import_string(settings.ACTOR_BUILDER)
        is_met = second_factor.is_met(request, user)
        return build(user, address=address, channel=channel, is_second_factor_met=is_met)
    return Actor.resident(address, "api" if channel == "api" else "public")


class Sessions(SessionMiddleware):
    """Django's sessions, but that one was used is only noted where it can be: a full disk keeps nobody from reading."""

    def process_request(self, request: HttpRequest) -> None:
        """A session of its own for each request; whoever came with the last one is forgotten."""
        forget_who_came()
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Store what changed. What is more than the marks of being used must be stored, or the answer is the error."""
        try:
            return super().process_response(request, response)
        except (OperationalError, SessionInterrupted) as error:
            ground = _ground_of(error)
            if ground is None:  # it was ended meanwhile
                raise
            session = request.session
            stored = self.SessionStore(session.session_key).load() if session.session_key else {}
            if _without_marks(stored) != _without_marks(dict(session.items())):
                raise ground from error
            log.warning("a session was not noted as seen: %s", said_of(ground))
            return response


def _ground_of(error: BaseException) -> OperationalError | None:
    """The database's own error. Django takes every error at storing a session for a session that somebody ended."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OperationalError):
        cause = cause.__cause__ or cause.__context__
    return cause


def _without_marks(content: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in content.items() if name not in MARKS}


class ActorMiddleware:
    """Sets `request.actor`. Stands after authentication and after the language was chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say what must be done first."""
        try:
            _end_when_idle(request)
            actor = actor_of(request)
        except Problem as problem:
            request.actor = Actor.resident(client_address(request))  # type: ignore[attr-defined]
            return problem_response(request, problem)
        request.actor = actor  # type: ignore[attr-defined]
        if actor.kind == "user" and isinstance(request.user, User):
            first = _what_comes_first(request, actor, request.user)
            if first is not None:
                return first
        return self.get_response(request)


def _end_when_idle(request: HttpRequest) -> None:
    """End a session that rested too long or lives too long. On the phone's paths a longer rest is allowed."""
    if not request.user.is_authenticated:
        return
    now, session = int(clock.now().timestamp()), request.session
    is_phone = bool(session.get("is_field")) and request.path_info.startswith(PHONE)
    # Two counts: what a phone sends by itself in the background must not keep a desk open.
    mark = "seen_on_phone" if is_phone else "seen"
    seen, since = int(session.get(mark, now)), int(session.get("since", now))
    rest = timedelta(hours=settings.FIELD_IDLE_HOURS) if is_phone else timedelta(minutes=settings.IDLE_MINUTES)
    if now - seen > rest.total_seconds() or now - since > settings.SESSION_COOKIE_AGE:
        logout(request)
        request.session["ended"] = "idle"
        return
    if mark not in session or now - seen >= SEEN_EVERY.total_seconds():
        session[mark], session["since"] = now, since
        if session.session_key:
            try:
                actions.note_session_seen(session_key=session.session_key, address=client_address(request))
            except OperationalError as error:
                log.warning("a session was not noted as seen: %s", said_of(error))


def _what_comes_first(request: HttpRequest, actor: Actor, user: User) -> HttpResponse | None:
    """A password of one's own, then a second factor where a post needs one; nothing else before."""
    path = request.path_info
    if path.startswith((settings.STATIC_URL, reverse("account_logout"), reverse("kit:choose"))):
        return None
    if user.must_change_password or passwords.has_aged(user, clock.now()):
        return _lead(request, "account_change_password", CHANGE_PASSWORD)
    if actor.is_second_factor_met or not second_factor.is_needed(actor):
        return None
    if path.startswith((reverse("mfa_index"), reverse("account_reauthenticate"))):
        return None
    return _lead(request, "mfa_reauthenticate" if second_factor.has_one(user) else "mfa_index", SECOND_FACTOR)


def _lead(request: HttpRequest, name: str, kind: Kind) -> HttpResponse | None:
    target = reverse(name)
    if request.path_info == target:
        return None
    if is_program(request):
        return problem_response(request, Problem(kind))
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return redirect(target + query)
