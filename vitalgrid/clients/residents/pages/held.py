"""The words of secret links that this browser has opened: they leave the address at once and stay in its session.

On a full disk no session can be stored, and reading goes on all the same: then the browser itself carries the words for
an hour, in a signed cookie that no script reads.
"""

import logging
from collections.abc import Mapping

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.core import signing
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse

from vitalgrid.foundation.kit.retry import said_of

HELD = "tracks"  # code -> word
HELD_AT_MOST = 50
CARRIED, CARRIED_FOR = "opened", 3600  # the cookie's name, seconds
CARRIED_AT_MOST = 10
SALT = "vitalgrid.opened"
log = logging.getLogger("vitalgrid.residents")


def hold(request: HttpRequest, code: str, secret: str) -> None:
    """Remember the word of the report `code`."""
    held = {**request.session.get(HELD, {}), code: secret}
    request.session[HELD] = dict(list(held.items())[-HELD_AT_MOST:])


def hold_for_reading(request: HttpRequest, response: HttpResponse, code: str, secret: str) -> None:
    """As `hold`, for whoever only opens a link: where nothing can be stored, the browser is given the word to keep."""
    hold(request, code, secret)
    try:
        with transaction.atomic():
            request.session.save()
    except (OperationalError, UpdateError) as error:
        log.warning("an opened link was not stored: %s", said_of(error))
        request.session[HELD].pop(code)
        request.session.modified = False
        words = {**_carried(request), code: secret}
        response.set_cookie(
            CARRIED,
            signing.dumps(dict(list(words.items())[-CARRIED_AT_MOST:]), salt=SALT),
            max_age=CARRIED_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _carried(request: HttpRequest) -> dict[str, str]:
    try:
        words: dict[str, str] = signing.loads(request.COOKIES.get(CARRIED, ""), salt=SALT, max_age=CARRIED_FOR)
    except (signing.BadSignature, ValueError):
        return {}
    return words


def _words(request: HttpRequest) -> Mapping[str, str]:
    return {**_carried(request), **request.session.get(HELD, {})}


def word_of(request: HttpRequest, code: str) -> str:
    """The word of the report `code`, "" where this browser never opened its link."""
    return str(_words(request).get(code, ""))


def all_held(request: HttpRequest) -> list[tuple[str, str]]:
    """Code and word of every report opened here, the latest first."""
    return list(reversed(list(_words(request).items())))
