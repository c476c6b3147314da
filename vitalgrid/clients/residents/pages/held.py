"""The words of secret links that this browser has opened: they leave the address at once and stay in its session."""

from django.http import HttpRequest

HELD = "tracks"  # code -> word
HELD_AT_MOST = 50


def hold(request: HttpRequest, code: str, secret: str) -> None:
    """Remember the word of the report `code`."""
    held = {**request.session.get(HELD, {}), code: secret}
    request.session[HELD] = dict(list(held.items())[-HELD_AT_MOST:])


def word_of(request: HttpRequest, code: str) -> str:
    """The word of the report `code`, "" where this browser never opened its link."""
    return str(request.session.get(HELD, {}).get(code, ""))


def all_held(request: HttpRequest) -> list[tuple[str, str]]:
    """Code and word of every report opened here, the latest first."""
    return list(reversed(request.session.get(HELD, {}).items()))
