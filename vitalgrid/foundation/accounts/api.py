"""Accounts of others (`account.manage`), keys (`key.manage`), and one's own devices and language, by API.

What the pages ask a person to confirm, a person confirms here too: a program's key is refused in words.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from vitalgrid.foundation.accounts import actions, queries
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.requests import in_person, signed_in
from vitalgrid.foundation.accounts.schemas import (
    AccountIn,
    AccountOut,
    AccountPageOut,
    DisableIn,
    EmailIn,
    EmailOut,
    EndedOut,
    KeyIn,
    KeyOut,
    LanguageIn,
    LanguageOut,
    MeOut,
    NewKeyOut,
    RevokeIn,
    SecretOut,
    SessionOut,
)
from vitalgrid.foundation.accounts.stepup import MINUTES, require_fresh
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.api import answers, repeatable

router = Router(tags=["accounts and keys"])
own = Router(tags=["one's own account"])


def _confirmed(request: HttpRequest, permission: str) -> Actor:
    """A person who may do it and has proved who they are just now."""
    by = in_person(request)
    by.require(permission)
    require_fresh(request, MINUTES)
    return by


def _secret(user: User, word: str) -> dict[str, Any]:
    return {"username": user.username, "password": word, "expires_at": user.secret_expires_at}


@own.get("/me", response=answers((200, MeOut)), summary="Who am I")
def me(request: HttpRequest) -> Any:
    """What this session or key may do somewhere; where is decided at each thing."""
    by = signed_in(request)
    return {
        "kind": by.kind,
        "name": by.name,
        "permissions": sorted(by.permissions),
        "is_second_factor_met": by.is_second_factor_met,
    }


@own.get("/me/sessions", response=answers((200, list[SessionOut])), summary="My devices")
def my_sessions(request: HttpRequest) -> Any:
    """Where your account is signed in, this session first."""
    return queries.sessions_of_user(in_person(request).user_id or 0, request.session.session_key or "")


@own.post(
    "/me/sessions/end-others",
    response=answers((200, EndedOut)),
    summary="Sign my other devices out",
)
def end_others(request: HttpRequest) -> Any:
    """Every session of yours but this one ends at its next request."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        return 200, {"ended": actions.end_other_sessions(by=by, kept_key=request.session.session_key or "")}

    return repeatable(request, work, out=EndedOut)


@own.post(
    "/me/language", response=answers((200, LanguageOut)), summary="Choose my language", tags=["one's own account"]
)
def language(request: HttpRequest, given: LanguageIn) -> Any:
    """Read the product in this language on every device of yours that has not chosen another one."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        actions.change_language(by=by, language=given.language)
        return 200, {"language": given.language}

    return repeatable(request, work, out=LanguageOut)


@own.post("/me/email", response=answers((200, EmailOut)), summary="My address for notices")
def email(request: HttpRequest, given: EmailIn) -> Any:
    """Where your notices go by e-mail; empty for nowhere. No way into the account, and no answer repeats it."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        actions.change_email(by=by, email=given.email)
        return 200, {"has_email": bool(given.email.strip())}

    return repeatable(request, work, out=EmailOut)


@router.post("/sessions/{session_id}/end", response=answers((200, EndedOut)), summary="Sign one device out")
def end_session(request: HttpRequest, session_id: int) -> Any:
    """End one session: your own, or anybody's with `account.manage`."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        actions.end_session(by=by, session_id=session_id)
        return 200, {"ended": 1}

    return repeatable(request, work, out=EndedOut)


@router.get("/accounts", response=answers((200, AccountPageOut)), summary="List accounts")
def accounts(
    request: HttpRequest,
    q: str = Query("", max_length=64, description="Part of a sign-in name or of a name"),
    after: str = Query("", max_length=64, description="The `next` of the page before"),
) -> Any:
    """Everybody who can sign in, by sign-in name, 50 at a time."""
    rows = queries.users_for_list(signed_in(request), words=q.strip(), after=after)
    shown = rows[: queries.PAGE]
    return {"accounts": shown, "next": shown[-1].username if len(rows) > queries.PAGE else ""}


@router.post("/accounts", response=answers((201, SecretOut)), summary="Make an account")
def create(request: HttpRequest, given: AccountIn) -> Any:
    """Somebody who can sign in with the one-time password that is shown here once. Posts are given by POST posts."""
    by = _confirmed(request, "account.manage")

    def work() -> tuple[int, Any]:
        return 201, _secret(*actions.create_user(by=by, person=given.person()))

    return repeatable(request, work, out=SecretOut, shown_once=["password"])


@router.get("/accounts/{username}", response=answers((200, AccountOut)), summary="One account")
def account(request: HttpRequest, username: str) -> Any:
    """State and dates of an account."""
    return queries.user_for_page(signed_in(request), username)


@router.get("/accounts/{username}/sessions", response=answers((200, list[SessionOut])), summary="Devices of an account")
def sessions(request: HttpRequest, username: str) -> Any:
    """Where the account is signed in, the latest seen first."""
    return queries.sessions_of_user(queries.user_for_page(signed_in(request), username).pk)


@router.post(
    "/accounts/{username}/sessions/end", response=answers((200, EndedOut)), summary="Sign somebody out everywhere"
)
def end_all(request: HttpRequest, username: str) -> Any:
    """A lost phone, a leaver: every session of the account ends at its next request."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        return 200, {"ended": actions.end_all_sessions(by=by, user_id=_id(by, username))}

    return repeatable(request, work, out=EndedOut)


@router.post("/accounts/{username}/reset", response=answers((200, SecretOut)), summary="New one-time password")
def reset(request: HttpRequest, username: str) -> Any:
    """Gives a new one-time password, lifts a hold after failures, and signs the person out everywhere."""
    by = _confirmed(request, "account.manage")

    def work() -> tuple[int, Any]:
        return 200, _secret(*actions.reset_user(by=by, user_id=_id(by, username)))

    return repeatable(request, work, out=SecretOut, shown_once=["password"])


@router.post("/accounts/{username}/disable", response=answers((200, AccountOut)), summary="Shut an account")
def disable(request: HttpRequest, username: str, given: DisableIn) -> Any:
    """Shut the account and sign it out everywhere, at once. Its history stays."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        actions.disable_user(by=by, user_id=_id(by, username), reason=given.reason)
        return 200, queries.user_for_page(by, username)

    return repeatable(request, work, out=AccountOut)


@router.post("/accounts/{username}/enable", response=answers((200, SecretOut)), summary="Open an account again")
def enable(request: HttpRequest, username: str) -> Any:
    """Open a shut account, with a new one-time password."""
    by = _confirmed(request, "account.manage")

    def work() -> tuple[int, Any]:
        return 200, _secret(*actions.enable_user(by=by, user_id=_id(by, username)))

    return repeatable(request, work, out=SecretOut, shown_once=["password"])


def _id(by: Actor, name: str) -> int:
    return queries.user_for_page(by, name).pk


@router.get("/keys", response=answers((200, list[KeyOut])), summary="List keys")
def keys(request: HttpRequest) -> Any:
    """Every key, valid or not, the youngest first."""
    now = clock.now()
    return [KeyOut.of(key, now) for key in queries.keys_for_list(signed_in(request))]


@router.post("/keys", response=answers((201, NewKeyOut)), summary="Issue a key")
def issue(request: HttpRequest, given: KeyIn) -> Any:
    """A key for a program, with rights of its own. Its text is shown here once."""
    by = _confirmed(request, "key.manage")

    def work() -> tuple[int, Any]:
        key, text = actions.issue_key(by=by, key=given.key(by.user_id))
        return 201, {"key": KeyOut.of(key, clock.now()), "text": text}

    return repeatable(request, work, out=NewKeyOut, shown_once=["text"])


@router.post("/keys/{key_id}/revoke", response=answers((200, KeyOut)), summary="Revoke a key")
def revoke(request: HttpRequest, key_id: UUID, given: RevokeIn) -> Any:
    """The key opens nothing from its next request on."""
    by = in_person(request)

    def work() -> tuple[int, Any]:
        return 200, KeyOut.of(actions.revoke_key(by=by, key_id=key_id, reason=given.reason), clock.now())

    return repeatable(request, work, out=KeyOut)


router.add_router("", own)
