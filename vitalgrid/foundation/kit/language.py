"""Which language a request is answered in: what the person chose, else the instance's own.

A browser's Accept-Language is not asked for pages: half of the machines in a Chinese office say "en-US". A program
has no cookie, so for addresses under /api/ and /open311/ the header counts.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from vitalgrid.foundation.kit import city

PROGRAMS = ("/api/", "/open311/")


def chosen_language(request: HttpRequest) -> str:
    """The language tag for this request, one of `settings.LANGUAGES`."""
    if request.path_info.startswith(PROGRAMS):
        return translation.get_language_from_request(request) if request.headers.get("Accept-Language") else ""
    known = dict(settings.LANGUAGES)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in known:
        return cookie
    user = getattr(request, "user", None)
    own = getattr(user, "language", "") if user is not None and user.is_authenticated else ""
    return own if own in known else ""


class ChosenLanguage:
    """Middleware after authentication: activates the language and the city's zone for the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request) or settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(city.current().zone):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        if request.path_info.startswith(PROGRAMS):
            patch_vary_headers(response, ("Accept-Language",))
        return response
