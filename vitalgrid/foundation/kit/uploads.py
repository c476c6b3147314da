"""How much one request may carry. Django bounds fields and their number; files it would take without an end."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from vitalgrid.foundation.kit.pages import problem_response
from vitalgrid.foundation.kit.problems import TOO_LARGE, Problem


def is_too_large(request: HttpRequest) -> bool:
    """Whether the request says that it carries more than `settings.REQUEST_MAX_BYTES`."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > settings.REQUEST_MAX_BYTES
    except ValueError:
        return False


class UploadLimit:
    """Middleware: what is too large is refused before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, or 413."""
        return problem_response(request, Problem(TOO_LARGE)) if is_too_large(request) else self.get_response(request)
