"""Every request knows who acts, and whether they must do something else first. Idle sessions end here."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
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
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.pages import is_program, problem_response
from vitalgrid.foundation.kit.problems import Kind, Problem

SEEN_EVERY = timedelta(minutes=5)
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
            actions.note_session_seen(session_key=session.session_key, address=client_address(request))


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
